import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Emulator } from '../support/emulator';

const HANDLERS = join(__dirname, '../../handlers/release-rules');
const bake = jest.requireActual<Handler>(join(HANDLERS, 'bake'));
const rollback = jest.requireActual<Handler>(join(HANDLERS, 'rollback'));
const { venvBin } = jest.requireActual<{ venvBin(name: string): string }>('../../tools/places');

type Line = Record<string, any>;

interface Outside {
  aws(service: string, operation: string, input: any): Promise<any>;
  print(line: Line): void;
  sleep(milliseconds: number): Promise<void>;
  now(): number;
}

interface Handler {
  run(event: object, outside: Outside): Promise<{ passed?: string; failed?: string; waits?: string } | undefined>;
}

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: any;
}

const MINUTE = 60_000;
const JOB = '11111111-abcd-1111-abcd-111111abcdef';
const EXECUTION = 'd3a5c2ff-6e1b-4d5b-8f0c-7e1a0cf0e7c1';
const START = Date.UTC(2026, 10, 1, 12);

/** Every request of every test, to be held against AWS's own description of its APIs. */
const requests: Call[] = [];

let emulator: Emulator;
/** An execution that the emulator knows. */
let known: string;

beforeAll(async () => {
  emulator = await Emulator.start();
  for (const AlarmName of ['quiet', 'loud']) {
    await emulator.call('CloudWatch', 'PutMetricAlarm', {
      AlarmName, MetricName: 'm', Namespace: 'n', Period: 60, Statistic: 'Sum', EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold',
    });
  }
  await emulator.call('CloudWatch', 'SetAlarmState', { AlarmName: 'loud', StateValue: 'ALARM', StateReason: 'test' });
  const trust = JSON.stringify({ Statement: [{ Principal: { Service: 'codepipeline.amazonaws.com' } }] });
  await emulator.callForm('iam', '2010-05-08', { Action: 'CreateRole', RoleName: 'pipeline', AssumeRolePolicyDocument: trust });
  const stage = (name: string) => ({ name, actions: [{ name, actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } }] });
  await emulator.call('CodePipeline', 'CreatePipeline', {
    pipeline: { name: 'shop', roleArn: 'arn:aws:iam::123456789012:role/pipeline', stages: [stage('Source'), stage('Prod')] },
  });
  known = (await emulator.call('CodePipeline', 'StartPipelineExecution', { name: 'shop' })).pipelineExecutionId;
}, 60_000);

afterAll(() => emulator.stop());

/** An action of the stage, as ListActionExecutions has it. */
function action(actionName: string, status: string, minutesLater = 0, stageName = 'Prod'): object {
  return { actionName, status, stageName, startTime: (START + minutesLater * MINUTE) / 1000 };
}

/** A change of an alarm, as DescribeAlarmHistory has it. */
function change(newState: string, oldState = 'OK'): object {
  return {
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${oldState} to ${newState}`,
    HistoryData: JSON.stringify({ version: '1.0', oldState: { stateValue: oldState }, newState: { stateValue: newState, stateReason: 'Threshold Crossed' } }),
  };
}

function problem(name: string): Error {
  return Object.assign(new Error(`${name} it is`), { name });
}

interface World {
  readonly actions?: object[];
  /** By the name of the alarm. */
  readonly history?: Record<string, object[]>;
  readonly executionType?: string;
  /** What answers instead, by the operation; an error is thrown. Each answer once, the last one for good. */
  readonly answers?: Record<string, unknown[]>;
}

/** The emulator's APIs, and those that it does not have, in the shape of the API reference. */
class Release {
  public readonly lines: Line[] = [];
  public readonly calls: Call[] = [];
  public readonly pauses: number[] = [];
  public clock = START + 5 * MINUTE;

  constructor(private readonly world: World = {}) {}

  /** Calls a handler as CodePipeline does. */
  public async call(handler: Handler, parameters: object | string, token?: string, id = JOB): Promise<any> {
    const UserParameters = typeof parameters === 'string' ? parameters : JSON.stringify({
      stage: 'Prod', stack: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Shop/1', pipeline: 'Plain1', execution: EXECUTION, ...parameters,
    });
    const event = {
      'CodePipeline.job': {
        id,
        accountId: '123456789012',
        data: {
          actionConfiguration: { configuration: { FunctionName: 'BakeGate', UserParameters } },
          inputArtifacts: [],
          outputArtifacts: [],
          artifactCredentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' },
          continuationToken: token,
        },
      },
    };
    return this.run(handler, event);
  }

  public run(handler: Handler, event: object): Promise<any> {
    return handler.run(event, {
      aws: (service, operation, input) => this.aws({ service, operation, input }),
      print: (line) => this.lines.push(line),
      sleep: async (milliseconds) => { this.pauses.push(milliseconds); },
      now: () => this.clock,
    });
  }

  public callsOf(operation: string): any[] {
    return this.calls.filter((call) => call.operation === operation).map(({ input }) => input);
  }

  /** The answers to jobs: how, and with what. */
  public get answers(): { operation: string; input: any }[] {
    return this.calls.filter(({ operation }) => operation.startsWith('PutJob')).map(({ operation, input }) => ({ operation, input }));
  }

  private async aws(call: Call): Promise<any> {
    this.calls.push(call);
    requests.push(call);
    const prepared = this.world.answers?.[call.operation];
    const answer = prepared && (prepared.length > 1 ? prepared.shift() : prepared[0]);
    if (answer instanceof Error) { throw answer; }
    return answer ?? this.usual(call);
  }

  private async usual({ service, operation, input }: Call): Promise<any> {
    switch (operation) {
      case 'DescribeAlarms': return emulator.call(service, operation, input);
      case 'DescribeAlarmHistory': return { AlarmHistoryItems: this.world.history?.[input.AlarmName] ?? [] };
      case 'DescribeStackResource': return { StackResourceDetail: { LogicalResourceId: input.LogicalResourceId, PhysicalResourceId: 'shop' } };
      case 'GetJobDetails': return { jobDetails: { data: { pipelineContext: { pipelineName: 'shop', pipelineExecutionId: known } } } };
      case 'GetPipelineExecution': return this.world.executionType
        ? { pipelineExecution: { executionType: this.world.executionType } }
        : emulator.call(service, operation, { ...input, pipelineExecutionId: known });
      case 'ListActionExecutions': return { actionExecutionDetails: this.world.actions ?? [action('Deploy', 'Succeeded')] };
      case 'PutJobSuccessResult':
      case 'PutJobFailureResult': return {};
      default: throw new Error(`${service} ${operation} is not expected`);
    }
  }
}

describe('the bake gate', () => {
  const gate = (alarms = ['quiet'], minutes = 10) => ({ alarms, minutes });

  test('asks to be called again, and passes after the time', async () => {
    const release = new Release();
    await release.call(bake, gate());
    const [{ operation, input }] = release.answers;
    expect(operation).toBe('PutJobSuccessResult');
    expect(JSON.parse(input.continuationToken)).toEqual({ since: START, until: START + 15 * MINUTE });
    expect(input.executionDetails.summary).toBe('no alarm has fired; 10 minutes to go');

    release.clock += 10 * MINUTE;
    expect(await release.call(bake, gate(), input.continuationToken, 'another-job')).toEqual({ passed: 'no alarm has fired since the stage began' });
    expect(release.answers[1]).toEqual({
      operation: 'PutJobSuccessResult', input: { jobId: 'another-job', executionDetails: { summary: 'no alarm has fired since the stage began' } },
    });
  });

  test('fails the job at once for an alarm that fired and cleared since the stage began', async () => {
    const release = new Release({ history: { quiet: [change('OK', 'ALARM'), change('ALARM')] } });
    await release.call(bake, gate());
    expect(release.answers).toEqual([{
      operation: 'PutJobFailureResult',
      input: { jobId: JOB, failureDetails: { type: 'JobFailed', message: 'alarms have fired since the stage began: quiet' } },
    }]);
    const [asked] = release.callsOf('DescribeAlarmHistory');
    expect(asked).toMatchObject({ AlarmName: 'quiet', HistoryItemType: 'StateUpdate', StartDate: new Date(START), EndDate: new Date(START + 5 * MINUTE) });
  });

  test('looks from the beginning of the stage on, not from the end of it, and at this stage only', async () => {
    const release = new Release({
      actions: [action('Smoke', 'Succeeded', 4), action('Deploy', 'Succeeded', 1), action('Deploy', 'Failed', 0), action('Build', 'Succeeded', -30, 'Build')],
    });
    await release.call(bake, gate());
    expect(release.callsOf('DescribeAlarmHistory')[0].StartDate).toEqual(new Date(START + 1 * MINUTE));
  });

  test('lets an alarm that fired before clear, and fails when it does not', async () => {
    const release = new Release();
    const first = await release.call(bake, gate(['quiet', 'loud']));
    expect(first.waits).toBe('fired before already: loud; 10 minutes to go');
    release.clock += 10 * MINUTE;
    const last = await release.call(bake, gate(['quiet', 'loud']), release.answers[0].input.continuationToken);
    expect(last).toEqual({ failed: 'alarms that fired before the stage began still do: loud' });
    expect(release.answers[1].operation).toBe('PutJobFailureResult');
  });

  test('fails for an alarm that does not exist: it watches nothing', async () => {
    expect(await new Release().call(bake, gate(['quiet', 'gone']))).toEqual({ failed: 'alarms that do not exist watch nothing: gone' });
  });

  test('reads all pages of the history, and a summary where the data are unreadable', async () => {
    const pages = [{ AlarmHistoryItems: [change('OK')], NextToken: 'more' }, { AlarmHistoryItems: [{ HistoryData: 'x', HistorySummary: 'Alarm updated from OK to ALARM' }] }];
    const release = new Release({ answers: { DescribeAlarmHistory: pages } });
    expect((await release.call(bake, gate())).failed).toContain('quiet');
    expect(release.callsOf('DescribeAlarmHistory')[1].NextToken).toBe('more');
  });

  test('lets a rollback pass: there is nothing better to go back to', async () => {
    const release = new Release({ executionType: 'ROLLBACK', history: { quiet: [change('ALARM')] } });
    expect(await release.call(bake, gate())).toEqual({ passed: 'this execution is itself a rollback: there is nothing better to go back to' });
  });

  test('is called twice with the same job and answers the same', async () => {
    const release = new Release();
    await release.call(bake, gate());
    await release.call(bake, gate());
    expect(release.answers[1]).toEqual(release.answers[0]);
  });

  test('goes on where it was, also after calls that came too late or in another order', async () => {
    const release = new Release();
    const token = JSON.stringify({ since: START, until: START + 6 * MINUTE });
    release.clock = START + 7 * MINUTE;
    expect((await release.call(bake, gate(), token)).passed).toBeDefined();
    release.clock = START + 5 * MINUTE;
    expect((await release.call(bake, gate(), token)).waits).toBe('no alarm has fired; 1 minutes to go');
    expect(release.callsOf('ListActionExecutions')).toEqual([]);
  });

  test('takes no release back because AWS is busy: it tries again', async () => {
    const release = new Release({ answers: { DescribeAlarms: [problem('AccessDeniedException')] } });
    const first = await release.call(bake, gate());
    expect(first.waits).toBe('tries again: AccessDeniedException it is');
    expect(JSON.parse(release.answers[0].input.continuationToken)).toEqual({ until: START + 15 * MINUTE });
  });

  test('gives up ten minutes after the end, and takes it back then', async () => {
    const release = new Release({ answers: { DescribeAlarms: [problem('AccessDeniedException')] } });
    release.clock = START + 20 * MINUTE;
    const last = await release.call(bake, gate(), JSON.stringify({ since: START, until: START + 10 * MINUTE }));
    expect(last.failed).toBe('it could not be found out whether the release is well: AccessDeniedException it is');
    expect(release.answers[0].operation).toBe('PutJobFailureResult');
  });

  test('waits for the actions to be known', async () => {
    expect((await new Release({ actions: [] }).call(bake, gate())).waits).toBe('tries again: no action of Prod is known yet');
  });

  test.each([
    ['{', 'UserParameters must be JSON of ours'],
    ['null', 'UserParameters must be JSON of ours'],
    ['{"minutes":"x","alarms":[]}', "the parameters must have 'minutes' and 'alarms'"],
    ['{"minutes":1}', "the parameters must have 'minutes' and 'alarms'"],
  ])('fails the job for parameters like %s', async (parameters, message) => {
    const release = new Release();
    await release.call(bake, parameters);
    expect(release.answers).toEqual([{ operation: 'PutJobFailureResult', input: { jobId: JOB, failureDetails: { type: 'JobFailed', message: expect.stringContaining(message) } } }]);
  });

  test('fails the job for a token of somebody else', async () => {
    const release = new Release();
    await release.call(bake, gate(), 'not-ours');
    expect(release.answers[0].input.failureDetails.message).toContain('the continuation token must be JSON of ours');
  });
});

describe('the rollback decision', () => {
  const decide = { deploy: ['Deploy'] };

  test('fails the job, so that the stage goes back, when a test failed after the deployment went well', async () => {
    const release = new Release({ actions: [action('Smoke', 'Failed', 2), action('Deploy', 'Succeeded')] });
    await release.call(rollback, decide);
    expect(release.answers).toEqual([{
      operation: 'PutJobFailureResult',
      input: { jobId: JOB, failureDetails: { type: 'JobFailed', message: 'the release was deployed, and then failed: Smoke. The stage goes back' } },
    }]);
  });

  test.each([
    ['Failed', [action('Deploy', 'Failed')]],
    ['InProgress', [action('Deploy', 'InProgress')]],
    ['Abandoned', [action('Deploy', 'Abandoned')]],
    ['unknown', []],
    ['tried again and Failed', [action('Deploy', 'Failed', 9), action('Smoke', 'Failed', 3), action('Deploy', 'Succeeded', 1)]],
    ['in another stage', [action('Deploy', 'Succeeded', 0, 'Staging')]],
  ])('passes, so that nothing is deployed twice, when the deployment is %s', async (_what, actions) => {
    const release = new Release({ actions });
    expect((await release.call(rollback, decide)).passed).toBe('not deployed, or restored by what deploys it: Deploy');
    expect(release.answers).toEqual([{ operation: 'PutJobSuccessResult', input: { jobId: JOB, executionDetails: { summary: expect.any(String) } } }]);
  });

  test('fails the job when the deployment went well the second time', async () => {
    const release = new Release({ actions: [action('Smoke', 'Failed', 9), action('Deploy', 'Succeeded', 8), action('Deploy', 'Failed', 1)] });
    expect((await release.call(rollback, decide)).failed).toContain('Smoke');
  });

  test('needs all deployments to have gone well', async () => {
    const release = new Release({ actions: [action('One', 'Succeeded'), action('Two', 'Failed')] });
    expect((await release.call(rollback, { deploy: ['One', 'Two'] })).passed).toContain('Two');
  });

  test('does not take a rollback back', async () => {
    const release = new Release({ executionType: 'ROLLBACK', actions: [action('Smoke', 'Failed'), action('Deploy', 'Succeeded')] });
    expect((await release.call(rollback, decide)).passed).toBe('this execution is itself a rollback, which is not taken back');
  });

  test('reads all pages of the actions', async () => {
    const pages = [{ actionExecutionDetails: [action('Smoke', 'Failed')], nextToken: 'more' }, { actionExecutionDetails: [action('Deploy', 'Succeeded')] }];
    const release = new Release({ answers: { ListActionExecutions: pages } });
    expect((await release.call(rollback, decide)).failed).toContain('Smoke');
    expect(release.callsOf('ListActionExecutions')).toEqual([
      { pipelineName: 'shop', filter: { pipelineExecutionId: EXECUTION } }, { pipelineName: 'shop', filter: { pipelineExecutionId: EXECUTION }, nextToken: 'more' },
    ]);
  });

  test('takes the stage back when it cannot find out', async () => {
    const release = new Release({ answers: { ListActionExecutions: [problem('AccessDeniedException')] } });
    await release.call(rollback, decide);
    expect(release.answers[0].operation).toBe('PutJobFailureResult');
  });

  test('asks CloudFormation for the name of the pipeline, and the job for the execution when its variable was not filled in', async () => {
    const usual = new Release({ actions: [] });
    await usual.call(rollback, decide);
    expect(usual.callsOf('DescribeStackResource')).toEqual([{ StackName: expect.stringContaining('stack/Shop'), LogicalResourceId: 'Plain1' }]);
    expect(usual.callsOf('GetJobDetails')).toEqual([]);

    const unusual = new Release({ actions: [] });
    await unusual.call(rollback, { ...decide, execution: '#{codepipeline.PipelineExecutionId}' });
    expect(unusual.callsOf('GetJobDetails')).toEqual([{ jobId: JOB }]);
    expect(unusual.callsOf('DescribeStackResource')).toEqual([]);
    expect(unusual.callsOf('ListActionExecutions')[0].filter.pipelineExecutionId).toBe(known);
  });

  test('takes the stage back when nobody knows the execution', async () => {
    const release = new Release({ answers: { GetJobDetails: [{ jobDetails: { data: {} } }] } });
    expect((await release.call(rollback, { ...decide, execution: '#{x}' })).failed).toContain('CodePipeline does not say which execution this is');
  });
});

describe.each([['the bake gate', bake, { alarms: ['quiet'], minutes: 1 }], ['the rollback decision', rollback, { deploy: ['Deploy'] }]])('%s', (_what, handler, parameters) => {
  test.each(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'ServiceUnavailable', 'InternalFailure'])('tries again after %s, longer each time', async (name) => {
    const release = new Release({ answers: { GetPipelineExecution: [problem(name), problem(name), { pipelineExecution: {} }] } });
    await release.call(handler, parameters);
    expect(release.pauses).toEqual([200, 400]);
    expect(release.answers).toHaveLength(1);
  });

  test('answers also when the answer is throttled', async () => {
    const busy = { PutJobSuccessResult: [problem('ThrottlingException'), {}], PutJobFailureResult: [problem('ThrottlingException'), {}] };
    const release = new Release({ answers: busy });
    await release.call(handler, parameters);
    expect(release.answers).toHaveLength(2);
    expect(release.answers[1]).toEqual(release.answers[0]);
  });

  test('does not try for ever', async () => {
    const release = new Release({ answers: { GetPipelineExecution: [problem('ThrottlingException')] } });
    await release.call(handler, parameters);
    expect(release.callsOf('GetPipelineExecution')).toHaveLength(6);
    expect(release.pauses.reduce((sum, pause) => sum + pause)).toBeLessThan(10_000);
    expect(release.answers).toHaveLength(1);
  });

  test.each(['InvalidJobStateException', 'JobNotFoundException'])('is content when a job had its answer: %s', async (name) => {
    const release = new Release({ answers: { PutJobSuccessResult: [problem(name)], PutJobFailureResult: [problem(name)] } });
    await release.call(handler, parameters);
    expect(release.lines[1]).toMatchObject({ consequence: 'the job had its answer before' });
  });

  test('fails when it cannot answer, so that Lambda calls it again', async () => {
    const refused = [problem('AccessDeniedException')];
    await expect(new Release({ answers: { PutJobSuccessResult: refused, PutJobFailureResult: refused } }).call(handler, parameters)).rejects.toThrow('AccessDeniedException');
  });

  test.each([{}, { 'CodePipeline.job': {} }, { Records: [] }])('says of %j that it is no job', async (event) => {
    const release = new Release();
    expect(await release.run(handler, event)).toBeUndefined();
    expect(release.lines).toEqual([{ problem: 'the call is no job of CodePipeline', consequence: 'it is not answered' }]);
    expect(release.calls).toEqual([]);
  });

  test('keeps the texts as short as AWS wants them', async () => {
    const name = 'x'.repeat(6000);
    const release = new Release({ answers: { GetPipelineExecution: [new Error(name)] } });
    await release.call(handler, parameters);
    const [{ input }] = release.answers;
    expect((input.failureDetails?.message ?? input.executionDetails.summary).length).toBeLessThanOrEqual(input.failureDetails ? 5000 : 2048);
  });
});

test('what the handlers ask of AWS is what its APIs take', () => {
  const script = `
import json, sys, botocore.session, botocore.validate
session = botocore.session.get_session()
models = {}
for call in json.load(sys.stdin):
    service = call['service'].lower()
    model = models.setdefault(service, session.get_service_model(service))
    report = botocore.validate.ParamValidator().validate(call['input'], model.operation_model(call['operation']).input_shape)
    if report.has_errors(): print(call['operation'], report.generate_report())
`;
  expect(requests.length).toBeGreaterThan(100);
  const { stdout, stderr, status } = spawnSync(venvBin('python'), ['-c', script], { input: JSON.stringify(requests), encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
});
