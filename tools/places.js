// Where things are, for all tools.
const path = require('path');

const ROOT = path.resolve(__dirname, '..');
const EXAMPLES = path.join(ROOT, 'examples', 'typescript');
const PYTHON_EXAMPLES = path.join(ROOT, 'examples', 'python');
const JAVA_EXAMPLES = path.join(ROOT, 'examples', 'java');
const GO_EXAMPLES = path.join(ROOT, 'examples', 'go');
const LANGUAGE_TESTS = path.join(ROOT, 'test', 'languages');
const API_PAGES = path.join(ROOT, 'docs', 'api');
/** From the root, as pages name it. */
const TRANSLATED_PAGES = 'docs/languages';
const LANGUAGES = path.join(ROOT, '.languages');
const VENV = path.join(ROOT, '.venv');
const REPORTS = path.join(ROOT, 'test-reports');
const REQUIREMENTS = path.join(__dirname, 'requirements.txt');

/** A program of a virtual environment, the tools' own unless told. */
function venvBin(name, venv = VENV) {
  return process.platform === 'win32' ? path.join(venv, 'Scripts', `${name}.exe`) : path.join(venv, 'bin', name);
}

module.exports = { ROOT, EXAMPLES, PYTHON_EXAMPLES, JAVA_EXAMPLES, GO_EXAMPLES, LANGUAGE_TESTS, LANGUAGES, API_PAGES, TRANSLATED_PAGES, VENV, REPORTS, REQUIREMENTS, venvBin };
