// The snippets of all pages, translated by jsii-rosetta as Construct Hub does it. What cannot be translated is no example for the others.
const fs = require('fs');
const path = require('path');
const { LANGUAGES, ROOT } = require('../places');
const { mend } = require('./mend');

const FOLDER = path.join(LANGUAGES, 'rosetta');
const TARGETS = ['python', 'java', 'csharp', 'go'];

/** Translates the snippets that are not for TypeScript only. Returns each with its code in every language, and what is wrong with which. */
async function translateSnippets() {
  require('ts-node').register({ transpileOnly: true, compilerOptions: { module: 'commonjs' } });
  const { allSnippets, programsOf } = require('../../test/docs/snippets');
  const rosetta = require('jsii-rosetta');

  const snippets = allSnippets().filter((snippet) => !snippet.typescriptOnly);
  prepareFolder();
  const translator = new rosetta.RosettaTranslator({ includeCompilerDiagnostics: true });
  const sources = programsOf(snippets).map((program, index) => {
    const { page, line } = snippets[index];
    const location = { api: { api: 'file', fileName: page }, field: { field: 'markdown', line } };
    return rosetta.typeScriptSnippetFromCompleteSource(program, location, true, { [rosetta.SnippetParameters.$COMPILATION_DIRECTORY]: FOLDER });
  });
  // One batch is one compilation, which takes a fifth of the time that one for each snippet takes.
  const { translatedSnippets, diagnostics } = await translator.translateAll(sources, { batchSize: sources.length, compilationDirectory: FOLDER });
  const translations = translatedSnippets.map(({ snippet: { location, translations: texts } }) => ({
    page: location.api.fileName,
    line: location.field.line,
    codes: Object.fromEntries(TARGETS.map((target) => [target, mend(target, texts[target]?.source.trim() ?? '')])),
  }));
  const problems = diagnostics.filter((diagnostic) => diagnostic.isError).map((diagnostic) => diagnostic.formattedMessage);
  const untranslated = snippets.flatMap(({ page, line }) => {
    const translation = translations.find((each) => each.page === page && each.line === line);
    return TARGETS.filter((target) => !isTranslated(translation?.codes[target])).map((target) => `${page}:${line}: no ${target}`);
  });
  return { translations, problems: [...problems, ...untranslated] };
}

function isTranslated(code) {
  return Boolean(code) && !/<UNSUPPORTED|unsupported node/i.test(code);
}

/** Where the snippets seem to be: beside the library and what it stands on. */
function prepareFolder() {
  const modules = path.join(FOLDER, 'node_modules');
  fs.rmSync(FOLDER, { recursive: true, force: true });
  fs.mkdirSync(modules, { recursive: true });
  fs.symlinkSync(ROOT, path.join(modules, 'cdk-devops-patterns'), 'junction');
  for (const name of ['aws-cdk-lib', 'constructs', '@types']) { fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name), 'junction'); }
}

module.exports = { TARGETS, translateSnippets };
