import { join } from 'node:path';
import { Emulator } from '../support/emulator';

const { run, settingsOf } = jest.requireActual<Handler>(join(__dirname, '../../handlers/incident-review'));

interface Handler {
  run(event: object, outside: object): Promise<{ batchItemFailures: object[] }>;
  settingsOf(environment: object): object;
}

type Aws = (service: string, operation: string, input: any) => Promise<any>;

const ALARM = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:Web errors';
const NOON = Date.parse('2026-11-25T12:00:00.000Z');
const MINUTE = 60_000;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
  await emulator.call('CloudWatch', 'PutMetricAlarm', {
    AlarmName: 'Web errors',
    AlarmDescription: 'Too many requests fail.\nRunbook: https://example.com',
    Namespace: 'A',
    MetricName: 'B',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  });
}, 40_000);
afterAll(() => emulator.stop());

/** What the emulator does not have: the history of alarms, CloudTrail and OpsCenter. Behaves as their documentation says. */
class Rest {
  public readonly opsItems: any[] = [];
  public history: { at: number; state: string; data?: string }[] = [];
  public events: any[] = [];
  public pageSize = 2;

  /** From CloudWatch: newest first, between two times, in pages. */
  public DescribeAlarmHistory({ AlarmName, StartDate, EndDate, NextToken = '0', HistoryItemType, ScanBy, AlarmTypes }: any) {
    expect({ HistoryItemType, ScanBy, AlarmTypes }).toEqual({ HistoryItemType: 'StateUpdate', ScanBy: 'TimestampDescending', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    const items = this.history.filter(({ at }) => at >= StartDate.getTime() && at <= EndDate.getTime()).sort((one, other) => other.at - one.at)
      .map(({ at, state, data }) => ({
        AlarmName,
        Timestamp: at / 1000,
        HistoryItemType: 'StateUpdate',
        HistoryData: data ?? JSON.stringify({ version: '1.0', newState: { stateValue: state, stateReason: `it is ${state} | <now>` } }),
      }));
    return this.page('AlarmHistoryItems', items, NextToken);
  }

  /** From CloudTrail: newest first, by one attribute, in pages. */
  public LookupEvents({ StartTime, EndTime, LookupAttributes, NextToken = '0' }: any) {
    expect(LookupAttributes).toEqual([{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }]);
    const found = this.events.filter(({ EventTime }) => EventTime * 1000 >= StartTime.getTime() && EventTime * 1000 <= EndTime.getTime())
      .sort((one, other) => other.EventTime - one.EventTime);
    return this.page('Events', found, NextToken);
  }

  /** From OpsCenter: open items with the same text to compare are one. */
  public CreateOpsItem(input: any) {
    const dedup = JSON.parse(input.OperationalData['/aws/dedup'].Value).dedupString;
    const known = this.opsItems.find((item) => item.dedup === dedup);
    if (known) { throw Object.assign(new Error('exists'), { name: 'OpsItemAlreadyExistsException', OpsItemId: known.id }); }
    const id = `oi-${this.opsItems.length + 1}`;
    this.opsItems.push({ id, dedup, ...input });
    return { OpsItemId: id };
  }

  private page(name: string, items: any[], token: string) {
    const from = Number(token);
    const to = from + this.pageSize;
    return { [name]: items.slice(from, to), ...to < items.length && { NextToken: String(to) } };
  }
}

let rest: Rest;
let bucket: string;
let lines: any[];
let buckets = 0;
beforeEach(async () => {
  rest = new Rest();
  lines = [];
  bucket = `reviews-${buckets++}`;
  await emulator.callS3('PUT', bucket, {}, '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>');
});

const S3: Record<string, (input: any) => Promise<any>> = {
  HeadObject: async ({ Bucket, Key }) => {
    const { headers } = await emulator.callS3('HEAD', `${Bucket}/${Key}`);
    const metadata = [...headers].filter(([name]) => name.startsWith('x-amz-meta-')).map(([name, value]) => [name.slice('x-amz-meta-'.length), value]);
    return { Metadata: Object.fromEntries(metadata) };
  },
  PutObject: async ({ Bucket, Key, Body, ContentType, Metadata = {}, IfNoneMatch }) => {
    const metadata = Object.fromEntries(Object.entries<string>(Metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]));
    await emulator.callS3('PUT', `${Bucket}/${Key}`, { 'content-type': ContentType, ...metadata, ...IfNoneMatch && { 'if-none-match': IfNoneMatch } }, Body);
    return {};
  },
};

const aws: Aws = async (service, operation, input) => {
  if (service === 'S3') { return S3[operation](input); }
  return operation in rest ? (rest as any)[operation](input) : emulator.call(service, operation, input);
};

/** AWS, of which one operation fails for the first times. */
function failing(operation: string, error: Error, times = Infinity): Aws {
  let left = times;
  return (...args) => args[1] === operation && left-- > 0 ? Promise.reject(error) : aws(...args);
}

const THROTTLED = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

/** As EventBridge sends it: times are minutes after noon. */
function over(at: number, alarmSince?: number, more: object = {}) {
  const stamp = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString().replace('Z', '+0000');
  const previousState = { value: alarmSince === undefined ? 'INSUFFICIENT_DATA' : 'ALARM', timestamp: stamp(alarmSince ?? at - 1) };
  return { resources: [ALARM], detail: { alarmName: 'Web errors', state: { value: 'OK', timestamp: stamp(at) }, previousState }, ...more };
}

interface Circumstances {
  readonly aws?: Aws;
  readonly received?: number;
  readonly settings?: object;
}

function take(bodies: (object | string)[], more: Circumstances = {}) {
  const attributes = { ApproximateReceiveCount: String(more.received ?? 1) };
  const Records = bodies.map((body, index) => ({ messageId: `message-${index}`, attributes, body: typeof body === 'string' ? body : JSON.stringify(body) }));
  const settings = settingsOf({ BUCKET: bucket, JOIN_WITHIN_MINUTES: '30', CHANGES_BEFORE_MINUTES: '60', OPS_ITEMS: 'true', MAX_RECEIVES: '5', ...more.settings });
  return run({ Records }, { aws: more.aws ?? aws, print: (line: object) => lines.push(line), settings });
}

function happened(...states: [minutes: number, state: string][]): void {
  rest.history = states.map(([minutes, state]) => ({ at: NOON + minutes * MINUTE, state }));
}

function called(minutes: number, EventName: string, more: object = {}): object {
  return { EventName, EventTime: NOON / 1000 + minutes * 60, EventSource: 'ecs.amazonaws.com', Username: 'pipeline', Resources: [{ ResourceName: 'web' }], ...more };
}

async function files(): Promise<string[]> {
  const text = await (await emulator.callS3('GET', `${bucket}?list-type=2`)).text();
  return [...text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key);
}

async function read(name: string): Promise<string> {
  const key = (await files()).find((each) => each.endsWith(name))!;
  return (await emulator.callS3('GET', `${bucket}/${key}`)).text();
}

const ONCE = { batchItemFailures: [] };
const BACK = { batchItemFailures: [{ itemIdentifier: 'message-0' }] };

describe('the review of an incident', () => {
  test('has what happened, what was changed before, and the questions to answer', async () => {
    happened([-600, 'OK'], [0, 'ALARM'], [25, 'OK']);
    rest.events = [
      called(-200, 'UpdateService'), called(-10, 'UpdateService'), called(-9, 'CreateLogStream'), called(5, 'ModifyListener', { EventSource: 'elasticloadbalancing.amazonaws.com' }),
      called(40, 'UpdateService'),
    ];
    expect(await take([over(25, 0)])).toEqual(ONCE);

    expect(await files()).toEqual([
      expect.stringMatching(/^reviews\/2026\/11\/25\/Web-errors-[0-9a-f]{12}\/review\.md$/),
      expect.stringMatching(/^reviews\/2026\/11\/25\/Web-errors-[0-9a-f]{12}\/timeline\.md$/),
    ]);
    const review = await read('review.md');
    expect(review).toContain('# Incident review: Web errors, 2026-11-25\n');
    expect(review).toContain('- From 2026-11-25 12:00:00 UTC to 2026-11-25 12:25:00 UTC: 25 minutes\n');
    expect(review).toContain('> Too many requests fail.\n> Runbook: https://example.com\n');
    expect(review).toContain([
      '| 2026-11-25 11:50:00 UTC | deployment: ecs UpdateService | by pipeline: web |',
      '| 2026-11-25 12:00:00 UTC | alarm: **ALARM** | it is ALARM \\| \\<now\\> |',
      '| 2026-11-25 12:05:00 UTC | change: elasticloadbalancing ModifyListener | by pipeline: web |',
      '| 2026-11-25 12:25:00 UTC | alarm: **OK** | it is OK \\| \\<now\\> |',
    ].join('\n'));
    expect(review).toContain('The last deployment before the alarm was `UpdateService` 10 minutes earlier.');
    for (const heading of ['## Summary', '## Impact', '## Timeline', '## Cause', '### Five whys', '## Actions']) { expect(review).toContain(`${heading}\n`); }
    expect(review).not.toContain('CreateLogStream');
  });

  test('has one item in OpsCenter that says where it is', async () => {
    happened([0, 'ALARM'], [25, 'OK']);
    await take([over(25, 0)]);
    expect(rest.opsItems).toEqual([expect.objectContaining({
      Title: 'Review: Web errors, 2026-11-25 12:00 UTC',
      Description: expect.stringMatching(/^The draft is in s3:\/\/reviews-\d+\/reviews\/2026\/11\/25\/Web-errors-\w+\/review\.md\n\nToo many requests fail\./),
      Severity: '2',
    })]);
    expect(JSON.parse(rest.opsItems[0].OperationalData['/aws/resources'].Value)).toEqual([{ arn: ALARM }]);
    expect(await read('review.md')).toContain('| OpsItem | oi-1 |');
  });

  test('has no item in OpsCenter if nobody wants one', async () => {
    happened([0, 'ALARM'], [25, 'OK']);
    await take([over(25, 0)], { settings: { OPS_ITEMS: 'false' } });
    expect(rest.opsItems).toEqual([]);
    expect(await read('review.md')).toContain('| OpsItem | none |');
  });

  test('is written once, however often the change arrives: what people write stays', async () => {
    happened([0, 'ALARM'], [25, 'OK']);
    await take([over(25, 0), over(25, 0)]);
    const review = (await files()).find((key) => key.endsWith('review.md'))!;
    await emulator.callS3('PUT', `${bucket}/${review}`, {}, 'completed by a person');
    rest.opsItems.length = 0; // resolved, so that OpsCenter would take another one
    expect(await take([over(25, 0)])).toEqual(ONCE);
    expect(await read('review.md')).toBe('completed by a person');
    expect(await files()).toHaveLength(2);
    expect(rest.opsItems).toEqual([]);
  });

  test('continues while the alarm comes and goes, and only its timeline changes', async () => {
    happened([0, 'ALARM'], [10, 'OK'], [30, 'ALARM'], [50, 'OK'], [110, 'ALARM'], [120, 'OK']);
    await take([over(10, 0)]);
    const draft = await read('review.md');
    await take([over(50, 30)]);
    expect(await files()).toHaveLength(2);
    expect(await read('review.md')).toBe(draft);
    expect(await read('timeline.md')).toContain('- From 2026-11-25 12:00:00 UTC to 2026-11-25 12:50:00 UTC: 50 minutes\n- In alarm for 30 minutes, 2 times\n');
    expect(rest.opsItems).toHaveLength(1);

    await take([over(120, 110)]);
    expect(await files()).toHaveLength(4);
    expect(rest.opsItems).toHaveLength(2);
  });

  test('is the same when the changes arrive in the wrong order', async () => {
    happened([0, 'ALARM'], [10, 'OK'], [30, 'ALARM'], [50, 'OK']);
    await take([over(50, 30)]);
    await take([over(10, 0)]);
    expect(await files()).toHaveLength(2);
    expect(await read('timeline.md')).toContain('to 2026-11-25 12:50:00 UTC');
    expect(lines[1]).toMatchObject({ result: 'the review knows more than this' });
  });

  test('covers the time in which the alarm lacked data', async () => {
    happened([0, 'ALARM'], [10, 'INSUFFICIENT_DATA'], [25, 'OK']);
    await take([over(25)]);
    expect(await read('timeline.md')).toContain('- In alarm for 25 minutes\n');
  });

  test('does not exist when the alarm had not gone off', async () => {
    happened([-300, 'ALARM'], [-290, 'OK'], [10, 'INSUFFICIENT_DATA'], [25, 'OK']);
    expect(await take([over(25)])).toEqual(ONCE);
    expect(await files()).toEqual([]);
  });

  test('waits for the history, and at last does without', async () => {
    happened([-300, 'ALARM'], [-290, 'OK']);
    expect(await take([over(25, 0)])).toEqual(BACK);
    expect(await files()).toEqual([]);
    expect(await take([over(25, 0)], { received: 5 })).toEqual(ONCE);
    expect(await read('review.md')).toContain('- From 2026-11-25 12:00:00 UTC to 2026-11-25 12:25:00 UTC: 25 minutes');
  });

  test('closes an alarm that the history does not know to be over yet', async () => {
    happened([0, 'ALARM']);
    await take([over(25, 0)]);
    expect(await read('timeline.md')).toContain('to 2026-11-25 12:25:00 UTC: 25 minutes');
  });

  test('is one a day for an alarm that never stops', async () => {
    rest.pageSize = 100;
    rest.history = Array.from({ length: 2400 }, (_, index) => ({ at: NOON - (2400 - index) * MINUTE, state: index % 2 ? 'OK' : 'ALARM' }));
    await take([over(-1, -2)]);
    await take([over(-11, -12)]);
    expect(await files()).toHaveLength(2);
  });

  test('skips what it cannot read of the history', async () => {
    rest.history = [{ at: NOON, state: 'ALARM' }, { at: NOON + MINUTE, state: '', data: 'none' }, { at: NOON + 2 * MINUTE, state: 'OK' }];
    expect(await take([over(2, 0)])).toEqual(ONCE);
    expect(await read('timeline.md')).toContain('2 minutes');
  });
});

describe('when something fails', () => {
  beforeEach(() => happened([0, 'ALARM'], [25, 'OK']));

  test.each(['DescribeAlarmHistory', 'LookupEvents', 'CreateOpsItem', 'HeadObject', 'PutObject'])('%s is tried again later, and nothing is twice', async (operation) => {
    expect(await take([over(25, 0)], { aws: failing(operation, THROTTLED, 1) })).toEqual(BACK);
    expect(await take([over(25, 0)])).toEqual(ONCE);
    expect(await files()).toHaveLength(2);
    expect(rest.opsItems).toHaveLength(1);
  });

  test('a call that ends between the item and the files makes no second item', async () => {
    await take([over(25, 0)], { aws: failing('PutObject', new Error('timeout')) });
    await take([over(25, 0)]);
    expect(rest.opsItems).toHaveLength(1);
    expect(await read('review.md')).toContain('| OpsItem | oi-1 |');
  });

  test('two calls at once make one review', async () => {
    await Promise.all([take([over(25, 0)]), take([over(25, 0)])]);
    expect(await files()).toHaveLength(2);
    expect(rest.opsItems).toHaveLength(1);
  });

  test('the last attempt goes without the changes, and says so', async () => {
    expect(await take([over(25, 0)], { received: 5, aws: failing('LookupEvents', THROTTLED) })).toEqual(ONCE);
    expect(await read('review.md')).toContain('**Deployments and other changes could not be looked up:** Rate exceeded. Look in CloudTrail.');
  });

  test('a draft does without the description of an alarm that cannot be described', async () => {
    expect(await take([over(25, 0)], { aws: failing('DescribeAlarms', THROTTLED) })).toEqual(ONCE);
    expect(await read('review.md')).not.toContain('What the alarm says');
  });

  test('an object that the function may not know of counts as absent', async () => {
    const forbidden = Object.assign(new Error('Forbidden'), { $metadata: { httpStatusCode: 403 } });
    expect(await take([over(25, 0)], { aws: failing('HeadObject', forbidden) })).toEqual(ONCE);
    expect(await files()).toHaveLength(2);
  });

  test.each([
    ['text', 'not JSON'], ['null', 'null'], ['an empty object', {}], ['an event without an alarm', over(25, 0, { resources: [] })],
    ['an event without a time', over(25, 0, { detail: { alarmName: 'Web errors', state: { value: 'OK' } } })],
  ])('%s goes back until it is among the dead letters, and the rest of the batch does not', async (_name, body) => {
    expect(await take([body, over(25, 0)], { received: 5 })).toEqual(BACK);
    expect(await files()).toHaveLength(2);
  });

  test('there is nothing to do for a call without messages, or another state', async () => {
    expect(await run({}, {})).toEqual(ONCE);
    const alarm = over(25, 0);
    expect(await take([{ ...alarm, detail: { ...alarm.detail, state: { ...alarm.detail.state, value: 'ALARM' } } }])).toEqual(ONCE);
    expect(await files()).toEqual([]);
  });

  test('more changes than anybody reads are cut, deployments last', async () => {
    rest.pageSize = 50;
    rest.events = Array.from({ length: 900 }, (_, index) => called(24 - index / 20, index % 300 === 7 ? 'UpdateService' : 'PutRule'));
    await take([over(25, 0)]);
    const timeline = await read('timeline.md');
    expect(timeline).toContain('There were more changes than are listed');
    expect(timeline.match(/deployment: ecs UpdateService/g)).toHaveLength(2);
    expect(timeline.match(/\n\| 2026/g)).toHaveLength(62);
  });
});
