import { join } from 'node:path';

const HANDLER = join(__dirname, '../../handlers/delivery-metrics');
const { show } = jest.requireActual<any>(join(HANDLER, 'comparison'));
const { duration, frequency, percentage } = jest.requireActual<any>(join(HANDLER, 'words'));

const NOW = Date.parse('2026-03-30T00:00:00Z');
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const BANDS = {
  year: 2023,
  deploymentsPerDay: [1, 1 / 7, 1 / 30],
  leadTime: [86400, 604800, 2592000],
  changeFailRate: [5, 10, 15],
  recoveryTime: [3600, 86400, 604800],
};
const TARGETS = { deploymentsPerDay: 1, leadTime: 86400, changeFailRate: 15, recoveryTime: 7200, reworkRate: 30 };

/** Days before now. */
const deployment = (index: number, day: number, hoursOfLead: number, source = 'EXACT', fails = false) => {
  const subject = { pipeline: 'p', execution: `e${index}` };
  const at = NOW - day * DAY;
  return [
    { kind: 'started', ...subject, at: at - 1000 }, { kind: 'deployStarted', ...subject, at: at - 1000 },
    { kind: 'revision', ...subject, at, source, commits: [{ id: `c${index}`, at: at - hoursOfLead * HOUR }] },
    ...fails ? [{ kind: 'stageEnded', ...subject, outcome: 'FAILED', at: at - 500 }] : [],
    { kind: 'stageEnded', ...subject, outcome: 'SUCCEEDED', at },
  ];
};

function outside(facts: any[] = [], more: object = {}): any {
  const asked: any[] = [];
  return {
    asked,
    now: () => NOW,
    settings: { table: 't', retentionDays: 400, rules: {}, bands: BANDS, minimumSamples: 3, ...more },
    aws: (service: string, operation: string, input: any) => {
      asked.push({ call: `${service} ${operation}`, input });
      return Promise.resolve({ Items: facts.map((fact) => ({ fact: { S: JSON.stringify(fact) } })) });
    },
  };
}

const STREAMS = [{ service: 'web', environment: 'prod' }];
const WEEKLY = [20, 13, 6, 1].flatMap((day, index) => deployment(index, day, 76.8));
const plain = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/&#60;|&lt;/g, '<').replace(/ +/g, ' ').trim();
const cells = (html: string) => [...html.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => plain(cell));

test('documents itself', async () => {
  const text = await show({ describe: true }, outside());
  expect(text).toContain('## Delivery');
  expect(text).toContain('deploymentsPerDay: 1');
});

test('says of each service where it stands, and whether that is where it wants to be', async () => {
  const world = outside(WEEKLY);
  const html = await show({ streams: STREAMS, days: 28, targets: TARGETS, widgetContext: { theme: 'light' } }, world);
  expect(cells(html)).toEqual([
    'web prod', 'weekly → daily ✗ missed', '3.2 d → < 1 d ✗ missed', '0 % → < 15 % ✓ met', 'nothing yet → < 2 h', '0 % → < 30 % ✓ met', 'High', 'every commit',
  ]);
  expect(html).toContain('Band of 2023');
  expect(world.asked).toEqual([{ call: 'DynamoDB Query', input: expect.objectContaining({ TableName: 't', ExpressionAttributeValues: expect.objectContaining({ ':pk': { S: 'web#prod' } }) }) }]);
});

test('has a row for each service, and only reads', async () => {
  const world = outside(WEEKLY);
  const streams = Array.from({ length: 25 }, (_, index) => ({ service: `web${index}`, environment: 'prod' }));
  const html = await show({ streams }, world);
  expect(html.match(/<td><b>/g)).toHaveLength(25);
  expect(new Set(world.asked.map(({ call }: any) => call))).toEqual(new Set(['DynamoDB Query']));
});

test('says that there is too little to say something', async () => {
  const [, often, lead, rate, , , band, source] = cells(await show({ streams: STREAMS, targets: TARGETS }, outside(deployment(0, 3, 1))));
  expect([often, lead, rate, band, source]).toEqual([
    'monthly (1.1 a month) → daily ✗ missed', 'too few to say (1 of 3) → < 1 d', 'too few to say (1 of 3) → < 15 %', 'none yet', 'every commit',
  ]);
  expect(cells(await show({ streams: STREAMS }, outside()))).toEqual([
    'web prod', 'never', 'too few to say (0 of 3)', 'too few to say (0 of 3)', 'nothing yet', 'too few to say (0 of 3)', 'none yet', 'no deployments',
  ]);
});

test('says where the times of commits come from, and how many', async () => {
  const mixed = [...deployment(0, 4, 1), ...deployment(1, 3, 1), ...deployment(2, 2, 1, 'HEAD_ONLY'), ...deployment(3, 1, 1, 'BUILD_METADATA')];
  expect(cells(await show({ streams: STREAMS }, outside(mixed)))[7]).toBe('every commit 50 %, the newest commit only 25 %, metadata of the build 25 %');
});

test('says since when it is failing', async () => {
  const subject = { pipeline: 'p', execution: 'last' };
  const failing = [{ kind: 'deployStarted', ...subject, at: NOW - 3 * HOUR }, { kind: 'stageEnded', ...subject, outcome: 'FAILED', at: NOW - 2 * HOUR }];
  expect(cells(await show({ streams: STREAMS }, outside([...WEEKLY, ...failing])))[4]).toBe('nothing yet failing for 2 h');
});

test('takes its parameters from the context of the widget, too', async () => {
  expect(await show({ widgetContext: { params: { streams: STREAMS } } }, outside())).toContain('<b>web</b>');
});

test('lets nobody write HTML', async () => {
  const html = await show({ streams: [{ service: '<script>alert(1)</script>', environment: '"&\'' }] }, outside());
  expect(html).not.toMatch(/<script|"&'/);
  expect(html).toContain('&#60;script&#62;');
  expect(await show({ streams: STREAMS, targets: { '<i>': 1 } }, outside())).not.toContain('<i>');
});

test.each([
  [undefined, '\'streams\' must be a list of at least one { service, environment }'],
  [{ streams: [] }, '\'streams\' must be a list'],
  [{ streams: [{ service: 'web' }] }, '\'streams\' must be a list'],
  [{ streams: STREAMS, days: 0 }, '\'days\' must be between 1 and 365, got 0'],
  [{ streams: STREAMS, days: 'many' }, '\'days\' must be between 1 and 365, got "many"'],
  [{ streams: STREAMS, targets: null }, '\'targets\' must be an object'],
  [{ streams: STREAMS, targets: { speed: 1 } }, 'got speed'],
  [{ streams: STREAMS, targets: { leadTime: 'short' } }, '\'targets.leadTime\' must be a number from 0 up, got "short"'],
])('%j is told what is wrong', async (event, message) => {
  const html = (await show(event, outside())).replace(/&#(\d+);/g, (_: string, code: string) => String.fromCharCode(Number(code)));
  expect(html).toContain('This widget cannot be shown');
  expect(html).toContain(message);
});

test('tells that the table cannot be read', async () => {
  const world = { ...outside(), aws: () => Promise.reject(new Error('no <access>')) };
  expect(await show({ streams: STREAMS }, world)).toBe('<p>The facts could not be read: no &#60;access&#62;</p>');
});

describe('in words', () => {
  test.each([
    [5, 'on demand (5 a day)'], [2, 'on demand (2 a day)'], [1.9, 'daily (1.9 a day)'], [1, 'daily'], [0.5, 'weekly (3.5 a week)'], [1 / 7, 'weekly'],
    [0.1, 'monthly (3 a month)'], [1 / 30, 'monthly'], [0.01, 'less than monthly (3.7 a year)'], [0, 'never'],
  ])('%d deployments a day: %s', (perDay, words) => expect(frequency(perDay)).toBe(words));

  test.each([[0, '0 s'], [59, '59 s'], [90, '1.5 min'], [7200, '2 h'], [276_480, '3.2 d']])('%d seconds: %s', (seconds, words) => expect(duration(seconds)).toBe(words));

  test('rates have one decimal at the most', () => expect([22, 100 / 3].map(percentage)).toEqual(['22 %', '33.3 %']));
});
