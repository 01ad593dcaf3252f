// Java as a consumer has it: the jar, found by Maven.
const fs = require('fs');
const path = require('path');
const { JAVA_EXAMPLES, LANGUAGE_TESTS, LANGUAGES, ROOT } = require('../places');
const { outcome, run, works } = require('./processes');
const { synthesize } = require('./synthesis');

const JARS = path.join(ROOT, 'dist', 'java');
const CONSUMER = path.join(LANGUAGES, 'java');
/** A local repository of its own, which outlives a run: nothing of the user's is used or changed, and nothing is fetched twice. */
const REPOSITORY = path.join(LANGUAGES, 'm2');
const GROUP = path.join('io', 'github', 'cdkdevopspatterns');

module.exports = {
  maven,
  title: 'Java',
  packageTitle: 'jar',

  missing() {
    if (!works('javac', ['-version'])) { return 'no javac here (Debian: apt-get install openjdk-17-jdk-headless)'; }
    if (!works('mvn', ['--version'])) { return 'no mvn here (Debian: apt-get install maven)'; }
    return undefined;
  },

  /** Classes, sources and documentation, as they are published. jsii-pacmak settles on the newest aws-cdk-lib that it finds. */
  build() {
    fs.rmSync(JARS, { recursive: true, force: true });
    run('npx', ['--no-install', 'jsii-pacmak', '--target', 'java'], ROOT, { MAVEN_OPTS: `-Dmaven.repo.local=${REPOSITORY}` });
  },

  install() {
    fs.rmSync(path.join(REPOSITORY, GROUP), { recursive: true, force: true });
    fs.cpSync(path.join(JARS, GROUP), path.join(REPOSITORY, GROUP), { recursive: true });
    fs.rmSync(CONSUMER, { recursive: true, force: true });
    fs.cpSync(JAVA_EXAMPLES, CONSUMER, { recursive: true, filter: (file) => path.basename(file) !== 'target' });
    maven(CONSUMER, 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath');
  },

  versions() {
    const pom = fs.readFileSync(path.join(JAVA_EXAMPLES, 'pom.xml'), 'utf8');
    const version = (name) => new RegExp(`<${name}\\.version>(.+)</`).exec(pom)[1];
    return { 'aws-cdk-lib': version('aws-cdk-lib'), 'constructs': version('constructs') };
  },

  /** The same for projects that take them from the command line. */
  versionOptions() {
    return Object.entries(this.versions()).map(([name, version]) => `-D${name}.version=${version}`);
  },

  synthesize(topic) {
    const program = topic.replace(/(^|-)(\w)/g, (_, _dash, letter) => letter.toUpperCase());
    const classpath = ['target/classes', fs.readFileSync(path.join(CONSUMER, 'classpath'), 'utf8')].join(path.delimiter);
    return synthesize('java', ['-cp', classpath, `com.example.${program}`], CONSUMER);
  },

  testErrors() {
    const folder = path.join(LANGUAGES, 'java-errors');
    fs.rmSync(folder, { recursive: true, force: true });
    fs.cpSync(path.join(LANGUAGE_TESTS, 'java'), folder, { recursive: true });
    addTestOfUpgradingPage(folder);
    const { stdout, status } = outcome('mvn', [...mavenOptions(), 'test', ...this.versionOptions()], folder);
    console.log(stdout);
    const reports = path.join(folder, 'target', 'surefire-reports');
    const suites = fs.existsSync(reports) ? fs.readdirSync(reports).filter((file) => file.endsWith('.xml')) : [];
    const counts = suites.map((file) => countsOf(fs.readFileSync(path.join(reports, file), 'utf8')));
    const sum = (what) => counts.reduce((total, count) => total + count[what], 0);
    const failed = sum('failed');
    return { passed: sum('passed'), failed: failed === 0 && status !== 0 ? 1 : failed, skipped: sum('skipped') };
  },
};

/** The test that docs/upgrading.md shows, and what it needs. */
function addTestOfUpgradingPage(folder) {
  const [, code] = /```java\n(.*?)```/s.exec(fs.readFileSync(path.join(ROOT, 'docs', 'upgrading.md'), 'utf8'));
  fs.writeFileSync(path.join(folder, 'src', 'test', 'java', 'UpgradeTest.java'), code);
  fs.writeFileSync(path.join(folder, 'cdk.json'), '{ "context": {} }');
  fs.cpSync(path.join(LANGUAGE_TESTS, 'released'), path.join(folder, 'released'), { recursive: true });
}

function countsOf(report) {
  const [suite] = /<testsuite [^>]*>/.exec(report);
  const attribute = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)[1]);
  const failed = attribute('failures') + attribute('errors');
  return { passed: attribute('tests') - failed - attribute('skipped'), failed, skipped: attribute('skipped') };
}

function mavenOptions() {
  return ['--quiet', '--batch-mode', `-Dmaven.repo.local=${REPOSITORY}`];
}

function maven(cwd, ...args) {
  run('mvn', [...mavenOptions(), ...args], cwd);
}
