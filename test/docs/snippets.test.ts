import { allSnippets, compileErrors, snippetsIn } from './snippets';

jest.setTimeout(180_000);

describe('the snippets of all pages', () => {
  const snippets = allSnippets();

  // One program for all of them: the declarations of aws-cdk-lib take longer to read than everything else.
  test(`compile as they stand (${snippets.length} of them)`, () => {
    expect(compileErrors(snippets)).toEqual([]);
  });
});

describe('the snippet checker', () => {
  const page = [
    'Some text.',
    '',
    '```ts',
    "import { Queue } from 'aws-cdk-lib/aws-sqs';",
    '',
    "const jobs = new Queue(this, 'Jobs', {",
    '  visibilityTimeout: 30,',
    '});',
    '```',
    '```ts',
    'const jobs: number = Duration.days(1).toDays();',
    '```',
    '```bash',
    'not code',
    '```',
    '```ts nocheck',
    'const = ;',
    '```',
  ].join('\n');

  test('names the page and the line of what does not compile', () => {
    expect(compileErrors(snippetsIn('README.md', page))).toEqual([
      "README.md:7: Type 'number' is not assignable to type 'Duration'.",
    ]);
  });

  test('reads blocks marked ts only', () => {
    expect(snippetsIn('README.md', page).map(({ line }) => line)).toEqual([4, 11]);
  });
});
