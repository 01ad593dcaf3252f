// A release, without a release: in clones that have no remote, the tasks of projen that the release workflow runs, then its publish jobs up to
// what publib does without keys. Nothing is sent to anybody. It releases what is committed; the tests are left to `npm test`.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { clone, git, projen, run } = require('./releases/clone');
const { publishJobs, runJob } = require('./releases/publish-jobs');
const { TOOLCHAINS } = require('./releases/toolchains');
const { requireVersion } = require('./releases/versions');
const { compileIfStale } = require('./pack');
const { ROOT } = require('./places');
const { Tally } = require('./tally');

const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';

/** What the next version is, by the last release and by what was committed since. Nothing is published of a version that has a tag. */
const NEXT_VERSIONS = [
  { title: 'the first release', commits: [], version: '0.1.0' },
  { title: 'a fix', tag: 'v0.1.0', commits: ['docs: more', 'fix(room): less'], version: '0.1.1' },
  { title: 'a feature', tag: 'v0.1.0', commits: ['feat(room): more'], version: '0.1.1' },
  { title: 'a breaking change', tag: 'v0.1.7', commits: ['feat(room)!: other'], version: '0.2.0' },
  { title: 'documentation', tag: 'v0.1.0', commits: ['docs: more'], version: '0.1.0' },
];

function main(tally, folder) {
  checkWorkflows(tally, folder);
  checkNextVersions(tally, path.join(folder, 'versions'));

  const repository = path.join(folder, 'repository');
  clone(repository);
  if (!buildRelease(tally, repository)) { return; }
  const dist = path.join(repository, 'dist');
  const version = fs.readFileSync(path.join(dist, 'version.txt'), 'utf8');
  tally.check(`the changelog of ${version} is written`, () => requireChangelog(repository, version));
  tally.check('the npm package has the files of ours', () => requireSameFiles(repository));
  for (const [name, job] of Object.entries(publishJobs())) {
    publish(tally, name, job, { folder: path.join(folder, name), dist, repository }, version);
  }
}

function checkWorkflows(tally, folder) {
  const title = 'the workflows pass actionlint';
  if (TOOLCHAINS.release_golang.missing()) { return tally.skip(title, 'no go here'); }
  try {
    run('go', ['install', ACTIONLINT], folder, { GOBIN: folder, GOFLAGS: '' });
  } catch {
    return tally.skip(title, `${ACTIONLINT} cannot be had here`);
  }
  tally.check(title, () => run(path.join(folder, 'actionlint'), [], ROOT));
}

function checkNextVersions(tally, folder) {
  const head = () => git(folder, 'rev-parse', 'HEAD');
  clone(folder);
  const start = head();
  for (const { title, tag, commits, version } of NEXT_VERSIONS) {
    tally.check(`${title} after ${tag ?? 'nothing'} is version ${version}`, () => {
      git(folder, 'tag', '--list').split('\n').filter(Boolean).forEach((old) => git(folder, 'tag', '--delete', old));
      git(folder, 'reset', '--quiet', '--hard', start);
      if (tag) { git(folder, 'tag', tag); }
      commits.forEach((message) => git(folder, 'commit', '--quiet', '--allow-empty', '--message', message));
      projen(folder, 'bump', releaseTask(folder).env);
      const found = fs.readFileSync(path.join(folder, 'dist', 'version.txt'), 'utf8');
      if (found !== version) { throw new Error(`it is ${found}`); }
    });
  }
}

function releaseTask(folder, name = 'release') {
  return JSON.parse(fs.readFileSync(path.join(folder, '.projen', 'tasks.json'), 'utf8')).tasks[name];
}

/** Runs the steps of the release task, those of its build one by one and without the tests. The last finds files that a build has changed. */
function buildRelease(tally, folder) {
  const { env, steps } = releaseTask(folder);
  const flat = steps.flatMap((step) => step.spawn === 'build' ? releaseTask(folder, 'build').steps : [step]);
  return flat.every((step) => {
    if (step.spawn === 'test') {
      tally.skip('release: test', "'npm test' runs the same tests");
      return true;
    }
    return tally.check(`release: ${step.spawn ?? step.exec ?? step.execArgs.join(' ')}`, () => {
      if (step.spawn) { return projen(folder, step.spawn, env); }
      const [command, ...args] = step.execArgs ?? ['bash', '-c', step.exec];
      return run(command, args, folder, env);
    });
  });
}

/** It has the version and the newest feature or fix. */
function requireChangelog(folder, version) {
  const page = fs.readFileSync(path.join(folder, 'dist', 'changelog.md'), 'utf8');
  const [newest] = git(folder, 'log', '--no-merges', '-E', '--grep=^(feat|fix)(\\([^)]*\\))?:', '--format=%h', '-1').split('\n');
  for (const part of [version, newest]) {
    if (!page.includes(part)) { throw new Error(`the changelog does not say ${part}:\n${page.slice(0, 500)}`); }
  }
  console.log(`${page.split('\n').filter((line) => line.startsWith('*')).length} entries, the newest is ${newest}`);
}

/** What projen's build packs, and what `tools/pack.js` does, which all tests of packages use. */
function requireSameFiles(repository) {
  compileIfStale();
  const [{ files }] = JSON.parse(outputLines('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error']).join('\n'));
  const ours = files.map((file) => `package/${file.path}`).sort();
  const [tarball] = fs.readdirSync(path.join(repository, 'dist', 'js'));
  const theirs = outputLines('tar', ['-tzf', path.join(repository, 'dist', 'js', tarball)]).filter((file) => !file.endsWith('/')).sort();
  const difference = [...ours.filter((file) => !theirs.includes(file)), ...theirs.filter((file) => !ours.includes(file))];
  if (difference.length > 0) { throw new Error(`in one of both: ${difference.join(', ')}`); }
  console.log(`${ours.length} files`);
}

function outputLines(command, args) {
  return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 }).split('\n').filter(Boolean);
}

/** Runs one publish job as far as it goes here. */
function publish(tally, name, job, context, version) {
  const toolchain = TOOLCHAINS[name];
  if (!toolchain) { return tally.skip(job.name, 'it needs GitHub; test/release reads what it does'); }
  const missing = toolchain.missing();
  if (missing) {
    const { instead } = toolchain;
    if (instead) { tally.check(`${job.name}: ${instead.title}`, () => requireVersion(name, instead.make(context), version)); }
    return tally.skip(job.name, missing);
  }
  let output;
  if (!tally.check(job.name, () => { output = runJob(job, context, toolchain.env(context.folder)); })) { return; }
  tally.check(`${job.name}: what would be published is version ${version}`, () => {
    if (!output.includes(toolchain.says(version))) { throw new Error(`publib did not say '${toolchain.says(version)}'`); }
    requireVersion(name, path.join(context.folder, 'dist'), version);
  });
  if (toolchain.limits) { tally.skip(`${job.name}: ${toolchain.limits.title}`, toolchain.limits.reason); }
}

if (require.main === module) {
  const tally = new Tally();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'release-'));
  try {
    main(tally, folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  tally.close();
}
