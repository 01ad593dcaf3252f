import { join } from 'node:path';

const { run, settingsOf } = jest.requireActual<{ run(outside: object): Promise<any>; settingsOf(environment: object): any }>(
  join(__dirname, '../../handlers/drift-detection'));

const ROLE = 'arn:aws:iam::111111111111:role/lookup';

/** What the emulator does not have: drift detection. Behaves as the API reference of CloudFormation says. */
class CloudFormation {
  public readonly calls: [string, any, any][] = [];
  /** By stack; a text is an error. */
  public readonly drifts: Record<string, object[] | string> = {};
  public polls = 1;
  public pageSize = 1;
  public status: object = { DetectionStatus: 'DETECTION_COMPLETE' };
  /** Errors to come before anything else, by operation. */
  public readonly refusals: Record<string, Error[]> = {};
  public printed: any[] = [];
  public slept = 0;
  public time = 900_000;

  public readonly aws = async (service: string, operation: string, input: any, where: any) => {
    this.calls.push([operation, input, where]);
    const refusal = this.refusals[operation]?.shift();
    if (refusal) { throw refusal; }
    if (service === 'STS') { return { Credentials: { AccessKeyId: `key of ${input.RoleArn}`, SecretAccessKey: 's', SessionToken: 't' } }; }
    return (this as any)[operation](input);
  };

  public DetectStackDrift({ StackName }: any) {
    if (typeof this.drifts[StackName] === 'string') { throw error('ValidationError', this.drifts[StackName]); }
    return { StackDriftDetectionId: StackName };
  }

  public DescribeStackDriftDetectionStatus() {
    return this.polls-- > 0 ? { DetectionStatus: 'DETECTION_IN_PROGRESS' } : this.status;
  }

  public DescribeStackResourceDrifts({ StackName, StackResourceDriftStatusFilters, NextToken = '0' }: any) {
    expect(StackResourceDriftStatusFilters).toEqual(['MODIFIED', 'DELETED']);
    const all = this.drifts[StackName] as object[];
    const end = Number(NextToken) + this.pageSize;
    return { StackResourceDrifts: all.slice(Number(NextToken), end), ...end < all.length && { NextToken: String(end) } };
  }

  public run(stacks: string[] = Object.keys(this.drifts), more: object[] = []): Promise<any> {
    const places = [{ role: ROLE, region: 'eu-west-1', stacks: stacks.map((name) => ({ name, label: name })) }, ...more];
    const settings = settingsOf({ PLACES: JSON.stringify(places), IGNORED: 'AWS::ECS::Service/DesiredCount', NAMESPACE: 'DriftDetection', DETECTION: 'Prod/Drift' });
    return run({
      aws: this.aws,
      print: (line: object) => this.printed.push(line),
      sleep: async (milliseconds: number) => { this.slept += milliseconds; this.time -= milliseconds; },
      now: () => 1_764_000_000_000,
      left: () => this.time,
      settings,
    });
  }

  /** The metrics, by what they are of. */
  public metrics(): Record<string, number> {
    return Object.fromEntries(this.printed.filter(({ _aws }) => _aws).map((line) => {
      const [{ Dimensions: [[dimension]], Metrics: [{ Name }], Namespace }] = line._aws.CloudWatchMetrics;
      return [`${Namespace} ${Name} ${line[dimension]}`, line[Name]];
    }));
  }

  public lines(): any[] {
    return this.printed.filter(({ _aws }) => !_aws);
  }
}

function error(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function drift(LogicalResourceId: string, ResourceType: string, StackResourceDriftStatus: string, ...paths: string[]): object {
  return { LogicalResourceId, ResourceType, StackResourceDriftStatus, PropertyDifferences: paths.map((PropertyPath) => ({ PropertyPath })) };
}

let cloudFormation: CloudFormation;
beforeEach(() => { cloudFormation = new CloudFormation(); });

test('counts what differs, and names it', async () => {
  cloudFormation.drifts.Shop = [
    drift('Jobs', 'AWS::SQS::Queue', 'MODIFIED', '/VisibilityTimeout', '/Tags/0'),
    drift('Old', 'AWS::SNS::Topic', 'DELETED'),
  ];
  cloudFormation.drifts.Web = [];
  expect(await cloudFormation.run()).toEqual({ checked: 2, unchecked: 0, drifted: 2 });
  expect(cloudFormation.metrics()).toEqual({
    'DriftDetection DriftedResources Shop': 2, 'DriftDetection DriftedResources Web': 0, 'DriftDetection UncheckedStacks Prod/Drift': 0,
  });
  expect(cloudFormation.lines()).toEqual([
    {
      stack: 'Shop',
      result: 'drifted',
      drifted: [
        { resource: 'Jobs', type: 'AWS::SQS::Queue', status: 'MODIFIED', properties: ['VisibilityTimeout', 'Tags/0'] },
        { resource: 'Old', type: 'AWS::SNS::Topic', status: 'DELETED', properties: [] },
      ],
    },
    { stack: 'Web', result: 'in sync', drifted: [] },
  ]);
});

test('reads with the role of the stack, in its region', async () => {
  cloudFormation.drifts.Shop = [];
  await cloudFormation.run();
  expect(cloudFormation.calls[0]).toEqual(['AssumeRole', { RoleArn: ROLE, RoleSessionName: 'drift-detection' }, undefined]);
  const credentials = { accessKeyId: `key of ${ROLE}`, secretAccessKey: 's', sessionToken: 't' };
  cloudFormation.calls.slice(1).forEach(([, , where]) => expect(where).toEqual({ region: 'eu-west-1', credentials }));
});

test('takes what scaling changes for no drift, and what somebody changed beside it for one', async () => {
  cloudFormation.drifts.Shop = [
    drift('Web', 'AWS::ECS::Service', 'MODIFIED', '/DesiredCount'),
    drift('Api', 'AWS::ECS::Service', 'MODIFIED', '/DesiredCount', '/EnableExecuteCommand'),
    drift('Gone', 'AWS::ECS::Service', 'DELETED', '/DesiredCount'),
  ];
  await cloudFormation.run();
  expect(cloudFormation.lines()[0].drifted).toEqual([
    { resource: 'Api', type: 'AWS::ECS::Service', status: 'MODIFIED', properties: ['EnableExecuteCommand'] },
    { resource: 'Gone', type: 'AWS::ECS::Service', status: 'DELETED', properties: [] },
  ]);
});

test('reports a stack that does not exist, and looks at the others', async () => {
  Object.assign(cloudFormation.drifts, { Gone: 'Stack [Gone] does not exist', Shop: [] });
  expect(await cloudFormation.run()).toEqual({ checked: 1, unchecked: 1, drifted: 0 });
  expect(cloudFormation.lines()).toEqual([{ stack: 'Gone', problem: 'the stack does not exist' }, { stack: 'Shop', result: 'in sync', drifted: [] }]);
  expect(cloudFormation.metrics()).toMatchObject({ 'DriftDetection UncheckedStacks Prod/Drift': 1 });
  expect(cloudFormation.metrics()).not.toHaveProperty('DriftDetection DriftedResources Gone');
});

test('is patient with throttled calls and with a detection that is under way', async () => {
  cloudFormation.drifts.Shop = [];
  cloudFormation.refusals.AssumeRole = [error('Throttling', 'Rate exceeded')];
  cloudFormation.refusals.DetectStackDrift = [
    error('ValidationError', 'Drift detection is already in progress for stack [Shop]'), error('ValidationError', 'Stack is in UPDATE_IN_PROGRESS state'),
  ];
  cloudFormation.refusals.DescribeStackResourceDrifts = [error('ThrottlingException', 'Too many requests')];
  expect(await cloudFormation.run()).toEqual({ checked: 1, unchecked: 0, drifted: 0 });
  expect(cloudFormation.slept).toBe(1_000 + (1_000 + 2_000) + 5_000 + 1_000);
});

test('says at the end what it had no time for', async () => {
  Object.assign(cloudFormation.drifts, { Shop: [], Web: [] });
  cloudFormation.polls = Infinity;
  expect(await cloudFormation.run()).toEqual({ checked: 0, unchecked: 2, drifted: 0 });
  expect(cloudFormation.lines()[0]).toEqual({ stack: 'Shop', problem: 'CloudFormation has not compared it in time' });
});

test('gives up on what is refused for good', async () => {
  cloudFormation.drifts.Shop = [];
  cloudFormation.refusals.DetectStackDrift = [error('AccessDenied', 'not authorized')];
  expect(await cloudFormation.run()).toMatchObject({ unchecked: 1 });
  expect(cloudFormation.slept).toBe(0);
});

test('counts what it saw of a stack that CloudFormation could not look at as a whole', async () => {
  cloudFormation.drifts.Shop = [drift('Jobs', 'AWS::SQS::Queue', 'MODIFIED', '/Tags')];
  cloudFormation.status = { DetectionStatus: 'DETECTION_FAILED', DriftedStackResourceCount: 1, DetectionStatusReason: 'Failed to detect drift on resource [Table]' };
  expect(await cloudFormation.run()).toEqual({ checked: 0, unchecked: 1, drifted: 1 });
  expect(cloudFormation.lines()[0]).toMatchObject({ result: 'drifted', problem: 'Failed to detect drift on resource [Table]' });
});

test('takes nothing for in sync that CloudFormation could not look at', async () => {
  cloudFormation.drifts.Shop = [];
  cloudFormation.status = { DetectionStatus: 'DETECTION_FAILED', DetectionStatusReason: 'Access denied' };
  expect(await cloudFormation.run()).toMatchObject({ unchecked: 1 });
  expect(cloudFormation.metrics()).not.toHaveProperty('DriftDetection DriftedResources Shop');
});

test('looks at one account when the other does not let it in', async () => {
  cloudFormation.drifts.Shop = [];
  cloudFormation.refusals.AssumeRole = [error('AccessDenied', 'no')];
  const other = { role: 'arn:aws:iam::222222222222:role/lookup', region: 'us-east-1', stacks: [{ name: 'Shop', label: '222222222222/us-east-1/Shop' }] };
  expect(await cloudFormation.run(['Shop'], [other])).toEqual({ checked: 1, unchecked: 1, drifted: 0 });
  expect(cloudFormation.metrics()).toMatchObject({ 'DriftDetection DriftedResources 222222222222/us-east-1/Shop': 0 });
});

test('says the same however often it runs', async () => {
  cloudFormation.drifts.Shop = [drift('Jobs', 'AWS::SQS::Queue', 'MODIFIED', '/Tags')];
  const first = await cloudFormation.run();
  expect(await cloudFormation.run()).toEqual(first);
});
