// .NET as far as the machine goes: sources and their syntax everywhere, a package where dotnet is. No program is compared yet.
const fs = require('fs');
const path = require('path');
const { LANGUAGES, ROOT, venvBin } = require('../places');
const { run, works } = require('./processes');

const SOURCES = path.join(LANGUAGES, 'dotnet');
const PARSER = path.join(__dirname, 'parse-csharp.py');

function checkDotnet(tally) {
  const generated = tally.check('.NET: the sources are generated', () => {
    fs.rmSync(SOURCES, { recursive: true, force: true });
    run('npx', ['--no-install', 'jsii-pacmak', '--code-only', '--target', 'dotnet', '--outdir', SOURCES], ROOT);
  });
  if (!generated) { return; }
  if (works(venvBin('python'), ['-c', 'import tree_sitter_c_sharp'])) {
    tally.check('.NET: the sources are C#', () => run(venvBin('python'), [PARSER, SOURCES], ROOT));
  } else {
    tally.skip('.NET: the sources are C#', 'no python3 here');
  }
  if (!works('dotnet', ['--version'])) { return tally.skip('.NET: the package builds', 'no dotnet here: nothing of .NET was compiled'); }
  tally.check('.NET: the package builds', () => run('npx', ['--no-install', 'jsii-pacmak', '--target', 'dotnet'], ROOT));
}

module.exports = { checkDotnet };
