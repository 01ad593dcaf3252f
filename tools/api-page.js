// Writes API.md, or another file, from what the last compilation made.
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { ROOT, EXAMPLES } = require('./places');

/** jsii-docgen takes the first assembly of that name below the folder: copies that tests and the demo installed would win. */
const INSTALLED_COPIES = [path.join(EXAMPLES, 'node_modules', 'cdk-devops-patterns'), path.join(ROOT, 'dist')];

function writeApiPage(file) {
  for (const copy of INSTALLED_COPIES) { fs.rmSync(copy, { recursive: true, force: true }); }
  execFileSync('npx', ['--no-install', 'jsii-docgen', '-o', path.relative(ROOT, file)], { cwd: ROOT, stdio: 'inherit' });
}

module.exports = { writeApiPage };

if (require.main === module) { writeApiPage(path.join(ROOT, 'API.md')); }
