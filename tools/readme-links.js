// Makes the links of the README absolute in the assembly, from which PyPI, NuGet and Construct Hub get it: there is no folder around it there.
const fs = require('fs');
const path = require('path');
const { ROOT } = require('./places');

const ASSEMBLY = path.join(ROOT, '.jsii');

function linkToRepository() {
  const assembly = JSON.parse(fs.readFileSync(ASSEMBLY, 'utf8'));
  const repository = assembly.repository.url.replace(/\.git$/, '');
  assembly.readme.markdown = assembly.readme.markdown.replace(/\]\((?![a-z]+:|#)([^)]+)\)/g, `](${repository}/blob/main/$1)`);
  fs.writeFileSync(ASSEMBLY, JSON.stringify(assembly, undefined, 2));
}

module.exports = { linkToRepository };

if (require.main === module) { linkToRepository(); }
