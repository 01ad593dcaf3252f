// Python as a consumer has it: the wheel, in a virtual environment of its own.
const fs = require('fs');
const path = require('path');
const { LANGUAGE_TESTS, LANGUAGES, PYTHON_EXAMPLES, ROOT, venvBin } = require('../places');
const { outcome, run, works } = require('./processes');
const { synthesize } = require('./synthesis');

const WHEELS = path.join(ROOT, 'dist', 'python');
const CONSUMER_VENV = path.join(LANGUAGES, 'python');
const REQUIREMENTS = path.join(PYTHON_EXAMPLES, 'requirements.txt');

module.exports = {
  title: 'Python',
  /** The README's first example, in two languages only. */
  moreTopics: ['shop'],
  packageTitle: 'wheel',

  /** What the machine lacks, if anything. */
  missing() {
    if (!works('python3', ['--version'])) { return 'no python3 here'; }
    if (!works('python3', ['-m', 'ensurepip', '--version'])) { return 'python3 cannot make virtual environments here'; }
    return undefined;
  },

  build() {
    fs.rmSync(WHEELS, { recursive: true, force: true });
    run('npx', ['--no-install', 'jsii-pacmak', '--target', 'python'], ROOT);
  },

  install() {
    const [wheel] = fs.readdirSync(WHEELS).filter((file) => file.endsWith('.whl'));
    run('python3', ['-m', 'venv', '--clear', CONSUMER_VENV], ROOT);
    pip('install', '-r', REQUIREMENTS, path.join(WHEELS, wheel));
    pip('check');
  },

  /** The versions that the examples pin, by npm's names. */
  versions() {
    return Object.fromEntries([...fs.readFileSync(REQUIREMENTS, 'utf8').matchAll(/^([\w-]+)==(\S+)$/gm)].map(([, name, version]) => [name, version]));
  },

  synthesize(topic) {
    return synthesize(venvBin('python', CONSUMER_VENV), [`${topic.replaceAll('-', '_')}.py`], PYTHON_EXAMPLES);
  },

  /** Runs the tests of what goes wrong and counts them. */
  testErrors() {
    const { stderr, status } = outcome(venvBin('python', CONSUMER_VENV), ['-m', 'unittest', '-v'], path.join(LANGUAGE_TESTS, 'python'));
    console.log(stderr);
    const count = (pattern) => Number(pattern.exec(stderr)?.[1] ?? 0);
    const failed = count(/\bfailures=(\d+)/) + count(/\berrors=(\d+)/);
    const ran = count(/^Ran (\d+) tests?/m);
    return { passed: ran - failed, failed: failed === 0 && (status !== 0 || ran === 0) ? 1 : failed, skipped: 0 };
  },
};

function pip(...args) {
  run(venvBin('python', CONSUMER_VENV), ['-m', 'pip', '--quiet', '--disable-pip-version-check', ...args], ROOT);
}
