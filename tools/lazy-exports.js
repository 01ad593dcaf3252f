// Makes the compiled library load in parts: each file on the first use of something in it, as aws-cdk-lib does. Whoever
// wants an alarm does not wait for pipelines.
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { ROOT } = require('./places');

const LIB = path.join(ROOT, 'lib');

/** Replaces the `export *` of the root and of every room by exports that load when they are used. */
function exportLazily() {
  const indexes = [LIB, ...foldersIn(LIB)].map((folder) => path.join(folder, 'index.js')).filter((file) => fs.existsSync(file));
  // All names are read before the first file changes.
  const pages = indexes.map((file) => [file, lazyIndex(file)]);
  pages.forEach(([file, text]) => fs.writeFileSync(file, text));
  filesIn(LIB).filter((file) => !indexes.includes(file)).forEach((file) => fs.writeFileSync(file, lazyRequires(fs.readFileSync(file, 'utf8'))));
}

/** The same file with each other file of the library loaded on first use; the line numbers stay. */
function lazyRequires(text) {
  const names = [];
  const declared = text.replace(/^const (\w+_\d+) = require\("(\.[^"]+)"\);$/gm, (_, name, file) => {
    names.push(name);
    return `let ${name}$; const ${name} = () => ${name}$ ??= require("${file}");`;
  });
  // The compiler reads all imports as properties: `new clock_1.Clock()` becomes `new (clock_1()).Clock()`.
  return names.reduce((code, name) => code.replace(new RegExp(`\\b${name}\\.`, 'g'), `(${name}()).`), declared);
}

function lazyIndex(file) {
  const parts = [...fs.readFileSync(file, 'utf8').matchAll(/^__exportStar\(require\("(.*?)"\), exports\);$/gm)].map(([, part]) => part);
  const exported = parts.flatMap((part) => Object.keys(require(path.resolve(path.dirname(file), part))).map((name) => ({ name, part })));
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    // Node finds the names of a CommonJS module for `import` by reading it, not by running it.
    ...exported.map(({ name }) => `exports.${name} = void 0;`),
    // Written through a function, because Node leaves out what it sees defined by a getter.
    'const lazily = (name, get) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get });',
    ...exported.map(({ name, part }) => `lazily("${name}", () => require("${part}").${name});`),
    '',
  ].join('\n');
}

/** Fails unless `require` and `import` both find every class and enum that the compiler's description of the library has. */
function requireAllExports() {
  const { types } = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));
  const expected = Object.values(types).filter(({ kind }) => kind !== 'interface').map(({ name }) => name).sort();
  const index = JSON.stringify(path.join(LIB, 'index.js'));
  const byRequire = namesSeenBy(['-e', `const all = require(${index}); console.log(JSON.stringify(Object.keys(all).filter((name) => all[name])))`]);
  const byImport = namesSeenBy(['--input-type=module', '-e', `import * as all from ${index}; console.log(JSON.stringify(Object.keys(all).filter((name) => all[name])))`]);
  for (const [how, found] of Object.entries({ require: byRequire, import: byImport })) {
    const missing = expected.filter((name) => !found.includes(name));
    if (missing.length > 0) { throw new Error(`${how} does not find ${missing.join(', ')}`); }
  }
}

function namesSeenBy(args) {
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function filesIn(folder) {
  const files = fs.readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.js'));
  return files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function foldersIn(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}

module.exports = { exportLazily, requireAllExports };

if (require.main === module) { exportLazily(); }
