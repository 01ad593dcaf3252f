// Writes API.md, or with `languages` the pages of the other languages, from what the last compilation made.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { silentAboutNode } = require('./pack');
const { ROOT, EXAMPLES, API_PAGES } = require('./places');

/** jsii-docgen takes the first assembly of that name below the folder: copies that tests and the demo installed would win. */
const PACKAGES = ['js', 'python', 'java', 'dotnet', 'go'].map((language) => path.join(ROOT, 'dist', language));
const INSTALLED_COPIES = [path.join(EXAMPLES, 'node_modules', 'cdk-devops-patterns'), ...PACKAGES];

/** As jsii-docgen calls them. */
const LANGUAGES = ['python', 'java', 'csharp', 'go'];

function writeApiPage(file) {
  generate('-o', path.relative(ROOT, file));
}

/** Writes the page of each language into a folder. */
function writeApiPages(folder) {
  generate(...LANGUAGES.flatMap((language) => ['-l', language]), '-o', path.relative(ROOT, path.join(folder, 'api')));
}

/** The languages whose page in the repository is not what the sources say. */
function staleApiPages() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'api-'));
  try {
    writeApiPages(folder);
    const read = (place, language) => fs.existsSync(pageIn(place, language)) && fs.readFileSync(pageIn(place, language), 'utf8');
    return LANGUAGES.filter((language) => read(folder, language) !== read(API_PAGES, language));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function pageIn(folder, language) {
  return path.join(folder, `api.${language}.md`);
}

function generate(...args) {
  for (const copy of INSTALLED_COPIES) { fs.rmSync(copy, { recursive: true, force: true }); }
  execFileSync('npx', ['--no-install', 'jsii-docgen', ...args], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...silentAboutNode } });
}

module.exports = { writeApiPage, writeApiPages, staleApiPages };

if (require.main === module) {
  if (process.argv[2] === 'languages') { writeApiPages(API_PAGES); } else { writeApiPage(path.join(ROOT, 'API.md')); }
}
