import * as fs from 'fs';
import * as path from 'path';
import { allPages } from './snippets';
import { ROOT } from '../api/public-exports';

describe('the links of all pages', () => {
  test('lead to files and headings that are there', () => {
    expect(allPages().flatMap(brokenLinks)).toEqual([]);
  });

  test('are found broken', () => {
    expect(brokenLinksIn('README.md', 'see [a](missing.md), [b](LICENSE), [c](docs/upgrading.md#nowhere), [d](docs/upgrading.md#an-example)'))
      .toEqual(['README.md: missing.md', 'README.md: docs/upgrading.md#nowhere']);
  });
});

function brokenLinks(page: string): string[] {
  return brokenLinksIn(page, fs.readFileSync(path.join(ROOT, page), 'utf8'));
}

function brokenLinksIn(page: string, markdown: string): string[] {
  const prose = markdown.replace(/^( *)```.*\n[^]*?^\1```$/gm, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
  return links.filter((link) => !leadsSomewhere(page, link)).map((link) => `${page}: ${link}`);
}

function leadsSomewhere(page: string, link: string): boolean {
  const [name, anchor] = link.split('#');
  const file = name ? path.join(ROOT, path.dirname(page), name) : path.join(ROOT, page);
  if (!fs.existsSync(file)) { return false; }
  return anchor === undefined || headings(fs.readFileSync(file, 'utf8')).has(anchor);
}

/** The anchors that GitHub gives to the headings of a page, and those that it has itself. */
function headings(markdown: string): Set<string> {
  const titles = [...markdown.replace(/^( *)```.*\n[^]*?^\1```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, title]) => title);
  const own = [...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
  return new Set([...own, ...titles.map((title) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-'))]);
}
