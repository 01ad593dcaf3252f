// .NET as far as the machine goes: sources everywhere, a package where dotnet is. No program is compared yet.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { generate } = require('../generate-languages');
const { ROOT } = require('../places');
const { run, works } = require('./processes');

function checkDotnet(tally) {
  tally.check('.NET: the sources are generated', () => {
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'languages-'));
    try {
      generate('dotnet', outdir);
    } finally {
      fs.rmSync(outdir, { recursive: true });
    }
  });
  if (!works('dotnet', ['--version'])) { return tally.skip('.NET: the package builds', 'no dotnet here: nothing of .NET was compiled'); }
  tally.check('.NET: the package builds', () => run('npx', ['--no-install', 'jsii-pacmak', '--target', 'dotnet'], ROOT));
}

module.exports = { checkDotnet };
