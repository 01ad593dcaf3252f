import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';
import { S3_WEBSITE_SCRIPT } from '../../src/pipeline/private/s3-website-script';

const SITE = `
mkdir -p site/assets 'site/deep er'
echo a > site/index.html
echo b > 'site/deep er/page.htm'
echo c > site/app.4f53cda1.js
echo d > site/style-0123456789abcdef.css
echo e > site/report-20240101.pdf
echo f > site/my-component.js
echo g > 'site/assets/index-DiwrgTda.js'
echo h > "site/\\$(touch pwned).txt"
`;

const GOES_WELL: Record<string, Answer | Answer[]> = { 'aws create-invalidation': { Invalidation: { Id: 'I1' } } };

function publish(answers: Record<string, Answer | Answer[]> = {}, environment: Record<string, string> = {}, site = SITE): ScriptResult {
  // What is where when aws is called: the directories are gone afterwards.
  const listing = 'aws() { if [[ "$2" == cp ]]; then (cd "$3" && find . -type f | LC_ALL=C sort | sed "s#^#$5 ${3##*/} #") >> "$HOME/uploads"; fi; command aws "$@"; }';
  return runScript({
    script: `${site}\n${listing}\n${S3_WEBSITE_SCRIPT}\nUPLOADS="$(cat "$HOME/uploads" | sed 's/^[^ ]* //')"; export UPLOADS`,
    environment: { BUCKET: 'b', DIRECTORY: 'site', ...environment },
    stubs: ['aws', 'sleep'],
    answers: { ...GOES_WELL, ...answers },
  });
}

const operations = ({ calls }: ScriptResult) => calls.aws.map((call) => call[1] === 'cp' ? `cp ${call[2].split('/').at(-1)}` : call[1]);
const filesOf = ({ exported }: ScriptResult, kind: string) => exported.UPLOADS.split('\n').filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 3));
const headersOf = ({ calls }: ScriptResult, kind: string) => calls.aws.find((call) => call[1] === 'cp' && call[2].endsWith(`/${kind}`))!.slice(3);

describe('the publication of a site', () => {
  test('uploads files before the pages that name them, and deletes what is old last', () => {
    const result = publish();
    expect(result.errors).toBe('');
    expect(result.status).toBe(0);
    expect(operations(result)).toEqual(['cp immutable', 'cp others', 'cp pages', 'sync']);
    expect(result.output).toContain('Published the site to s3://b');
  });

  test('tells browsers how long to keep what', () => {
    const result = publish();
    const options = (cacheControl: string) => ['s3://b', '--recursive', '--only-show-errors', '--cache-control', cacheControl];
    expect(headersOf(result, 'pages')).toEqual(options('no-cache'));
    expect(headersOf(result, 'immutable')).toEqual(options('public, max-age=31536000, immutable'));
    expect(headersOf(result, 'others')).toEqual(options('public, max-age=0, must-revalidate'));
  });

  test('takes only files with a hash in their name for immutable: no date, no word', () => {
    const result = publish();
    expect(filesOf(result, 'immutable')).toEqual(['app.4f53cda1.js', 'style-0123456789abcdef.css']);
    expect(filesOf(result, 'pages')).toEqual(['deep er/page.htm', 'index.html']);
    expect(filesOf(result, 'others')).toEqual(['$(touch pwned).txt', 'assets/index-DiwrgTda.js', 'my-component.js', 'report-20240101.pdf']);
    expect(result.files.filter((file) => file.endsWith('pwned'))).toEqual([]);
  });

  test('takes files of the given patterns for immutable, too', () => {
    expect(filesOf(publish({}, { IMMUTABLE_FILES: 'fonts/*\nassets/*' }), 'immutable')).toContain('assets/index-DiwrgTda.js');
  });

  test('deletes by size alone, so that it uploads nothing without its headers, and keeps what it is told', () => {
    const sync = publish({}, { KEEP_FILES: 'uploads/*\n*.pdf' }).calls.aws.at(-1)!;
    expect(sync[2]).toMatch(/\/site$/);
    expect(sync.slice(3)).toEqual(['s3://b', '--delete', '--size-only', '--only-show-errors', '--exclude', 'uploads/*', '--exclude', '*.pdf']);
  });

  test('stays below its prefix', () => {
    const result = publish({}, { KEY_PREFIX: 'docs/v2', DISTRIBUTION: 'D' });
    expect(result.calls.aws.filter((call) => call[0] === 's3').map((call) => call[3])).toEqual(Array.from({ length: 4 }, () => 's3://b/docs/v2'));
    expect(result.calls.aws.find((call) => call[1] === 'create-invalidation')).toEqual(
      ['cloudfront', 'create-invalidation', '--distribution-id', 'D', '--paths', '/docs/v2/*']);
  });

  test('has CloudFront forget the old pages, waits, and only then deletes their files', () => {
    const result = publish({}, { DISTRIBUTION: 'D' });
    expect(operations(result).slice(2)).toEqual(['cp pages', 'create-invalidation', 'wait', 'sync']);
    expect(result.calls.aws.at(-2)).toEqual(['cloudfront', 'wait', 'invalidation-completed', '--distribution-id', 'D', '--id', 'I1']);
  });

  test('is patient with a CloudFront that has too much to forget', () => {
    const busy = new Failure('TooManyInvalidationsInProgress');
    const result = publish({ 'aws create-invalidation': [busy, busy, { Invalidation: { Id: 'I3' } }] }, { DISTRIBUTION: 'D' });
    expect(result.status).toBe(0);
    expect(result.calls.aws.at(-2)).toContain('I3');
  });

  test('does with a site of pages alone', () => {
    expect(operations(publish({}, {}, 'mkdir site; echo > site/index.html'))).toEqual(['cp pages', 'sync']);
  });
});

describe('a publication that fails', () => {
  test.each([
    ['the site is missing', 'mkdir elsewhere', 'The build artifact has no directory site.'],
    ['the site is empty: it would delete the one that is there', 'mkdir -p site/empty', 'The build artifact has no files in site.'],
  ])('when %s, calls nothing', (_, site, message) => {
    const result = publish({}, {}, site);
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain(message);
    expect(result.calls.aws).toEqual([]);
  });

  test('in the middle leaves the old pages and their files', () => {
    const result = publish({ 'aws cp': ['', new Failure('SlowDown')] });
    expect(result.status).toBeGreaterThan(0);
    expect(operations(result)).toEqual(['cp immutable', 'cp others']);
  });

  test.each(['create-invalidation', 'wait'])('at %s deletes nothing', (operation) => {
    const result = publish({ [`aws ${operation}`]: new Failure('AccessDenied') }, { DISTRIBUTION: 'D' });
    expect(result.status).toBeGreaterThan(0);
    expect(result.errors).toContain('AccessDenied');
    expect(operations(result)).not.toContain('sync');
  });

  test('at the deletion fails the stage', () => {
    expect(publish({ 'aws sync': new Failure('AccessDenied') }).status).toBeGreaterThan(0);
  });
});
