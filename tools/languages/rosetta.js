// The snippets of all pages, translated by jsii-rosetta as Construct Hub does it. What cannot be translated is no example for the others.
const fs = require('fs');
const path = require('path');
const { LANGUAGES, ROOT } = require('../places');

const FOLDER = path.join(LANGUAGES, 'rosetta');
const TARGETS = ['python', 'java', 'csharp', 'go'];

/** Translates every snippet and returns how many there are, and what is wrong with which. */
async function translateSnippets() {
  require('ts-node').register({ transpileOnly: true, compilerOptions: { module: 'commonjs' } });
  const { allSnippets, programsOf } = require('../../test/docs/snippets');
  const rosetta = require('jsii-rosetta');

  const snippets = allSnippets().filter((snippet) => !snippet.typescriptOnly);
  const { fixtures, programs } = programsOf(snippets);
  prepareFolder(fixtures);
  const translator = new rosetta.RosettaTranslator({ includeCompilerDiagnostics: true });
  const sources = programs.map((program, index) => {
    const { page, line } = snippets[index];
    const location = { api: { api: 'file', fileName: page }, field: { field: 'markdown', line } };
    return rosetta.typeScriptSnippetFromCompleteSource(program, location, true, { [rosetta.SnippetParameters.$COMPILATION_DIRECTORY]: FOLDER });
  });
  const { diagnostics } = await translator.translateAll(sources, true);
  const problems = diagnostics.filter((diagnostic) => diagnostic.isError).map((diagnostic) => diagnostic.formattedMessage);
  const untranslated = translator.tablet.translatedSnippets.flatMap((translated) => TARGETS
    .filter((target) => /<UNSUPPORTED|unsupported node/i.test(translated.get(target)?.source ?? '<UNSUPPORTED'))
    .map((target) => `${translated.snippet.location.api.fileName}:${translated.snippet.location.field.line}: no ${target}`));
  return { count: snippets.length, problems: [...problems, ...untranslated] };
}

/** Where the snippets seem to be: beside the library and what it stands on. */
function prepareFolder(fixtures) {
  const modules = path.join(FOLDER, 'node_modules');
  fs.rmSync(FOLDER, { recursive: true, force: true });
  fs.mkdirSync(modules, { recursive: true });
  fs.symlinkSync(ROOT, path.join(modules, 'cdk-devops-patterns'), 'junction');
  for (const name of ['aws-cdk-lib', 'constructs', '@types']) { fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name), 'junction'); }
  fs.writeFileSync(path.join(FOLDER, 'fixtures.ts'), fixtures);
}

module.exports = { translateSnippets };

// A process of its own for the tools of the tests, which do not wait.
if (require.main === module) {
  translateSnippets().then(({ count, problems }) => {
    console.log([...problems, `${count} snippets, ${problems.length} problems`].join('\n'));
    process.exitCode = problems.length > 0 || count === 0 ? 1 : 0;
  });
}
