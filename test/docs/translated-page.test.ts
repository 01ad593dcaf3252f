const { placeOf, translatePage } = jest.requireActual('../../tools/languages/translated-page');

const PAGE = [
  '# network: where does it run?',
  '',
  'See [the shapes](#shapes), [services](../deployment/README.md#network), [decisions](../../docs/decisions) and [AWS](https://aws.amazon.com).',
  'Not a link: `[at Prod](Web.md)`.',
  '',
  '1. First',
  '',
  '   ```ts',
  '   new ServiceNetwork(this);',
  '   ```',
  '',
  '```ts typescript-only',
  'const shape = {};',
  '```',
  '```sh',
  'cat [a](b)',
  '```',
].join('\n');

describe('a page in another language', () => {
  const text = translatePage({
    page: 'src/network/README.md',
    markdown: PAGE,
    fence: 'python',
    codes: new Map([[9, 'ServiceNetwork(self)\n\nprint("made")']]),
    notice: 'More.',
    folder: 'docs/languages/python',
    translated: ['src/network/README.md', 'src/deployment/README.md'],
  });

  test('says first what it was made from', () => {
    expect(text.split('\n')[0]).toBe('> Generated from [src/network/README.md](../../../src/network/README.md) by `npm run api:languages`. More.');
  });

  test('has the translation in place of the snippet, as far to the right', () => {
    expect(text).toContain('1. First\n\n   ```python\n   ServiceNetwork(self)\n\n   print("made")\n   ```\n\n');
  });

  test('leaves what has no translation', () => {
    expect(text).toContain('```ts typescript-only\nconst shape = {};\n```\n```sh\ncat [a](b)\n```');
  });

  test('links to pages in its language, and to everything else where it is', () => {
    expect(text).toContain('[the shapes](#shapes), [services](deployment.md#network), [decisions](../../decisions) and [AWS](https:');
    expect(text).toContain('`[at Prod](Web.md)`');
  });

  test('lies where its name leads', () => {
    expect(['README.md', 'src/network/README.md', 'docs/upgrading.md', 'docs/deployment/hooks.md'].map(placeOf))
      .toEqual(['overview.md', 'network.md', 'upgrading.md', 'deployment/hooks.md']);
  });
});
