import { join } from 'node:path';
import { STAGE } from './support/pipeline-world';

const HANDLER = join(__dirname, '../../handlers/delivery-metrics');
const { run } = jest.requireActual<any>(join(HANDLER, 'index'));
const { factsOfEvent } = jest.requireActual<any>(join(HANDLER, 'facts'));
const { canonical, Store } = jest.requireActual<any>(join(HANDLER, 'store'));
const { reduce } = jest.requireActual<any>(join(HANDLER, 'reducer'));

const BINDING = { service: 'web', environment: 'prod', stage: STAGE };
const NOW = Date.parse('2026-03-02T09:00:00Z');

/** A record as AWS Lambda hands it over. */
const record = (messageId: string, message: unknown) => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body: typeof message === 'string' ? message : JSON.stringify(message),
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1772438400000', SenderId: 'AIDA', ApproximateFirstReceiveTimestamp: '1772438400001' },
  messageAttributes: {},
  md5OfBody: '00000000000000000000000000000000',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:111111111111:delivery',
  awsRegion: 'eu-west-1',
});
const own = (detail: object, service = 'web') => (
  { binding: { ...BINDING, service }, event: { 'source': 'devops.dora', 'detail-type': 'Delivery', 'time': '2026-03-02T08:00:00Z', detail } });
const incident = (id: string, service = 'web') => own({ type: 'incident.opened', id }, service);

/** What the function needs of the world; `answers` says what AWS does, by default nothing of interest. */
function outside(answers: Record<string, (input: any) => any> = {}, settings: object = {}): any {
  const asked: { operation: string; input: any }[] = [];
  const lines: any[] = [];
  const pauses: number[] = [];
  return {
    asked,
    lines,
    pauses,
    print: (line: any) => lines.push(line),
    now: () => NOW,
    pause: (milliseconds: number) => { pauses.push(milliseconds); return Promise.resolve(); },
    settings: { table: 't', queue: 'q', deadLetterQueue: 'd', retentionDays: 400, metricNamespace: 'N', windows: [7], minimumSamples: 1, rules: {}, publishAfterSeconds: 60, ...settings },
    aws: async (_: string, operation: string, input: any) => {
      asked.push({ operation, input });
      return answers[operation]?.(input) ?? {};
    },
  };
}

const throttled = () => { throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }); };
const failures = ({ batchItemFailures }: any) => batchItemFailures.map(({ itemIdentifier }: any) => itemIdentifier);

describe('of a batch of AWS Lambda', () => {
  test('only what failed comes again', async () => {
    const world = outside({ GetDeployment: throttled });
    const asking = { binding: BINDING, event: { source: 'aws.codedeploy', time: '2026-03-02T08:00:00Z', detail: { deploymentId: 'd-1', state: 'SUCCESS' } } };
    expect(failures(await run({ Records: [record('1', incident('i')), record('2', asking), record('3', 'not json')] }, world))).toEqual(['2']);
    expect(world.asked.find(({ operation }: any) => operation === 'BatchWriteItem').input.RequestItems.t).toHaveLength(1);
  });

  test('all comes again when the table takes nothing', async () => {
    const world = outside({ BatchWriteItem: throttled });
    expect(failures(await run({ Records: [record('1', incident('i')), record('2', incident('j'))] }, world))).toEqual(['1', '2']);
    expect(world.asked.map(({ operation }: any) => operation)).toEqual(['BatchWriteItem']);
  });

  test('only the service of which the publishing failed comes again', async () => {
    const world = outside({ SendMessage: ({ MessageBody }) => MessageBody.includes('"web"') && throttled() });
    expect(failures(await run({ Records: [record('1', incident('i')), record('2', incident('j', 'api'))] }, world))).toEqual(['1']);
    // No note that it was sent: whoever comes next sends it.
    const noted = world.asked.filter(({ operation }: any) => operation === 'PutItem').map(({ input }: any) => input.Item.pk.S);
    expect(noted).toEqual(['WAKE#api#prod']);
  });

  test('nothing is asked twice', async () => {
    const world = outside({ GetPipelineExecution: () => ({ pipelineExecution: { pipelineName: 'p', pipelineExecutionId: 'e' } }) });
    const ended = (state: string) => ({
      binding: BINDING,
      event: {
        'source': 'aws.codepipeline', 'detail-type': 'CodePipeline Pipeline Execution State Change', 'time': '2026-03-02T08:00:00Z', 'detail': { 'pipeline': 'p', 'execution-id': 'e', state },
      },
    });
    await run({ Records: [record('1', ended('SUCCEEDED')), record('2', ended('SUCCEEDED'))] }, world);
    expect(world.asked.filter(({ operation }: any) => operation === 'GetPipelineExecution')).toHaveLength(1);
  });

  test('two pages of history are read; what is left of the night comes later, in turn', async () => {
    const world = outside();
    const wishes = ['a', 'b', 'c', 'd'].map((pipeline) => record(pipeline, { binding: BINDING, reconcile: { pipeline, days: 3 } }));
    expect(failures(await run({ Records: wishes }, world))).toEqual([]);
    const inputs = (operation: string) => world.asked.filter((one: any) => one.operation === operation).map(({ input }: any) => input);
    expect(inputs('ListPipelineExecutions').map(({ pipelineName }: any) => pipelineName)).toEqual(['a', 'b']);
    expect(inputs('SendMessage').slice(0, 2).map(({ MessageBody, DelaySeconds }: any) => [JSON.parse(MessageBody).reconcile.pipeline, DelaySeconds]))
      .toEqual([['c', 10], ['d', 20]]);
  });

  test('an empty one is none', async () => {
    expect(await run({}, outside())).toEqual({ batchItemFailures: [] });
  });
});

describe('a table that takes a part', () => {
  const rest = (count: number) => ({ RequestItems: { t } }: any) => ({ UnprocessedItems: t.length > count ? { t: t.slice(count) } : {} });
  const entries = (count: number) => Array.from({ length: count }, (_, index) => ({ stream: 's', fact: { kind: 'incident', id: `${index}`, type: 'opened', at: NOW } }));

  test('is asked for the rest, as long as it takes anything', async () => {
    const world = outside({ BatchWriteItem: rest(1) });
    await new Store(world).write(entries(25));
    expect(world.asked).toHaveLength(25);
  });

  test('is given time, and is given up when it takes nothing for long', async () => {
    const world = outside({ BatchWriteItem: rest(0) });
    await expect(new Store(world).write(entries(3))).rejects.toThrow('did not take 3 facts in 8 attempts');
    expect(world.pauses).toEqual([200, 400, 800, 1600, 3200, 6400, 12800]);
  });

  test('gets each fact once, in batches of 25', async () => {
    const world = outside();
    expect(await new Store(world).write([...entries(60), ...entries(60)])).toBe(60);
    expect(world.asked.map(({ input }: any) => input.RequestItems.t.length)).toEqual([25, 25, 10]);
  });
});

describe('a claim', () => {
  const conflict = (by?: string) => () => { throw Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException', Item: by && { by: { S: by } } }); };

  test('of somebody else is respected', async () => {
    expect(await new Store(outside({ PutItem: conflict('somebody') })).publish('s', NOW, 'x')).toBe(false);
    expect(await new Store(outside({ PutItem: conflict() })).publish('s', NOW, 'x')).toBe(false);
  });

  test('of one\'s own, of which the answer was lost, holds', async () => {
    const world = outside({ PutItem: ({ Item }) => conflict(Item.by.S)() });
    expect(await new Store(world).publish('s', NOW, 'x')).toBe(true);
  });
});

describe('a range of very many commits', () => {
  const commits = Array.from({ length: 12_000 }, (_, index) => ({ id: index.toString(16).padStart(40, '0'), at: '2026-03-02T07:00:00+01:00' }));
  const { event } = own({ type: 'commits', pipeline: 'p', executionId: 'e', commits });

  test('fits into items, and adds up to the same', () => {
    const { facts } = factsOfEvent(event, BINDING);
    expect(facts).toHaveLength(12);
    expect(Math.max(...facts.map((fact: any) => canonical(fact).length))).toBeLessThan(100 * 1024);
    const success = { kind: 'stageEnded', pipeline: 'p', execution: 'e', outcome: 'SUCCEEDED', at: NOW };
    expect(reduce([...facts, success]).deployments[0].commits).toHaveLength(12_000);
  });

  test('is published in lines that the embedded metric format allows', async () => {
    const { facts } = factsOfEvent(own({ type: 'commits', pipeline: 'p', executionId: 'e', commits: commits.slice(0, 250) }).event, BINDING);
    const success = { kind: 'stageEnded', pipeline: 'p', execution: 'e', outcome: 'SUCCEEDED', at: NOW - 1000 };
    const Items = [...facts, success].map((fact) => ({ fact: { S: JSON.stringify(fact) } }));
    const world = outside({ Query: ({ ExpressionAttributeValues }) => ({ Items: ExpressionAttributeValues[':pk'].S === 'web#prod' ? Items : [] }) });
    await run({ Records: [record('1', { binding: BINDING, publish: {} })] }, world);

    expect(world.lines.map(({ LeadTime }: any) => LeadTime.length)).toEqual([100, 100, 50]);
    expect(world.lines.map(({ Deployments }: any) => Deployments)).toEqual([1, undefined, undefined]);
    world.lines.forEach(expectEmbedded);
  });
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function expectEmbedded(line: any): void {
  expect(Object.keys(line._aws).sort()).toEqual(['CloudWatchMetrics', 'Timestamp']);
  expect(Number.isInteger(line._aws.Timestamp)).toBe(true);
  expect(JSON.stringify(line).length).toBeLessThan(256 * 1024);
  for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
    expect(Namespace).toMatch(/^[^:]+$/);
    expect(Metrics.length).toBeGreaterThan(0);
    Dimensions.forEach((set: string[]) => set.forEach((name) => expect(typeof line[name]).toBe('string')));
    for (const { Name, Unit } of Metrics) {
      const values = [line[Name]].flat();
      expect(values.length).toBeGreaterThan(0);
      expect(values.length).toBeLessThanOrEqual(100);
      expect(values.every(Number.isFinite)).toBe(true);
      expect(['Count', 'Seconds', 'Percent', 'None']).toContain(Unit);
    }
  }
}

test('gauges are lines of the embedded metric format, too, one for each window', async () => {
  const bands = { year: 2023, deploymentsPerDay: [1, 0.1, 0.01], leadTime: [1, 2, 3], changeFailRate: [5, 10, 15], recoveryTime: [1, 2, 3] };
  const success = { kind: 'stageEnded', pipeline: 'p', execution: 'e', outcome: 'SUCCEEDED', at: NOW - 86_400_000 };
  const world = outside({ Query: ({ ExpressionAttributeValues }) => ({ Items: ExpressionAttributeValues[':pk'].S === 'web#prod' ? [{ fact: { S: JSON.stringify(success) } }] : [] }) },
    { bands, windows: [7, 28, 90] });
  await run({ Records: [record('1', { binding: BINDING, gauges: {} })] }, world);
  const gauges = world.lines.filter(({ Window }: any) => Window);
  expect(gauges.map(({ Window, Band }: any) => [Window, Band])).toEqual([['7d', 3], ['28d', 2], ['90d', 2]]);
  expect(gauges[0]._aws.CloudWatchMetrics[0].Dimensions).toEqual([['Service', 'Environment', 'Window']]);
  world.lines.forEach(expectEmbedded);
});

test('a text that would not fit is put aside', () => {
  const event = own({ type: 'incident.opened', id: 'x'.repeat(601) }).event;
  expect(() => factsOfEvent(event, BINDING)).toThrow('its id is longer than 600 characters');
});
