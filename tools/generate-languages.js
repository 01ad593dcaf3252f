// Generates the sources of every language the library is published in. No toolchain of theirs is needed for that.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { compileIfStale, silentAboutNode } = require('./pack');
const { ROOT } = require('./places');
const { Tally } = require('./tally');

/** A file that only a complete generation has, by the name of the target. */
const EVIDENCE = {
  python: /\/__init__\.py$/,
  java: /\/BlueGreenFargateService\.java$/,
  go: /\/BlueGreenFargateService\.go$/,
  dotnet: /\/BlueGreenFargateService\.cs$/,
};

function main() {
  const tally = new Tally();
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'languages-'));
  const compiled = tally.check('compile (jsii)', compileIfStale);
  for (const target of compiled ? Object.keys(EVIDENCE) : []) {
    tally.check(`sources for ${target}`, () => generate(target, outdir));
  }
  fs.rmSync(outdir, { recursive: true });
  tally.close();
}

function generate(target, outdir) {
  execFileSync('npx', ['--no-install', 'jsii-pacmak', '--code-only', '--target', target, '--outdir', outdir], {
    cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...silentAboutNode },
  });
  const files = fs.readdirSync(path.join(outdir, target), { recursive: true, encoding: 'utf8' }).map((file) => `/${file}`);
  if (!files.some((file) => EVIDENCE[target].test(file))) { throw new Error(`${target}: no file like ${EVIDENCE[target]} was generated`); }
  console.log(`${files.length} files`);
}

module.exports = { generate };

if (require.main === module) { main(); }
