// A page of the repository as it reads in another language.
const path = require('path').posix;

/** Blocks of code, code in a line, and where links lead. */
const PARTS = /(?<block>^(?<indent> *)```.*\n[^]*?^\k<indent>```$)|(?<code>`(?:[^`\n]|\n(?!\n))+`)|(?<=\]\()(?<target>[^)\s]+)(?=\))/gm;

/** Where the translation of a page is, in the folder of its language. */
function placeOf(page) {
  return page === 'README.md' ? 'overview.md' : page.replace(/^(src|docs)\//, '').replace(/\/README\.md$/, '.md');
}

/** What its first heading says. */
function titleOf(markdown) {
  return /^# (.+)$/m.exec(markdown)[1];
}

/**
 * The text of a page below `folder`, where `translated` says which pages are there in this language. `codes` has the code for the line
 * at which a snippet begins; blocks without one stay.
 */
function translatePage({ page, markdown, fence, codes, notice, folder, translated }) {
  const place = path.join(folder, placeOf(page));
  const link = (target) => {
    const [file, ...anchor] = target.split('#');
    const wanted = path.join(path.dirname(page), file).replace(/\/$/, '');
    const found = translated.includes(wanted) ? path.join(folder, placeOf(wanted)) : wanted;
    return [path.relative(path.dirname(place), found), ...anchor].join('#');
  };
  const body = markdown.replace(PARTS, (part, ...args) => {
    const { block, indent, target } = args.at(-1);
    const codeOf = (offset) => codes.get(markdown.slice(0, offset).split('\n').length + 1);
    if (block) { return inFence(codeOf(args.at(-3)), fence, indent) ?? part; }
    return target && !/^(#|[a-z]+:)/.test(target) ? link(target) : part;
  });
  const source = path.relative(path.dirname(place), page);
  return `> Generated from [${page}](${source}) by \`npm run api:languages\`. ${notice}\n\n${body}`;
}

/** The lines of a block; none when there is no code for it. */
function inFence(code, fence, indent) {
  return code && [`\`\`\`${fence}`, ...code.split('\n'), '```'].map((line) => line && indent + line).join('\n');
}

module.exports = { placeOf, titleOf, translatePage };
