import { join } from 'node:path';
import { Emulator } from '../support/emulator';

const HANDLER = join(__dirname, '../../handlers/deployment-hooks');
const { run } = jest.requireActual<Handler>(HANDLER);
const { callAws } = jest.requireActual<{ callAws: Aws }>(join(HANDLER, 'aws'));

type Line = Record<string, any>;
type Aws = (service: string, operation: string, input: any) => Promise<any>;

interface Handler {
  run(event: object, outside: { aws: Aws; print(line: Line): void; now(): number }): Promise<{ hookStatus: string; callBackDelay?: number }>;
}

const ACCOUNT = 'arn:aws:ecs:eu-west-1:123456789012';
const DEPLOYMENT = `${ACCOUNT}:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28`;
const SERVICE = `${ACCOUNT}:service/my-cluster/my-service`;
const revisionArn = (name: string) => `${ACCOUNT}:service-revision/my-cluster/my-service/${name}`;
const taskDefinition = (revision: number) => `${ACCOUNT}:task-definition/web:${revision}`;
const MINUTE = 60_000;
const PLACEHOLDER = 'public.ecr.aws/docker/library/busybox:stable';

/** As Amazon ECS documents it. */
function eventWith(hookDetails?: object | string): object {
  return {
    executionId: 'e8d5a28f-eb01-4f3c-9454-a30ba6dc54bc',
    lifecycleStage: 'PRE_SCALE_UP',
    resourceArn: DEPLOYMENT,
    executionDetails: { serviceArn: SERVICE, targetServiceRevisionArn: revisionArn('new'), testTrafficWeights: {}, productionTrafficWeights: {} },
    hookDetails,
  };
}

let emulator: Emulator;
let place: { subnets: string[]; securityGroups: string[] };

beforeAll(async () => {
  emulator = await Emulator.start();
  place = await emulator.place();
  await emulator.call('ECS', 'CreateCluster', { clusterName: 'my-cluster' });
  for (const image of ['web:1', 'web:2', PLACEHOLDER]) {
    await emulator.call('ECS', 'RegisterTaskDefinition', {
      family: 'web', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512', containerDefinitions: [{ name: 'app', image, memory: 512 }],
    });
  }
  for (const AlarmName of ['quiet', 'loud', "it's loud"]) {
    await emulator.call('CloudWatch', 'PutMetricAlarm', {
      AlarmName, MetricName: 'm', Namespace: 'n', Period: 60, Statistic: 'Sum', EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold',
    });
    if (AlarmName !== 'quiet') { await emulator.call('CloudWatch', 'SetAlarmState', { AlarmName, StateValue: 'ALARM', StateReason: 'test' }); }
  }
  await emulator.call('SSM', 'PutParameter', { Name: '/released', Value: 'web:2', Type: 'String' });
  await emulator.call('SSM', 'PutParameter', { Name: '/not-released', Value: PLACEHOLDER, Type: 'String' });
}, 60_000);

afterAll(() => emulator.stop());

/** What has been deployed: of the new version and of those before, the revisions of the task definition. */
interface World {
  readonly target?: number;
  readonly live?: number;
  readonly successful?: number[];
  readonly minutesAgo?: number;
  readonly capacity?: object;
  readonly broken?: string[];
  readonly canned?: Record<string, (input: any) => any>;
}

/** The emulator's APIs, and those that it does not have, in the shape of the API reference. */
class Deployed {
  public readonly lines: Line[] = [];
  public readonly calls: { operation: string; input: any }[] = [];
  private clock = Date.now();

  constructor(private readonly world: World) {}

  public async call(details?: object | string): Promise<{ hookStatus: string; callBackDelay?: number; reason: string }> {
    const print = (line: Line) => this.lines.push(line);
    const answer = await run(eventWith(details), { aws: (...call) => this.aws(...call), print, now: () => this.clock });
    return { ...answer, reason: this.lines[this.lines.length - 1].reason };
  }

  public wait(minutes: number): void {
    this.clock += minutes * MINUTE;
  }

  private async aws(service: string, operation: string, input: any): Promise<any> {
    this.calls.push({ operation, input });
    if (this.world.broken?.includes(operation)) { throw new Error(`not authorized to perform ${operation}`); }
    const canned = this.world.canned?.[operation] ?? this.missing(operation);
    return canned ? canned(input) : emulator.call(service, operation, input);
  }

  private missing(operation: string): ((input: any) => any) | undefined {
    const { target = 2, live = 1, successful = [1], minutesAgo = 0, capacity = { launchType: 'FARGATE' } } = this.world;
    const started = (Date.now() - minutesAgo * MINUTE) / 1000;
    const revisions: Record<string, number> = { new: target, ...live && { live }, ...Object.fromEntries(successful.map((each) => [`old-${each}`, each])) };
    return {
      DescribeServiceDeployments: () => ({
        serviceDeployments: [{ serviceDeploymentArn: DEPLOYMENT, startedAt: started, sourceServiceRevisions: live ? [{ arn: revisionArn('live') }] : [] }],
      }),
      ListServiceDeployments: ({ cluster, status }: any) => {
        expect({ cluster, status }).toEqual({ cluster: 'my-cluster', status: ['SUCCESSFUL'] });
        return { serviceDeployments: successful.map((each) => ({ targetServiceRevisionArn: revisionArn(`old-${each}`) })) };
      },
      DescribeServiceRevisions: ({ serviceRevisionArns }: any) => ({
        serviceRevisions: serviceRevisionArns.map((arn: string) => ({
          serviceRevisionArn: arn, taskDefinition: taskDefinition(revisions[arn.split('/').pop()!]), networkConfiguration: { awsvpcConfiguration: place }, ...capacity,
        })),
      }),
    }[operation];
  }
}

function deployed(world: World = {}): Deployed {
  return new Deployed(world);
}

const guard = (...alarms: string[]) => ({ alarms, container: 'app' });

describe('alarms that fire when a deployment starts', () => {
  test('do not hold it up when they are quiet', async () => {
    const { hookStatus } = await deployed().call(guard('quiet', 'no-such-alarm'));
    expect(hookStatus).toBe('SUCCEEDED');
  });

  test('hold a new version up for ten minutes, then fail it with the alarm and the ways out in the log', async () => {
    const deployment = deployed();
    const details = guard('quiet', "it's loud");

    const reason = expect.stringMatching(/^waits for rollback alarms to end: it's loud\. To go ahead now: aws cloudwatch set-alarm-state /);
    expect(await deployment.call(details)).toEqual({ hookStatus: 'IN_PROGRESS', callBackDelay: 30, reason });
    deployment.wait(9);
    expect((await deployment.call(details)).hookStatus).toBe('IN_PROGRESS');
    deployment.wait(2);
    const { hookStatus, callBackDelay, reason: end } = await deployment.call(details);
    expect([hookStatus, callBackDelay]).toEqual(['FAILED', undefined]);
    expect(end).toContain("it's loud");
    expect(end).toContain("aws cloudwatch set-alarm-state --alarm-name 'it'\\''s loud' --state-value OK");
    expect(end).toContain('WhileAlarmsFire.DEPLOY_UNWATCHED');
  });

  test('are looked at once more before it goes on', async () => {
    const deployment = deployed();
    await emulator.call('CloudWatch', 'SetAlarmState', { AlarmName: 'quiet', StateValue: 'ALARM', StateReason: 'test' });
    expect((await deployment.call(guard('quiet'))).hookStatus).toBe('IN_PROGRESS');
    await emulator.call('CloudWatch', 'SetAlarmState', { AlarmName: 'quiet', StateValue: 'OK', StateReason: 'test' });
    expect((await deployment.call(guard('quiet'))).hookStatus).toBe('SUCCEEDED');
  });

  test('let the first deployment pass: there is nothing to go back to', async () => {
    const { hookStatus } = await deployed({ live: 0, successful: [] }).call(guard('loud'));
    expect(hookStatus).toBe('SUCCEEDED');
  });

  test.each([
    ['that is live, as when CloudFormation goes back after Amazon ECS did', { target: 1, live: 1, successful: [] }],
    ['that was live before, as when somebody takes a release back', { target: 1, live: 2, successful: [1, 2] }],
  ])('let a version pass %s', async (_, world) => {
    const deployment = deployed(world);
    expect((await deployment.call(guard('loud'))).hookStatus).toBe('SUCCEEDED');
    expect(deployment.lines[0].warning).toContain('loud');
  });

  test('are all looked at, however many they are', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `alarm-${index}`);
    const { hookStatus, reason } = await deployed().call(guard(...many, 'loud'));
    expect([hookStatus, reason]).toEqual(['IN_PROGRESS', expect.stringContaining('loud')]);
  });

  test.each(['DescribeAlarms', 'DescribeServiceDeployments', 'ListServiceDeployments', 'DescribeServiceRevisions'])(
    'do not hold it up when %s is denied, and the log says so', async (operation) => {
      const deployment = deployed({ broken: [operation] });
      expect((await deployment.call(guard('loud'))).hookStatus).toBe('SUCCEEDED');
      expect(deployment.lines[0].problem).toContain(operation);
    });
});

describe('a call that it does not understand', () => {
  test.each([[undefined], [{}], [{ hookDetails: 'something else' }]])('lets the deployment go on with details %j', async (details) => {
    const deployment = deployed();
    expect((await deployment.call(details)).hookStatus).toBe('SUCCEEDED');
    expect(deployment.lines[0].consequence).toContain('unchecked');
  });

  test('lets the deployment go on when nothing else is in it', async () => {
    const lines: Line[] = [];
    const answer = await run({ hookDetails: guard('loud') }, { aws: (...call) => emulator.call(...call), print: (line) => lines.push(line), now: Date.now });
    expect(answer).toEqual({ hookStatus: 'SUCCEEDED' });
    expect(lines[0].problem).toBeDefined();
  });

  test('is understood when the details come as text, as CloudFormation takes them', async () => {
    expect((await deployed().call(JSON.stringify(guard('loud')))).hookStatus).toBe('IN_PROGRESS');
  });
});

describe('the placeholder', () => {
  const details = (releasePointer: string) => ({ container: 'app', releasePointer, placeholder: PLACEHOLDER });

  test('never replaces an image that has been released, not even when a stack goes back to it', async () => {
    const { hookStatus, reason } = await deployed({ target: 3, live: 1, successful: [1, 3] }).call(details('/released'));
    expect(hookStatus).toBe('FAILED');
    expect(reason).toContain('web:2');
    expect(reason).toContain('continue-update-rollback --resources-to-skip');
  });

  test('runs until something is released', async () => {
    expect((await deployed({ target: 3, live: 0, successful: [] }).call(details('/not-released'))).hookStatus).toBe('SUCCEEDED');
  });

  test('makes way for what is released', async () => {
    expect((await deployed({ target: 2, live: 3, successful: [3] }).call(details('/released'))).hookStatus).toBe('SUCCEEDED');
  });

  test('is not looked for when the pointer cannot be read', async () => {
    const deployment = deployed({ target: 3 });
    expect((await deployment.call(details('/gone'))).hookStatus).toBe('SUCCEEDED');
    expect(deployment.lines[0].problem).toContain('GetParameter');
  });
});

describe('a migration', () => {
  const details = { container: 'app', command: ['bin/migrate', '--all'], timeoutMinutes: '30', alarms: ['quiet'] };

  /** A deployment of its own for each test: the emulator keeps the tasks. */
  function stopped(...containers: object[]): World {
    const task = { taskArn: 'arn:task', clusterArn: 'arn:cluster', lastStatus: 'STOPPED', stoppedReason: 'Essential container in task exited', createdAt: Date.now() / 1000, containers };
    return { canned: { ListTasks: () => ({ taskArns: ['arn:task'] }), DescribeTasks: () => ({ tasks: [task] }) } };
  }

  test('runs once in the new version, where the service runs, however often the hook is called', async () => {
    const deployment = deployed();
    expect(await deployment.call(details)).toMatchObject({ hookStatus: 'IN_PROGRESS', callBackDelay: 30 });
    expect((await deployment.call(details)).hookStatus).toBe('IN_PROGRESS');

    const started = deployment.calls.filter(({ operation }) => operation === 'RunTask');
    expect(started).toHaveLength(1);
    expect(started[0].input).toMatchObject({
      cluster: `${ACCOUNT}:cluster/my-cluster`,
      taskDefinition: taskDefinition(2),
      networkConfiguration: { awsvpcConfiguration: place },
      launchType: 'FARGATE',
      overrides: { containerOverrides: [{ name: 'app', command: ['bin/migrate', '--all'] }] },
    });
    const { taskArns } = await emulator.call('ECS', 'ListTasks', { cluster: 'my-cluster', startedBy: 'migration/EZe5RNVLH6PPzHXINuP28' });
    expect(taskArns).toHaveLength(1);
  });

  test('is followed to its end even when an alarm fires meanwhile', async () => {
    expect((await deployed(stopped({ name: 'app', exitCode: 0 })).call({ ...details, alarms: ['loud'] })).hookStatus).toBe('SUCCEEDED');
  });

  test('does not start while an alarm holds the deployment up', async () => {
    const deployment = deployed({ canned: { ListTasks: () => ({ taskArns: [] }) } });
    expect((await deployment.call({ ...details, alarms: ['loud'] })).hookStatus).toBe('IN_PROGRESS');
    expect(deployment.calls.map(({ operation }) => operation)).not.toContain('RunTask');
  });

  test.each([
    [[{ name: 'sidecar', exitCode: 0 }, { name: 'app', exitCode: 3 }], 'ended with exit code 3'],
    [[{ name: 'sidecar', exitCode: 0 }, { name: 'app', reason: 'CannotPullContainerError' }], 'never ran (CannotPullContainerError; Essential container in task exited)'],
    [[], 'never ran (Essential container in task exited)'],
  ])('that fails rolls the deployment back, with the reason: %j', async (containers, reason) => {
    expect(await deployed(stopped(...containers)).call(details)).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
  });

  test('that takes too long fails the deployment and is left alone', async () => {
    const deployment = deployed({ ...stopped(), canned: { ...stopped().canned, DescribeTasks: () => ({ tasks: [{ taskArn: 'arn:task', clusterArn: 'arn:cluster', lastStatus: 'RUNNING', createdAt: new Date() }] }) } });
    deployment.wait(29);
    expect((await deployment.call(details)).hookStatus).toBe('IN_PROGRESS');
    deployment.wait(2);
    expect(await deployment.call(details)).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('aws ecs stop-task --cluster arn:cluster --task arn:task') });
  });

  test.each(['ListTasks', 'RunTask', 'DescribeServiceRevisions'])('that cannot run for %s rolls the deployment back: its tasks would meet the old schema', async (operation) => {
    const { hookStatus, reason } = await deployed({ broken: [operation], canned: operation === 'ListTasks' ? {} : { ListTasks: () => ({ taskArns: [] }) } }).call(details);
    expect([hookStatus, reason]).toEqual(['FAILED', expect.stringContaining(`the migration could not run: not authorized to perform ${operation}`)]);
  });

  test('waits for capacity as long as it may take', async () => {
    const deployment = deployed({ canned: { ListTasks: () => ({ taskArns: [] }), RunTask: () => ({ tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] }) } });
    expect(await deployment.call(details)).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: expect.stringContaining('RESOURCE:MEMORY') });
    deployment.wait(31);
    expect(await deployment.call(details)).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('RESOURCE:MEMORY') });
  });

  test.each([
    [{ capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] }, { launchType: 'FARGATE' }],
    [{ capacityProviderStrategy: [{ capacityProvider: 'instances', weight: 1 }] }, { capacityProviderStrategy: [{ capacityProvider: 'instances', weight: 1 }] }],
    [{ launchType: 'EC2' }, { launchType: 'EC2' }],
  ])('runs on capacity that is not taken away: %j', async (capacity, expected) => {
    const deployment = deployed({ capacity, canned: { ListTasks: () => ({ taskArns: [] }), RunTask: () => ({ tasks: [{ lastStatus: 'PROVISIONING', createdAt: Date.now() / 1000 }] }) } });
    await deployment.call(details);
    const { launchType, capacityProviderStrategy } = deployment.calls.find(({ operation }) => operation === 'RunTask')!.input;
    expect(JSON.parse(JSON.stringify({ launchType, capacityProviderStrategy }))).toEqual(expected);
  });

  test.each([
    ['a version that was live before', { target: 1, live: 2, successful: [1, 2] }, details],
    ['the placeholder', { target: 3, live: 0, successful: [] }, { ...details, releasePointer: '/not-released', placeholder: PLACEHOLDER }],
  ])('does not run for %s', async (_, world, given) => {
    const deployment = deployed({ ...world, canned: { ListTasks: () => ({ taskArns: [] }) } });
    expect((await deployment.call(given)).hookStatus).toBe('SUCCEEDED');
    expect(deployment.calls.map(({ operation }) => operation)).not.toContain('RunTask');
  });
});

describe('the AWS SDK', () => {
  // The runtime of AWS Lambda has it; here it is not installed.
  test.each([['CloudWatch', 'client-cloudwatch'], ['ECS', 'client-ecs'], ['SSM', 'client-ssm']])('is called for %s by the names it has', async (service, name) => {
    class Command { constructor(public readonly input: object) {} }
    class Client { public async send(command: Command): Promise<unknown> { return { sent: command }; } }
    jest.doMock(`@aws-sdk/${name}`, () => ({ [`${service}Client`]: Client, DoSomethingCommand: Command }), { virtual: true });
    const { sent } = await callAws(service, 'DoSomething', { a: 1 });
    expect(sent).toBeInstanceOf(Command);
    expect(sent.input).toEqual({ a: 1 });
  });
});
