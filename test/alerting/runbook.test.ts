import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { Runbook } from '../../src/alerting';
import { AlarmKind } from '../../src/core';

const KINDS = Object.values(AlarmKind);
const PAGE = join(__dirname, '../../docs/runbooks.md');

/** The parts that every runbook of ours has, in this order. */
const SECTIONS = ['First step', 'What it means', 'The first five minutes', 'Queries', 'Likely causes', 'Rolling back', 'When to call somebody'];

describe.each(KINDS)('the built-in runbook for %s', (kind) => {
  const { title, firstStep, markdown = '' } = Runbook.builtIn(kind);
  const sections = Object.fromEntries([...markdown.matchAll(/^## (.+)\n\n([\s\S]*?)(?=\n\n## |\n$(?![\s\S]))/gm)].map(([, name, text]) => [name, text]));

  test('has every part, and something to say in each', () => {
    expect(markdown.startsWith(`# ${title}\n\n`)).toBe(true);
    expect(Object.keys(sections)).toEqual(SECTIONS);
    expect(Object.entries(sections).filter(([, text]) => text.length < 60).map(([name]) => name)).toEqual([]);
  });

  test('says in one line what to do first', () => {
    expect(firstStep).toMatch(/^[A-Z][^\n]{30,199}[.?]$/);
    expect(firstStep.length).toBeLessThanOrEqual(200);
    expect(sections['First step']).toBe(firstStep);
  });

  test('has five steps, queries that can be pasted, and several causes', () => {
    expect(sections['The first five minutes'].match(/^\d\. .+\.$|^\d\. .+\?$/gm)).toHaveLength(5);
    expect(sections.Queries.match(/^```(sh|text)\n[\s\S]+?\n```$/gm)!.length).toBeGreaterThanOrEqual(2);
    expect(sections['Likely causes'].match(/^- .+/gm)!.length).toBeGreaterThanOrEqual(5);
  });

  test('has balanced quotes in what goes to a shell', () => {
    for (const [, script] of sections.Queries.matchAll(/```sh\n([\s\S]+?)\n```/g)) {
      expect([script, (script.replace(/'[^']*'/g, '').match(/"/g) ?? []).length % 2, (script.match(/'/g) ?? []).length % 2]).toEqual([script, 0, 0]);
    }
  });

  test('is no copy of another one', () => {
    const others = KINDS.filter((other) => other !== kind).map((other) => Runbook.builtIn(other));
    expect(others.filter((other) => other.title === title || other.firstStep === firstStep)).toEqual([]);
  });
});

test('the runbooks fit onto a dashboard and into a document', () => {
  KINDS.forEach((kind) => expect(Buffer.byteLength(Runbook.builtIn(kind).markdown!)).toBeLessThan(10_000));
});

test('the page shows every text as it is. If it was changed: UPDATE_RUNBOOKS=1 npx jest test/alerting/runbook.test.ts', () => {
  const page = pageOfRunbooks();
  if (process.env.UPDATE_RUNBOOKS) { writeFileSync(PAGE, page); }
  expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(page);
});

function pageOfRunbooks(): string {
  const intro = [
    '# Runbooks',
    'What the library says to do when an alarm goes off, by what the alarm is about. `Runbook.builtIn(AlarmKind.CPU)` has these texts; alarms of the library '
    + 'carry theirs. They name no resource: words in capitals stand for yours. The commands are for a Bash shell with GNU date, such as AWS CloudShell.',
    'Take them as a start. A runbook that knows your service is better: copy one to a file of yours, change it, and use `Runbook.fromMarkdownFile()`.',
    KINDS.map((kind) => `- [${Runbook.builtIn(kind).title}](#${kind}) (\`${kind}\`)`).join('\n'),
  ];
  const texts = KINDS.map((kind) => `<a id="${kind}"></a>\n\n${Runbook.builtIn(kind).markdown!.trimEnd().replace(/^(#+) /gm, '$1# ')}`);
  return `${[...intro, ...texts].join('\n\n')}\n`;
}

describe('a runbook of the user\'s', () => {
  test('is a text with title and first step', () => {
    const text = '# Orders are late\n\nCalled by the warehouse.\n\n## First step\n\nOpen the [board](https://example.com/board) and\nlook at **lane 3**.\n\n## More\n';
    expect(Runbook.fromMarkdown(text)).toMatchObject({ title: 'Orders are late', firstStep: 'Open the board and look at lane 3.', markdown: text, url: undefined });
  });

  test.each([
    ['the first item of a list', '# T\n\nText first.\n\n1. Do this.\n2. Do that.', 'Do this.'],
    ['the first paragraph', 'Call Ada.\nAt once.\n\nThen wait.', 'Call Ada. At once.'],
    ['an item below its heading', '## First step\n- Do this.\n', 'Do this.'],
    ['nothing but headings', '# Title\n', 'Open the runbook.'],
    ['whole sentences of a long one', `${'Do it now. '.repeat(30)}\n`, 'Do it now. '.repeat(18).trim()],
    ['the beginning of a long sentence', 'a'.repeat(300), `${'a'.repeat(199)}…`],
  ])('takes as its first step %s', (_name, text, expected) => {
    expect(Runbook.fromMarkdown(text).firstStep).toBe(expected);
  });

  test('is a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'runbook-')), 'cpu.md');
    writeFileSync(file, '# Busy\n\n- Scale out.\n');
    expect(Runbook.fromMarkdownFile(file)).toMatchObject({ title: 'Busy', firstStep: 'Scale out.', markdown: '# Busy\n\n- Scale out.\n' });
  });

  test('is a page', () => {
    expect(Runbook.fromUrl('https://wiki.example.com/cpu')).toMatchObject({ title: 'Runbook', firstStep: 'Open the runbook.', url: 'https://wiki.example.com/cpu', markdown: undefined });
    expect(Runbook.fromUrl('https://wiki.example.com/cpu', 'Scale out.').firstStep).toBe('Scale out.');
  });

  test('is an automation', () => {
    expect(Runbook.fromAutomation('AWS-RestartEC2Instance')).toMatchObject({
      firstStep: 'Start the automation: aws ssm start-automation-execution --document-name AWS-RestartEC2Instance',
      url: 'https://console.aws.amazon.com/systems-manager/automation/execute/AWS-RestartEC2Instance',
      automationDocument: 'AWS-RestartEC2Instance',
    });
  });

  test.each<[string, () => Runbook, RegExp]>([
    ['an empty text', () => Runbook.fromMarkdown(' \n'), /'text' must be a text that says what to do, got nothing but space \[at Runbook\.fromMarkdown\(\)\]/],
    ['a number', () => Runbook.fromMarkdown(5 as any), /'text' must be a text .*, got 5/],
    ['a text that is too long', () => Runbook.fromMarkdown('ä'.repeat(32_769)), /'text' must be at most 65536 bytes long, got 65538\. Keep the rest elsewhere/],
    ['a token', () => Runbook.fromMarkdown(Token.asString({ Ref: 'Text' })), /'text' must be known at synth/],
    ['bytes', () => Runbook.fromMarkdown('a\0b'), /'text' must be Markdown/],
    ['a file that is missing', () => Runbook.fromMarkdownFile('missing.md'), /'path' must be a file that exists, got "missing\.md"/],
    ['a directory', () => Runbook.fromMarkdownFile('.'), /'path' must be a file that exists/],
    ['no address', () => Runbook.fromUrl('wiki/cpu'), /'url' must be an address such as 'https:/],
    ['a first step of two lines', () => Runbook.fromUrl('https://a.b', 'One.\nTwo.'), /'firstStep' must be one line of 1 to 200 characters/],
    ['no document name', () => Runbook.fromAutomation('a b'), /'documentName' must be the name of a document/],
    ['no kind', () => Runbook.builtIn('gpu' as any), /'kind' must be a member of AlarmKind, got "gpu"/],
  ])('fails for %s', (_name, make, message) => {
    expect(make).toThrow(message);
  });

  test('has one line as its first step, or is refused in the library\'s own words, whatever the text', () => {
    const parts = fc.constantFrom('# ', '\n', '- ', '1. ', 'First step', '## First step\n', 'word. ', '*', '[a](b)');
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.array(parts).map((all) => all.join('')));
    const makers = fc.constantFrom(Runbook.fromMarkdown, (any: string) => Runbook.fromUrl(any, any), Runbook.fromAutomation);
    fc.assert(fc.property(text, makers, (any, make) => {
      try {
        const { firstStep, title } = make(any);
        expect(firstStep).toMatch(/^[^\n]{1,200}$/u);
        expect(title).not.toBe('');
      } catch (error) {
        if (!/'.*' must .*\[at /s.test((error as Error).message)) { throw error; }
      }
    }), { numRuns: 1000 });
  });
});
