import { join } from 'node:path';
import * as fc from 'fast-check';
import { Emulator } from '../support/emulator';
import { play, Run, runs, STAGE, World } from './support/pipeline-world';

jest.setTimeout(300_000);

const HANDLER = join(__dirname, '../../handlers/delivery-metrics');
const { run } = jest.requireActual<any>(join(HANDLER, 'index'));
const { factsOfEvent, factsOfExecution } = jest.requireActual<any>(join(HANDLER, 'facts'));
const { reduce } = jest.requireActual<any>(join(HANDLER, 'reducer'));
const { Store } = jest.requireActual<any>(join(HANDLER, 'store'));

let emulator: Emulator;
beforeAll(async () => { emulator = await Emulator.start(); });
afterAll(() => emulator.stop());

/** Days after the last thing that happens in these histories. */
const NOW = Date.parse('2026-03-08T00:00:00Z');

let places = 0;

/** Queues and a table as a `DeliveryMetrics` has them, and the APIs of CodePipeline as the world is. */
class Place {
  public static async make(worlds: World[] = []): Promise<Place> {
    const name = `place${places++}`;
    const url = async (queue: string) => (await emulator.call('SQS', 'CreateQueue', { QueueName: queue, Attributes: { VisibilityTimeout: '1' } })).QueueUrl;
    const settings = {
      table: name,
      queue: await url(name),
      deadLetterQueue: await url(`${name}-dead`),
      retentionDays: 400,
      metricNamespace: 'DeliveryMetrics',
      windows: [7, 28, 90],
      minimumSamples: 1,
      rules: {},
      publishAfterSeconds: 1,
    };
    await emulator.call('DynamoDB', 'CreateTable', {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    });
    return new Place(settings, worlds);
  }

  public readonly lines: any[] = [];
  public readonly asked: string[] = [];
  /** How many of a hundred calls are throttled, or taken in part. */
  public trouble = 0;
  public settings: any;
  private readonly started = Date.now();

  private constructor(settings: any, private readonly worlds: World[]) {
    this.settings = settings;
  }

  public async send(...messages: unknown[]): Promise<void> {
    for (let first = 0; first < messages.length; first += 10) {
      const Entries = messages.slice(first, first + 10).map((message, index) => ({
        Id: String(index), MessageBody: typeof message === 'string' ? message : JSON.stringify(message),
      }));
      await emulator.call('SQS', 'SendMessageBatch', { QueueUrl: this.settings.queue, Entries });
    }
  }

  /** Takes a batch as Lambda does: deletes what did not fail. False when nothing is there. */
  public async poll(): Promise<boolean> {
    const { Messages = [] } = await this.receive();
    if (Messages.length === 0) { return false; }
    const records = Messages.map(({ MessageId, Body }: any) => ({ messageId: MessageId, body: Body }));
    const { batchItemFailures } = await run({ Records: records }, this.outside());
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }: any) => itemIdentifier));
    const Entries = Messages.filter(({ MessageId }: any) => !failed.has(MessageId)).map(({ MessageId, ReceiptHandle }: any) => ({ Id: MessageId, ReceiptHandle }));
    if (Entries.length > 0) { await emulator.call('SQS', 'DeleteMessageBatch', { QueueUrl: this.settings.queue, Entries }); }
    return true;
  }

  /** The emulator answers 500 now and then when two receive at the same time; the SDK would try again, too. */
  private async receive(): Promise<any> {
    const receive = () => emulator.call('SQS', 'ReceiveMessage', { QueueUrl: this.settings.queue, MaxNumberOfMessages: 10 });
    return receive().catch(receive).catch(receive);
  }

  /** Until the queue stays empty, what is being tried again included. */
  public async work(): Promise<void> {
    for (let idle = 0; idle < 2 + 3 * this.settings.publishAfterSeconds;) {
      if (await this.poll()) { idle = 0; } else { idle++; await new Promise((resolve) => setTimeout(resolve, 400)); }
    }
  }

  public async waiting(): Promise<number> {
    const { Attributes } = await emulator.call('SQS', 'GetQueueAttributes', { QueueUrl: this.settings.queue, AttributeNames: ['ApproximateNumberOfMessages'] });
    return Number(Attributes.ApproximateNumberOfMessages);
  }

  public async deadLetters(): Promise<string[]> {
    const { Messages = [] } = await emulator.call('SQS', 'ReceiveMessage', {
      QueueUrl: this.settings.deadLetterQueue, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'],
    });
    return Messages.map(({ MessageAttributes }: any) => MessageAttributes.reason.StringValue);
  }

  public facts(stream: string): Promise<any[]> {
    return new Store({ ...this.outside(), aws: (...call: [string, string, object]) => emulator.call(...call) }).facts(stream, 0);
  }

  public metric(name: string): number[] {
    return this.lines.filter((line) => line[name] !== undefined).flatMap((line) => line[name]);
  }

  public outside(): any {
    return {
      aws: (service: string, operation: string, input: any) => this.aws(service, operation, input),
      print: (line: any) => this.lines.push(line),
      now: () => NOW + Date.now() - this.started,
      pause: () => Promise.resolve(),
      settings: this.settings,
    };
  }

  private async aws(service: string, operation: string, input: any): Promise<any> {
    this.asked.push(`${service} ${operation}`);
    const unlucky = Math.random() * 100 < this.trouble;
    if (unlucky && operation === 'BatchWriteItem') { return this.inPart(input); }
    if (unlucky) { throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }); }
    return service === 'CodePipeline' || service === 'CodeDeploy' ? this.answer(operation, input) : emulator.call(service, operation, input);
  }

  /** DynamoDB takes the first item and hands back the others. */
  private async inPart(input: any): Promise<any> {
    const [[table, [first, ...others]]] = Object.entries<any[]>(input.RequestItems);
    await emulator.call('DynamoDB', 'BatchWriteItem', { RequestItems: { [table]: [first] } });
    return { UnprocessedItems: others.length > 0 ? { [table]: others } : {} };
  }

  /** What CodePipeline knows, in pages of two. */
  private answer(operation: string, { pipelineName, pipelineExecutionId, filter, nextToken = '0', deploymentId }: any): any {
    const of = this.worlds.flatMap(({ executions }) => executions).filter(({ execution }) => execution.pipelineName === pipelineName);
    const page = (items: any[]) => ({ items: items.slice(Number(nextToken), Number(nextToken) + 2), next: Number(nextToken) + 2 < items.length ? String(Number(nextToken) + 2) : undefined });
    switch (operation) {
      case 'GetPipelineExecution': {
        const found = of.find(({ execution }) => execution.pipelineExecutionId === pipelineExecutionId);
        if (!found) { throw Object.assign(new Error('no such execution'), { name: 'PipelineExecutionNotFoundException' }); }
        return { pipelineExecution: found.execution };
      }
      case 'ListActionExecutions': {
        const { items, next } = page(of.find(({ execution }) => execution.pipelineExecutionId === filter.pipelineExecutionId)!.actions);
        return { actionExecutionDetails: items, nextToken: next };
      }
      case 'ListPipelineExecutions': {
        const { items, next } = page([...of].reverse());
        return { pipelineExecutionSummaries: items.map(({ execution, startTime }) => ({ pipelineExecutionId: execution.pipelineExecutionId, startTime })), nextToken: next };
      }
      case 'GetDeployment':
        return { deploymentInfo: { creator: deploymentId === 'd-rollback' ? 'codeDeployRollback' : 'user' } };
      default:
        throw new Error(`not prepared for ${operation}`);
    }
  }
}

const bindingOf = (service: string) => ({ service, environment: 'prod', stage: STAGE });
const WEB = bindingOf('web');
const messagesOf = (world: World, binding = WEB) => world.events.map((event) => ({ binding, event }));
const truthOf = (world: World, binding = WEB) => reduce([
  ...world.events.flatMap((event) => factsOfEvent(event, binding).facts), ...world.executions.flatMap((execution) => factsOfExecution(execution, binding)),
]);

const GOES_WELL: Run = { rollback: false, gap: 60, buildFails: false, superseded: false, attempts: ['goes well'], afterwards: false, seconds: 60 };
const FAILS: Run = { ...GOES_WELL, attempts: ['deploy fails'] };
const ROLLBACK: Run = { ...GOES_WELL, rollback: true };

describe('events become facts, and facts metrics', () => {
  test('a deployment is published once, with its lead time, however often its events come', async () => {
    const world = play([GOES_WELL]);
    const place = await Place.make([world]);
    await place.send(...messagesOf(world), ...messagesOf(world));
    await place.work();

    expect(place.metric('Deployments')).toEqual([1]);
    expect(place.metric('LeadTime')).toEqual([3600 + 4 * 60]);
    expect(place.metric('FailedDeployments')).toEqual([]);
    expect(reduce(await place.facts('web#prod'))).toEqual(truthOf(world));
  });

  test('a failure, its rollback and the rework after it are published', async () => {
    const world = play([GOES_WELL, FAILS, ROLLBACK]);
    const place = await Place.make([world]);
    await place.send(...messagesOf(world));
    await place.work();

    expect(place.metric('Deployments')).toEqual([1]);
    expect(place.metric('FailedDeployments')).toEqual([1]);
    expect(place.metric('RecoveryTime')).toHaveLength(1);
  });

  test('the lines are in the embedded metric format', async () => {
    const world = play([GOES_WELL]);
    const place = await Place.make([world]);
    await place.send(...messagesOf(world));
    await place.work();

    const line = place.lines.find(({ Deployments }) => Deployments);
    expect(line).toMatchObject({ Service: 'web', Environment: 'prod' });
    expect(line._aws).toEqual({
      Timestamp: truthOf(world).deployments[0].deployedAt,
      CloudWatchMetrics: [{
        Namespace: 'DeliveryMetrics',
        Dimensions: [['Service', 'Environment']],
        Metrics: [{ Name: 'Deployments', Unit: 'Count' }, { Name: 'ReworkDeployments', Unit: 'Count' }, { Name: 'LeadTime', Unit: 'Seconds' }],
      }],
    });
  });

  test('a rollback of CodeDeploy is found by asking it', async () => {
    const place = await Place.make();
    const event = (deploymentId: string) => ({
      'source': 'aws.codedeploy',
      'detail-type': 'CodeDeploy Deployment State-change Notification',
      'time': '2026-03-02T08:00:00Z',
      'detail': { deploymentId, state: 'SUCCESS' },
    });
    await place.send({ binding: WEB, event: event('d-rollback') }, { binding: WEB, event: event('d-other') });
    await place.work();
    expect(await place.facts('web#prod')).toEqual([expect.objectContaining({ kind: 'deployer', external: 'd-rollback', outcome: 'RESTORED' })]);
  });
});

describe('the nightly reconcile', () => {
  test('brings what no event said, page by page, and then publishes the gauges of each window', async () => {
    const world = play([GOES_WELL, FAILS, GOES_WELL, GOES_WELL, GOES_WELL]);
    const place = await Place.make([world]);
    await place.send({ binding: WEB, reconcile: { pipeline: 'Delivery', days: 30 } });
    await place.work();

    const truth = reduce(world.executions.flatMap((execution) => factsOfExecution(execution, WEB)));
    expect(reduce(await place.facts('web#prod'))).toEqual(truth);
    expect(place.metric('Deployments')).toEqual([1, 1, 1, 1]);
    expect(place.metric('ChangeFailureRate')).toEqual([20, 20, 20]);
    expect(place.lines.filter(({ Window }) => Window).map(({ Window }) => Window)).toEqual(['7d', '28d', '90d']);
  });

  test('leaves out what is older than it shall look', async () => {
    const world = play([GOES_WELL, GOES_WELL]);
    const place = await Place.make([world]);
    await place.send({ binding: WEB, reconcile: { pipeline: 'Delivery', days: 1 } });
    await place.work();
    expect(await place.facts('web#prod')).toEqual([]);
  });

  test('says nothing of a rate while there are too few deployments', async () => {
    const world = play([GOES_WELL]);
    const place = await Place.make([world]);
    place.settings = { ...place.settings, minimumSamples: 5 };
    await place.send({ binding: WEB, reconcile: { pipeline: 'Delivery', days: 30 } });
    await place.work();
    expect(place.metric('ChangeFailureRate')).toEqual([]);
    expect(place.metric('DeploymentsPerDay')).toHaveLength(3);
  });

  test('exports a record per line', async () => {
    const world = play([GOES_WELL, FAILS, GOES_WELL]);
    const place = await Place.make([world]);
    const stored: any[] = [];
    place.settings = { ...place.settings, exportBucket: 'exports' };
    const outside = place.outside();
    const aws = (service: string, operation: string, input: any) => service === 'S3' ? stored.push(input) : outside.aws(service, operation, input);
    await run({ Records: [{ messageId: '1', body: JSON.stringify({ binding: WEB, reconcile: { pipeline: 'Delivery', days: 30 } }) }] }, { ...outside, aws });
    await run({ Records: [{ messageId: '2', body: JSON.stringify({ binding: WEB, gauges: {} }) }] }, { ...outside, aws });

    expect(stored[0]).toMatchObject({ Bucket: 'exports', Key: 'delivery-metrics/service=web/environment=prod/day=2026-03-08/records.jsonl' });
    expect(stored[0].Body.split('\n').map((line: string) => JSON.parse(line).record)).toEqual(['attempt', 'deployment', 'attempt', 'recovery']
      .sort((a, b) => ['deployment', 'attempt', 'recovery'].indexOf(a) - ['deployment', 'attempt', 'recovery'].indexOf(b)));
  });
});

describe('a poison message', () => {
  test.each([
    ['not json', 'it is not JSON'],
    ['{"binding":{"service":"web"}}', 'its binding has no environment'],
    [JSON.stringify({ binding: WEB }), 'it is neither an event nor a wish'],
    [JSON.stringify({ binding: WEB, event: { source: 'aws.s3', time: '2026-03-02T08:00:00Z', detail: {} } }), 'it is from "aws.s3"'],
    [JSON.stringify({ binding: WEB, reconcile: { pipeline: 'p' } }), 'it does not say which pipeline to reconcile, and how many days of it'],
  ])('%s is put aside with the reason, and holds up nobody', async (body, reason) => {
    const world = play([GOES_WELL]);
    const place = await Place.make([world]);
    await place.send(body, ...messagesOf(world));
    await place.work();
    expect(await place.deadLetters()).toEqual([reason]);
    expect(place.metric('Deployments')).toEqual([1]);
  });

  test('comes again when it cannot be put aside', async () => {
    const place = await Place.make();
    place.trouble = 100;
    const { batchItemFailures } = await run({ Records: [{ messageId: '1', body: 'not json' }] }, place.outside());
    expect(batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
  });
});

test('10,000 events, a tenth of them twice, shuffled, two workers, one call in twenty throttled: nothing is lost, nothing counted twice', async () => {
  const services = Array.from({ length: 60 }, (_, index) => `service${index}`);
  const histories = fc.sample(fc.array(runs, { minLength: 5, maxLength: 5 }).map((parts) => parts.flat()), { numRuns: services.length, seed: 42 });
  const worlds = new Map(services.map((service, index) => [service, play(histories[index], `Pipeline-${service}`)]));
  const messages = [...worlds].flatMap(([service, world]) => messagesOf(world, bindingOf(service)));
  const doubled = [...messages, ...messages.filter((_, index) => index % 10 === 0)];
  const shuffled = fc.sample(fc.shuffledSubarray(doubled, { minLength: doubled.length, maxLength: doubled.length }), { numRuns: 1, seed: 7 })[0];
  expect(shuffled.length).toBeGreaterThanOrEqual(10_000);

  const place = await Place.make([...worlds.values()]);
  place.trouble = 5;
  place.settings = { ...place.settings, publishAfterSeconds: 5 };
  // The emulator looks at every message of a queue for each that it hands out: a queue that stays short.
  const feed = async () => {
    for (let first = 0; first < shuffled.length; first += 200) {
      await place.send(...shuffled.slice(first, first + 200));
      while (await place.waiting() > 100) { await place.poll(); }
    }
  };
  await Promise.all([feed(), place.work(), place.work()]);

  for (const [service, world] of worlds) {
    expect(reduce(await place.facts(`${service}#prod`))).toEqual(truthOf(world, bindingOf(service)));
  }
  expect(await place.deadLetters()).toEqual([]);
  const deployments = [...worlds].flatMap(([service, world]) => truthOf(world, bindingOf(service)).deployments);
  expect(place.metric('Deployments')).toHaveLength(deployments.length);
});
