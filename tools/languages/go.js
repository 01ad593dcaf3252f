// Go as a consumer has it: the module, in place of the one that will be published.
const fs = require('fs');
const path = require('path');
const { GO_EXAMPLES, LANGUAGE_TESTS, LANGUAGES, ROOT } = require('../places');
const { outcome, run, works } = require('./processes');
const { synthesize } = require('./synthesis');

const MODULE = 'github.com/cdk-devops-patterns/cdk-devops-patterns-go/cdkdevopspatterns';
const BUILT = path.join(ROOT, 'dist', 'go');
const CONSUMER = path.join(LANGUAGES, 'go');

module.exports = {
  title: 'Go',
  packageTitle: 'module',

  missing() {
    return works('go', ['version']) ? undefined : 'no go here';
  },

  /**
   * Only the sources: jsii-pacmak would compile them against the oldest aws-cdk-lib that the library allows, which does not compile itself
   * with the constructs it allows. The consumer compiles them.
   */
  build() {
    fs.rmSync(BUILT, { recursive: true, force: true });
    run('npx', ['--no-install', 'jsii-pacmak', '--target', 'go'], ROOT, { JSII_BUILD_GO: '0' });
  },

  install() {
    copyWithModule(GO_EXAMPLES, CONSUMER);
    fs.cpSync(path.join(LANGUAGE_TESTS, 'go'), path.join(CONSUMER, 'errors'), { recursive: true });
    fs.cpSync(path.join(LANGUAGE_TESTS, 'released'), path.join(CONSUMER, 'errors', 'released'), { recursive: true });
    run('go', ['vet', './...'], CONSUMER, GO);
    run('go', ['build', '-o', `bin${path.sep}`, ...programs()], CONSUMER, GO);
  },

  versions() {
    const modules = fs.readFileSync(path.join(GO_EXAMPLES, 'go.mod'), 'utf8');
    const version = (name) => new RegExp(`/${name}/v\\d+ v(\\S+)`).exec(modules)[1];
    return { 'aws-cdk-lib': version('awscdk'), 'constructs': version('constructs') };
  },

  synthesize(topic) {
    return synthesize(path.join(CONSUMER, 'bin', topic), [], CONSUMER);
  },

  testErrors() {
    const { stdout, stderr, status } = outcome('go', ['test', '-json', './errors'], CONSUMER, GO);
    const events = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    console.log(events.map((event) => event.Output ?? '').join(''), stderr);
    const count = (action) => events.filter((event) => event.Test && event.Action === action).length;
    const failed = count('fail');
    return { passed: count('pass'), failed: failed === 0 && (status !== 0 || count('pass') === 0) ? 1 : failed, skipped: count('skip') };
  },
};

/** Checksums of what is not published yet are in no go.sum, and its directory stands in for it. */
const GO = { GOFLAGS: `${process.env.GOFLAGS ?? ''} -mod=mod`.trim() };

function copyWithModule(from, to) {
  fs.rmSync(to, { recursive: true, force: true });
  fs.cpSync(from, to, { recursive: true });
  run('go', ['mod', 'edit', `-replace=${MODULE}=${path.join(BUILT, 'cdkdevopspatterns')}`], to);
}

function programs() {
  return fs.readdirSync(GO_EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => `./${entry.name}`);
}
