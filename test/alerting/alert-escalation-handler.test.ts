import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlertEscalation, AlertRouter, Destination, Escalation } from '../../src/alerting';
import { Emulator } from '../support/emulator';
import { onlyResource, prodStack } from '../support/stacks';

const FOLDER = join(__dirname, '../../handlers/alert-escalation');
const start = jest.requireActual<{ run(event: object, outside: object): Promise<{ batchItemFailures: object[] }> }>(join(FOLDER, 'start'));
const repeat = jest.requireActual<{ run(input: object, outside: object): Promise<any>; settingsOf(environment: object): object }>(join(FOLDER, 'repeat'));

const ACCOUNT = '123456789012';
const ALARM = `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:Web CPU`;
const SINCE = Date.parse('2026-11-25T03:00:00.386Z');
const MINUTE = 60_000;

type Aws = (service: string, operation: string, input: any) => Promise<any>;

let emulator: Emulator;
let aws: Aws;
let stateMachineArn: string;
beforeAll(async () => {
  emulator = await Emulator.start();
  aws = (service, operation, input) => (
    service === 'SNS' ? emulator.callForm('sns', '2010-03-31', { Action: operation, ...input }) : emulator.call(service, operation, input));
  const definition = JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 900, End: true } } });
  ({ stateMachineArn } = await aws('SFN', 'CreateStateMachine', { name: 'Repeat', roleArn: `arn:aws:iam::${ACCOUNT}:role/any`, definition }));
  await topic('OnCall');
  await topic('Manager');
}, 40_000);
afterAll(() => emulator.stop());

let lines: any[];
beforeEach(async () => {
  lines = [];
  await aws('CloudWatch', 'PutMetricAlarm', {
    AlarmName: 'Web CPU',
    AlarmDescription: 'The processor is busy.',
    Namespace: 'AWS/ECS',
    MetricName: 'CPUUtilization',
    Statistic: 'Average',
    Period: 60,
    Dimensions: [{ Name: 'ServiceName', Value: 'web' }],
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 90,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'breaching',
  });
  await setState('ALARM');
  await acknowledge('nobody');
  await aws('CloudWatch', 'UntagResource', { ResourceARN: ALARM, TagKeys: ['acknowledged-by'] });
  await heardBy('OnCall');
  await heardBy('Manager');
});

const print = (line: object) => lines.push(line);

/** A topic, and a queue that hears it. */
async function topic(name: string): Promise<void> {
  await aws('SNS', 'CreateTopic', { Name: name });
  await aws('SQS', 'CreateQueue', { QueueName: name });
  await aws('SNS', 'Subscribe', { TopicArn: topicArn(name), Protocol: 'sqs', Endpoint: `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}` });
}

function topicArn(name: string): string {
  return `arn:aws:sns:eu-west-1:${ACCOUNT}:${name}`;
}

/** What a topic has said since the last look. */
async function heardBy(name: string): Promise<any[]> {
  const { Messages = [] } = await aws('SQS', 'ReceiveMessage', { QueueUrl: `http://localhost/${ACCOUNT}/${name}`, MaxNumberOfMessages: 10 });
  await Promise.all(Messages.map(({ ReceiptHandle }: any) => aws('SQS', 'DeleteMessage', { QueueUrl: `http://localhost/${ACCOUNT}/${name}`, ReceiptHandle })));
  return Messages.map(({ Body }: any) => JSON.parse(Body));
}

function setState(StateValue: string): Promise<void> {
  return aws('CloudWatch', 'SetAlarmState', { AlarmName: 'Web CPU', StateValue, StateReason: 'Threshold Crossed: 2 datapoints were greater than 90.' });
}

function acknowledge(by: string): Promise<void> {
  return aws('CloudWatch', 'TagResource', { ResourceARN: ALARM, Tags: [{ Key: 'acknowledged-by', Value: by }] });
}

async function acknowledgement(): Promise<string | undefined> {
  const { Tags } = await aws('CloudWatch', 'ListTagsForResource', { ResourceARN: ALARM });
  return Tags[0]?.Value;
}

/** As EventBridge sends it. */
function changeTo(value: string, timestamp = '2026-11-25T03:00:00.386+0000', alarmName = 'Web CPU') {
  return {
    'version': '0',
    'source': 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    'resources': [ALARM.replace('Web CPU', alarmName)],
    'detail': { alarmName, state: { value, reason: 'any', timestamp }, previousState: { value: 'OK', timestamp } },
  };
}

function batch(...bodies: (object | string)[]) {
  return { Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body: typeof body === 'string' ? body : JSON.stringify(body) })) };
}

function take(event: object, outside: object = {}) {
  return start.run(event, { aws, print, stateMachineArn, ...outside });
}

async function executions(): Promise<string[]> {
  const { executions: found } = await aws('SFN', 'ListExecutions', { stateMachineArn });
  return found.map(({ name }: any) => name);
}

describe('the start of a repetition', () => {
  test('happens once for a change of state, however often it arrives', async () => {
    const before = (await executions()).length;
    const outcome = await take(batch(changeTo('ALARM'), changeTo('ALARM')));
    await take(batch(changeTo('ALARM')));
    expect(outcome).toEqual({ batchItemFailures: [] });
    expect(await executions()).toHaveLength(before + 1);
    expect((await executions()).pop()).toMatch(/^Web-CPU-[0-9a-f]{32}$/);
  });

  test('happens again the next time that the alarm goes off', async () => {
    await take(batch(changeTo('ALARM', '2026-11-25T04:00:00.000+0000')));
    const before = (await executions()).length;
    await take(batch(changeTo('ALARM', '2026-11-25T05:00:00.000+0000')));
    expect(await executions()).toHaveLength(before + 1);
  });

  test('counts as done when an execution of that name has ended', async () => {
    const ended = Object.assign(new Error('Execution Already Exists'), { name: 'ExecutionAlreadyExists' });
    const outcome = await take(batch(changeTo('ALARM')), { aws: () => Promise.reject(ended) });
    expect(outcome.batchItemFailures).toEqual([]);
    expect(lines).toEqual([expect.objectContaining({ result: 'this change has been seen before' })]);
  });

  test('has a name that Step Functions takes, whatever the alarm is called', async () => {
    const names: string[] = [];
    const record: Aws = async (_service, _operation, { name }) => { names.push(name); };
    await take(batch(changeTo('ALARM', undefined, 'Größe / "<*>" '.repeat(18)), changeTo('ALARM', undefined, '***')), { aws: record });
    expect(names).toHaveLength(2);
    names.forEach((name) => expect(name).toMatch(/^[A-Za-z0-9-]{1,80}$/));
  });

  test('goes back to the queue when AWS throttles it, and the others of the batch do not', async () => {
    let calls = 0;
    const throttled: Aws = (...args) => {
      if (calls++ === 0) { return Promise.reject(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })); }
      return aws(...args);
    };
    const outcome = await take(batch(changeTo('ALARM', '2026-11-25T06:00:00.000+0000'), changeTo('ALARM', '2026-11-25T07:00:00.000+0000')), { aws: throttled });
    expect(outcome).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  });

  test.each([
    ['text', 'not JSON'],
    ['null', 'null'],
    ['an empty object', {}],
    ['an event without an alarm', { ...changeTo('ALARM'), resources: [] }],
    ['an event of another service', { ...changeTo('ALARM'), resources: ['arn:aws:ec2:eu-west-1:123456789012:instance/i-1'] }],
    ['an event without a time', changeTo('ALARM', '')],
    ['an event without a state', { ...changeTo('ALARM'), detail: { alarmName: 'Web CPU' } }],
  ])('refuses %s, so that it ends among the dead letters', async (_name, body) => {
    expect(await take(batch(body))).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(lines).toEqual([{ problem: expect.any(String), message: 'message-0' }]);
  });

  test('does nothing for a call without messages, or a state that is neither', async () => {
    expect(await take({})).toEqual({ batchItemFailures: [] });
    expect(await take(batch(changeTo('INSUFFICIENT_DATA')))).toEqual({ batchItemFailures: [] });
  });
});

describe('the end of an alarm', () => {
  test('takes the acknowledgement away', async () => {
    await acknowledge('ada');
    await setState('OK');
    await take(batch(changeTo('OK'), changeTo('OK')));
    expect(await acknowledgement()).toBeUndefined();
  });

  test('takes nothing away when it is known late and the alarm has gone off again', async () => {
    await acknowledge('ada');
    await take(batch(changeTo('OK')));
    expect(await acknowledgement()).toBe('ada');
  });

  test('of an alarm that is gone is no problem', async () => {
    expect(await take(batch(changeTo('OK', undefined, 'Deleted')))).toEqual({ batchItemFailures: [] });
    const deleted: Aws = (...args) => args[1] === 'UntagResource' ? Promise.reject(Object.assign(new Error('Unknown'), { name: 'ResourceNotFoundException' })) : aws(...args);
    await setState('OK');
    expect(await take(batch(changeTo('OK')), { aws: deleted })).toEqual({ batchItemFailures: [] });
  });
});

const INPUT = { alarmArn: ALARM, alarmName: 'Web CPU', since: new Date(SINCE).toISOString(), round: 0 };
const SETTINGS = { TOPICS: topicArn('OnCall'), NEXT_TOPICS: topicArn('Manager'), AT_MOST: '2', WATCH_ROUNDS: '3' };

function again(input: object = {}, more: { aws?: Aws; settings?: object } = {}) {
  const settings = repeat.settingsOf({ ...SETTINGS, ...more.settings });
  return repeat.run({ ...INPUT, ...input }, { aws: more.aws ?? aws, print, now: () => SINCE + 15 * MINUTE, account: ACCOUNT, settings });
}

/** The emulator with some fields of its alarm replaced by ones that it does not know. */
function withAlarm(fields: object): Aws {
  return async (service, operation, input) => {
    const answer = await aws(service, operation, input);
    return operation === 'DescribeAlarms' ? { MetricAlarms: answer.MetricAlarms.map((alarm: object) => ({ ...alarm, ...fields })) } : answer;
  };
}

describe('a repetition', () => {
  test('says the same in the shape of the alarm, and how to acknowledge it', async () => {
    expect(await again()).toEqual({ ...INPUT, round: 1, escalated: false, goOn: true, result: 'repeated' });

    const [{ Subject, Message }] = await heardBy('OnCall');
    expect(Subject).toBe('ALARM: "Web CPU" in EU (Ireland)');
    expect(JSON.parse(Message)).toEqual({
      AlarmName: 'Web CPU',
      AlarmDescription: 'The processor is busy.',
      AWSAccountId: ACCOUNT,
      AlarmConfigurationUpdatedTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      NewStateValue: 'ALARM',
      NewStateReason: 'Reminder 1 of 4: nobody has acknowledged this alarm for 15 minutes. To acknowledge it: aws cloudwatch tag-resource --region eu-west-1 '
        + `--resource-arn '${ALARM}' --tags Key=acknowledged-by,Value=YOUR-NAME Threshold Crossed: 2 datapoints were greater than 90.`,
      StateChangeTime: '2026-11-25T03:00:00.386+0000',
      Region: 'EU (Ireland)',
      AlarmArn: ALARM,
      OldStateValue: 'OK',
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'CPUUtilization',
        Namespace: 'AWS/ECS',
        StatisticType: 'Statistic',
        Statistic: 'AVERAGE',
        Unit: null,
        Dimensions: [{ value: 'web', name: 'ServiceName' }],
        Period: 60,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 90,
        TreatMissingData: 'breaching',
        EvaluateLowSampleCountPercentile: '',
      },
    });
    expect(await heardBy('Manager')).toEqual([]);
  });

  test('is text in mails', async () => {
    const published: any[] = [];
    const record: Aws = (...args) => { if (args[0] === 'SNS') { published.push(args[2]); } return aws(...args); };
    await again({}, { aws: record });
    const { email, sms } = JSON.parse(published[0].Message);
    expect(email).toMatch(/^Reminder 1 of 4: nobody .*\n\nAlarm: Web CPU\nThe processor is busy\.\n\nhttps:\/\/eu-west-1\.console\.aws\.amazon\.com\/.*Web%20CPU\n$/);
    expect(sms).toBe('Nobody has acknowledged Web CPU (1 of 4)');
  });

  test('is heard by others when the first ones do not answer, and then ends', async () => {
    expect(await again({ round: 2 })).toMatchObject({ round: 3, goOn: true, escalated: true });
    expect(await heardBy('OnCall')).toHaveLength(1);
    const [{ Message }] = await heardBy('Manager');
    expect(JSON.parse(Message).NewStateReason).toContain('Reminder 3 of 4: nobody has acknowledged this alarm for 15 minutes, so it has been escalated.');
    expect(await again({ round: 3, escalated: true })).toMatchObject({ round: 4, goOn: true, result: 'repeated for the last time: nobody has acknowledged it' });
    await heardBy('Manager');
    expect(await again({ round: 4, escalated: true })).toMatchObject({ round: 5, goOn: true, result: 'nobody has acknowledged it' });
    expect(await again({ round: 6, escalated: true })).toMatchObject({ round: 7, goOn: false });
    expect(await heardBy('Manager')).toEqual([]);
  });

  test('that others have heard is over for them, too', async () => {
    await acknowledge('ada');
    expect(await again({ round: 3, escalated: true })).toMatchObject({ round: 4, goOn: true, result: 'acknowledged by ada' });
    await setState('OK');
    expect(await again({ round: 4, escalated: true })).toMatchObject({ goOn: false, result: 'the alarm is over' });
    const [{ Subject, Message }] = await heardBy('Manager');
    expect(Subject).toBe('OK: "Web CPU" in EU (Ireland)');
    expect(JSON.parse(Message)).toMatchObject({ NewStateValue: 'OK', OldStateValue: 'ALARM', AlarmArn: ALARM, StateChangeTime: expect.stringMatching(/\+0000$/) });
    expect(await heardBy('OnCall')).toEqual([]);
  });

  test('ends after the first ones when there is nobody else', async () => {
    expect(await again({ round: 1 }, { settings: { NEXT_TOPICS: '' } })).toMatchObject({ round: 2, goOn: false });
  });

  test('ends when somebody has acknowledged it', async () => {
    await acknowledge('ada');
    expect(await again()).toMatchObject({ round: 1, goOn: false, result: 'acknowledged by ada' });
    expect(await heardBy('OnCall')).toEqual([]);
  });

  test('ends when the alarm is over', async () => {
    await setState('OK');
    expect(await again()).toMatchObject({ goOn: false, result: 'the alarm is over' });
  });

  test('ends when the alarm is gone', async () => {
    expect(await again({ alarmName: 'Deleted' })).toMatchObject({ goOn: false, result: 'the alarm has been deleted' });
  });

  test('ends when the alarm went off again, which has a repetition of its own', async () => {
    expect(await again({}, { aws: withAlarm({ StateTransitionedTimestamp: SINCE / 1000 + 600 }) })).toMatchObject({ goOn: false });
    expect(await again({}, { aws: withAlarm({ StateTransitionedTimestamp: new Date(SINCE + 20) }) })).toMatchObject({ goOn: true });
  });

  test('goes on while the alarm lacks data', async () => {
    await setState('INSUFFICIENT_DATA');
    expect(await again()).toMatchObject({ goOn: true, result: 'repeated' });
  });

  test('keeps quiet while the alarm has to, and goes on', async () => {
    await aws('CloudWatch', 'DisableAlarmActions', { AlarmNames: ['Web CPU'] });
    expect(await again()).toMatchObject({ round: 1, goOn: true, result: 'not repeated: the actions of the alarm are disabled' });
    expect(await again({}, { aws: withAlarm({ ActionsEnabled: true, ActionsSuppressedBy: 'Alarm' }) })).toMatchObject({ goOn: true, result: 'not repeated: suppressed by Alarm' });
    expect(await heardBy('OnCall')).toEqual([]);
    await aws('CloudWatch', 'EnableAlarmActions', { AlarmNames: ['Web CPU'] });
  });

  test('reaches the other topics when one fails', async () => {
    expect(await again({ round: 2 }, { settings: { TOPICS: topicArn('Missing') } })).toMatchObject({ goOn: true });
    expect(await heardBy('Manager')).toHaveLength(1);
    expect(lines[0]).toEqual({ problem: expect.stringContaining('Missing'), consequence: 'the other topics were told' });
  });

  test('fails when nobody could be told, so that it is tried again', async () => {
    await expect(again({}, { settings: { TOPICS: topicArn('Missing') } })).rejects.toThrow('nobody could be told: arn:aws:sns:eu-west-1:123456789012:Missing');
  });

  test('of a formula, a percentile or a composite alarm has the shape of those', async () => {
    const metrics = [
      { Id: 'rate', Expression: 'errors / requests', Label: 'error rate' },
      { Id: 'errors', MetricStat: { Metric: { Namespace: 'A', MetricName: 'B', Dimensions: [{ Name: 'N', Value: 'V' }] }, Period: 60, Stat: 'Sum' }, ReturnData: false },
    ];
    await again({}, { aws: withAlarm({ Metrics: metrics, AlarmName: 'ü'.repeat(200) }) });
    await again({}, { aws: withAlarm({ Statistic: undefined, ExtendedStatistic: 'p99' }) });
    await again({}, { aws: withAlarm({ AlarmRule: 'ALARM("a")', AlarmDescription: undefined }) });

    const heard = await heardBy('OnCall');
    expect(heard[0].Subject).toHaveLength(100);
    const [formula, percentile, composite] = heard.map(({ Message }) => JSON.parse(Message));
    expect(formula.Trigger.Metrics).toEqual([
      { Id: 'rate', Label: 'error rate', Expression: 'errors / requests', ReturnData: true },
      {
        Id: 'errors',
        ReturnData: false,
        MetricStat: { Metric: { Dimensions: [{ value: 'V', name: 'N' }], MetricName: 'B', Namespace: 'A' }, Period: 60, Stat: 'Sum' },
      },
    ]);
    expect(percentile.Trigger).toMatchObject({ StatisticType: 'ExtendedStatistic', ExtendedStatistic: 'p99' });
    expect(composite).toMatchObject({ AlarmRule: 'ALARM("a")', AlarmDescription: null });
    expect(composite.Trigger).toBeUndefined();
  });
});

describe('the state machine', () => {
  let stack: Stack;
  let definition: any;
  beforeEach(() => {
    stack = prodStack();
    const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('on-call@example.com')] });
    new AlertEscalation(stack, 'Escalation', { alerts, escalation: Escalation.repeatUntilAcknowledged({ atMost: 2, then: [Destination.email('manager@example.com')] }) });
    definition = onlyResource(Template.fromStack(stack), 'AWS::StepFunctions::StateMachine').Properties.Definition;
  });

  /** Runs what the template says, without waiting. */
  async function execute(work: (input: any) => Promise<any>): Promise<{ waited: number; ended: string }> {
    let [name, data, waited] = [definition.StartAt, INPUT as any, 0];
    for (;;) {
      const state = definition.States[name];
      if (waited > definition.TimeoutSeconds) { return { waited, ended: 'timed out' }; }
      if (state.Type === 'Succeed') { return { waited, ended: name }; }
      if (state.Type === 'Wait') { waited += state.Seconds; }
      let next = state.Next;
      if (state.Type === 'Task') {
        try { data = await work(data); } catch { next = state.Catch[0].Next; }
      }
      if (state.Type === 'Choice') { next = data[state.Choices[0].Variable.slice(2)] === state.Choices[0].BooleanEquals ? state.Choices[0].Next : state.Default; }
      name = next;
    }
  }

  test('repeats as often as it should, and escalates', async () => {
    expect(await execute((input) => again(input))).toEqual({ waited: (4 + 3) * 900, ended: 'Done' });
    expect(await heardBy('OnCall')).toHaveLength(4);
    expect(await heardBy('Manager')).toHaveLength(2);
  });

  test('ends at once when somebody acknowledges the alert', async () => {
    let rounds = 0;
    const work = async (input: any) => {
      if (rounds++ === 1) { await acknowledge('ada'); }
      return again(input);
    };
    expect(await execute(work)).toEqual({ waited: 2 * 900, ended: 'Done' });
    expect(await heardBy('OnCall')).toHaveLength(1);
  });

  test('goes on after a round that failed', async () => {
    let rounds = 0;
    const work = async (input: any) => {
      if (rounds++ === 0) { throw new Error('Rate exceeded'); }
      return again(input);
    };
    expect(await execute(work)).toEqual({ waited: (5 + 3) * 900, ended: 'Done' });
  });

  test('times out, which an alarm tells, when all rounds fail', async () => {
    expect(await execute(() => Promise.reject(new Error('Access denied')))).toMatchObject({ ended: 'timed out' });
  });
});
