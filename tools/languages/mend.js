// What jsii-rosetta gets wrong wherever it occurs, and is told by its shape. `mend.java(code)` returns what should have been there.

/** What is no code, in which nothing is mended. */
const STRING_OR_IMPORT = /"(?:\\.|[^"\\])*"|\/\/.*|^import .*/gm;

/** As jsii spells what has numbers in it. */
const CODEDEPLOY_NAMES = [/\b(?:CANARY|LINEAR)_\w+/g, (name) => name.replace(/(?<=\d)(?=[A-Z])/g, '_')];

const MENDS = {
  java: [
    // Getters are not written within a chain, as in `web.service.node.addDependency()`, nor for its arguments.
    [/(?<=[\w)]\.)(?<!\bSystem\.)([a-z]\w*)(?=\.[a-z])/g, (name) => getter(name)],
    [/(?<=\b[a-z]\w*\.)(?<!\bthis\.)[a-z]\w*(?=[,)])/g, (name) => getter(name)],
    [/\b([A-Z]\w*)\[\](?= \w+ =)/g, (_, type) => `List<${type}>`],
    [/(?<=\))\[(\d+)\]/g, (_, index) => `.get(${index})`],
    [/(?<=\bfor \()Object(?= \w+ :)/g, () => 'var'],
    CODEDEPLOY_NAMES,
  ],
  python: [
    CODEDEPLOY_NAMES,
    [/(?<=_[gm]i)_(?=b\b)/g, () => ''],
  ],
  go: [
    // Stars in the middle of names.
    [/(?<=\w[_.])\*(?=[A-Z])/g, () => ''],
    // `{ alerts }` in TypeScript.
    [/(?<=^\s*)([A-Z])(\w*): \*?\1\2,$/gm, (_, first, rest) => `${first}${rest}: ${first.toLowerCase()}${rest},`],
  ],
};

/** The code of a language, with what is known to be wrong made right. */
function mend(language, code) {
  const kept = [];
  const mark = code.replace(STRING_OR_IMPORT, (part) => `"${kept.push(part) - 1}"`);
  const mended = (MENDS[language] ?? []).reduce((text, [wrong, right]) => text.replace(wrong, right), mark);
  return mended.replace(/"(\d+)"/g, (_, index) => kept[index]);
}

function getter(name) {
  return `get${name[0].toUpperCase()}${name.slice(1)}()`;
}

module.exports = { mend };
