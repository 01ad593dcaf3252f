// One language, from its package to templates and errors.
const { requireSame } = require('./synthesis');
const { makeTwin } = require('./twin');

/** The programs that every language has: `minimal-service.ts`, `minimal_service.py`, `MinimalService.java`, `minimal-service/main.go`. */
const TOPICS = ['minimal-service', 'pipeline-only', 'dashboard-and-alarms', 'own-parts', 'orders'];

/** Builds and installs the package, and holds every program to its twin in TypeScript. */
function checkLanguage(tally, language, tarball) {
  const { title, packageTitle } = language;
  const missing = language.missing();
  if (missing) { return tally.skip(`${title}: everything`, missing); }
  const versions = language.versions();
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ');

  if (!tally.check(`${title}: the ${packageTitle} builds`, () => language.build())) { return; }
  if (!tally.check(`${title}: the ${packageTitle} installs and the programs compile, ${named}`, () => language.install())) { return; }
  let twin;
  if (!tally.check(`${title}: the npm package installs beside ${named}`, () => { twin = makeTwin(tarball, versions); })) { return; }
  for (const topic of [...TOPICS, ...language.moreTopics ?? []]) {
    tally.check(`${title}: ${topic} renders the templates of TypeScript`, () => requireSame(twin.synthesize(topic), language.synthesize(topic), title));
  }
  tally.run(`${title}: what goes wrong is said in its own way`, () => language.testErrors());
}

module.exports = { checkLanguage };
