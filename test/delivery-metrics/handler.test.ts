import { join } from 'node:path';
import { Emulator } from '../support/emulator';
import { play, Run, STAGE, World } from './support/pipeline-world';
import { Place } from './support/place';

jest.setTimeout(60_000);

const HANDLER = join(__dirname, '../../handlers/delivery-metrics');
const { run } = jest.requireActual<any>(join(HANDLER, 'index'));
const { factsOfEvent, factsOfExecution } = jest.requireActual<any>(join(HANDLER, 'facts'));
const { reduce } = jest.requireActual<any>(join(HANDLER, 'reducer'));

let emulator: Emulator;
beforeAll(async () => { emulator = await Emulator.startForManyMessages(); });
afterAll(() => emulator.stop());

const placeOf = (worlds: World[] = []) => Place.make(emulator, worlds);

const bindingOf = (service: string) => ({ service, environment: 'prod', stage: STAGE });
const WEB = bindingOf('web');
const messagesOf = (world: World, binding = WEB) => world.events.map((event) => ({ binding, event }));
const truthOf = (world: World, binding = WEB) => reduce([
  ...world.events.flatMap((event) => factsOfEvent(event, binding).facts),
  ...world.executions.flatMap((execution) => factsOfExecution(execution, binding)),
]);

const DAY = 24 * 60 * 60;

const GOES_WELL: Run = { rollback: false, gap: 60, buildFails: false, superseded: false, attempts: ['goes well'], afterwards: false, seconds: 60 };
const FAILS: Run = { ...GOES_WELL, attempts: ['deploy fails'] };
const ROLLBACK: Run = { ...GOES_WELL, rollback: true };

describe('events become facts, and facts metrics', () => {
  test('a deployment is published once, with its lead time, however often its events come', async () => {
    const world = play([GOES_WELL]);
    const place = await placeOf([world]);
    await place.send(...messagesOf(world), ...messagesOf(world));
    await place.work();

    expect(place.metric('Deployments')).toEqual([1]);
    expect(place.metric('LeadTime')).toEqual([3600 + 4 * 60]);
    expect(place.metric('FailedDeployments')).toEqual([]);
    expect(reduce(await place.facts('web#prod'))).toEqual(truthOf(world));
  });

  test('a failure, its rollback and the rework after it are published', async () => {
    const world = play([GOES_WELL, FAILS, ROLLBACK]);
    const place = await placeOf([world]);
    await place.send(...messagesOf(world));
    await place.work();

    expect(place.metric('Deployments')).toEqual([1]);
    expect(place.metric('FailedDeployments')).toEqual([1]);
    expect(place.metric('RecoveryTime')).toHaveLength(1);
  });

  test('the lines are in the embedded metric format', async () => {
    const world = play([GOES_WELL]);
    const place = await placeOf([world]);
    await place.send(...messagesOf(world));
    await place.work();

    const line = place.lines.find(({ Deployments }) => Deployments);
    expect(line).toMatchObject({ Service: 'web', Environment: 'prod' });
    expect(line._aws).toEqual({
      Timestamp: truthOf(world).deployments[0].deployedAt,
      CloudWatchMetrics: [{
        Namespace: 'DeliveryMetrics',
        Dimensions: [['Service', 'Environment'], ['Service']],
        Metrics: [{ Name: 'Deployments', Unit: 'Count' }, { Name: 'ReworkDeployments', Unit: 'Count' }, { Name: 'LeadTime', Unit: 'Seconds' }],
      }],
    });
  });

  test('a rollback of CodeDeploy is found by asking it', async () => {
    const place = await placeOf();
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

describe('a service that CodeDeploy deploys, without a pipeline', () => {
  test('has its deployments counted, and rollbacks not', async () => {
    const place = await placeOf();
    const binding = { service: 'web', environment: 'prod', standalone: 'codedeploy' };
    const event = (deploymentId: string, state: string, minute: string) => ({
      'source': 'aws.codedeploy',
      'detail-type': 'CodeDeploy Deployment State-change Notification',
      'time': `2026-03-02T08:${minute}:00Z`,
      'detail': { deploymentId, state, application: 'shop', deploymentGroup: 'group' },
    });
    const events = [event('d-1', 'START', '00'), event('d-1', 'SUCCESS', '05'), event('d-rollback', 'START', '10'), event('d-rollback', 'SUCCESS', '15')];
    await place.send(...events.map((one) => ({ binding, event: one })));
    await place.work();
    expect([place.metric('Deployments'), place.metric('FailedDeployments'), place.metric('RecoveryTime')]).toEqual([[1], [1], [300]]);
  });
});

describe('the nightly reconcile', () => {
  test('brings what no event said, page by page, and then publishes the gauges of each window', async () => {
    const world = play([GOES_WELL, FAILS, GOES_WELL, GOES_WELL, GOES_WELL]);
    const place = await placeOf([world]);
    await place.send({ binding: WEB, reconcile: { pipeline: 'Delivery', days: 30 } });
    await place.work();

    const truth = reduce(world.executions.flatMap((execution) => factsOfExecution(execution, WEB)));
    expect(reduce(await place.facts('web#prod'))).toEqual(truth);
    expect(place.metric('Deployments')).toEqual([1, 1, 1, 1]);
    expect(place.metric('ChangeFailRate')).toEqual([20, 20, 20]);
    expect(place.lines.filter(({ Window }) => Window).map(({ Window }) => Window)).toEqual(['7d', '28d', '90d']);
  });

  test('goes back further the first time, and notes it at the very end', async () => {
    const world = play([GOES_WELL, { ...GOES_WELL, gap: 3 * DAY }, GOES_WELL]);
    const place = await placeOf([world]);
    const wish = { binding: WEB, reconcile: { pipeline: 'Delivery', days: 4, backfillDays: 100 } };
    const executions = async () => new Set((await place.facts('web#prod')).map(({ execution }) => execution)).size;
    const pages = () => place.asked.filter(({ call }) => call.endsWith('ListPipelineExecutions')).length;

    // It breaks off after the first of two pages.
    await run({ Records: [{ messageId: '1', body: JSON.stringify(wish) }] }, place.outside());
    expect(await executions()).toBe(2);
    await place.empty();
    await place.send(wish);
    await place.work();
    expect(await executions()).toBe(3);

    const before = pages();
    await place.send(wish);
    await place.work();
    expect(pages() - before).toBe(2);
    expect(place.asked.filter(({ call }) => call.endsWith('GetPipelineExecution'))).toHaveLength(2 + 3 + 2);
  });

  test('goes back anew when it shall go back even further', async () => {
    const world = play([GOES_WELL]);
    const place = await placeOf([world]);
    const wish = (backfillDays: number) => ({ binding: WEB, reconcile: { pipeline: 'Delivery', days: 1, backfillDays } });
    await place.send(wish(2));
    await place.work();
    expect(await place.facts('web#prod')).toEqual([]);
    await place.send(wish(60));
    await place.work();
    expect(await place.facts('web#prod')).not.toEqual([]);
  });

  test('asks with the role of the binding, of which nothing else needs it', async () => {
    const world = play([GOES_WELL]);
    const place = await placeOf([world]);
    const binding = { ...WEB, role: 'arn:aws:iam::222222222222:role/reader' };
    await place.send({ binding, reconcile: { pipeline: 'Delivery', days: 30 } }, ...messagesOf(world, binding));
    await place.work();
    const roles = new Set(place.asked.map(({ call, role }) => `${call.split(' ')[0]} ${role}`));
    expect([...roles].sort()).toEqual([`CodePipeline ${binding.role}`, 'DynamoDB undefined', 'SQS undefined']);
  });

  test('leaves out what is older than it shall look', async () => {
    const world = play([GOES_WELL, GOES_WELL]);
    const place = await placeOf([world]);
    await place.send({ binding: WEB, reconcile: { pipeline: 'Delivery', days: 1 } });
    await place.work();
    expect(await place.facts('web#prod')).toEqual([]);
  });

  test('says nothing of a rate while there are too few deployments', async () => {
    const world = play([GOES_WELL]);
    const place = await placeOf([world]);
    place.settings = { ...place.settings, minimumSamples: 5 };
    await place.send({ binding: WEB, reconcile: { pipeline: 'Delivery', days: 30 } });
    await place.work();
    expect(place.metric('ChangeFailRate')).toEqual([]);
    expect(place.metric('DeploymentsPerDay')).toHaveLength(3);
  });

  test('exports a record per line', async () => {
    const world = play([GOES_WELL, FAILS, GOES_WELL]);
    const place = await placeOf([world]);
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
    const place = await placeOf([world]);
    await place.send(body, ...messagesOf(world));
    await place.work();
    expect(await place.deadLetters()).toEqual([{ reason, body }]);
    expect(place.metric('Deployments')).toEqual([1]);
  });

  test('comes again when it cannot be put aside', async () => {
    const place = await placeOf();
    place.trouble = 100;
    const { batchItemFailures } = await run({ Records: [{ messageId: '1', body: 'not json' }] }, place.outside());
    expect(batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
  });
});
