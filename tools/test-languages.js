// The library as the consumers of every language get it: real packages, in clean environments, whose programs render the same templates.
// `node tools/test-languages.js java go` looks at some languages only. Of .NET the sources are generated, and compiled where dotnet is.
const path = require('path');
const { staleApiPages } = require('./api-page');
const { compileIfStale, installInExamples, pack } = require('./pack');
const { EXAMPLES, ROOT } = require('./places');
const { checkLanguage } = require('./languages/check-language');
const { checkDotnet } = require('./languages/dotnet');
const { run } = require('./languages/processes');
const { Tally } = require('./tally');

const LANGUAGES = { python: require('./languages/python'), java: require('./languages/java'), go: require('./languages/go') };
const ALL = [...Object.keys(LANGUAGES), 'dotnet'];

/** Before the packages are installed, for it removes them. */
function checkPages(tally) {
  tally.check("the snippets of all pages are translated into every language, as docs/languages has them ('npm run api:languages' writes it)", () => {
    run('node', [path.join(__dirname, 'languages', 'pages.js'), 'check'], ROOT);
  });
  tally.check("docs/api says what the sources say ('npm run api:languages' writes it)", () => {
    compileIfStale();
    const stale = staleApiPages();
    if (stale.length > 0) { throw new Error(`docs/api is out of date for ${stale.join(', ')}`); }
  });
}

/** Checks TypeScript, and then each of the other languages against it. */
function checkLanguages(tally, names = ALL) {
  let tarball;
  if (!tally.check('TypeScript: the npm package builds and installs', () => installInExamples(tarball = pack()))) { return; }
  tally.check('TypeScript: the programs compile', () => run('npx', ['--no-install', 'tsc', '--noEmit'], EXAMPLES));
  for (const name of names) {
    if (name === 'dotnet') { checkDotnet(tally); } else { checkLanguage(tally, LANGUAGES[name], tarball); }
  }
}

module.exports = { checkLanguages };

if (require.main === module) {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !ALL.includes(name));
  if (unknown) {
    console.error(`there is no language '${unknown}', there are: ${ALL.join(', ')}`);
    process.exit(2);
  }
  const tally = new Tally();
  if (wanted.length === 0) { checkPages(tally); }
  checkLanguages(tally, wanted.length > 0 ? wanted : undefined);
  tally.close();
}
