import { join } from 'node:path';

const { run } = jest.requireActual<{ run(event: any, outside: object): Promise<{ result: string }> }>(join(__dirname, '../../handlers/stale-approvals/index'));

const TOKEN = '1a2b3c4d-573f-4ea7-a67e-9d0f6f7c0001';
const EVENT = { pipeline: 'shop', stage: 'Approval', action: 'Approve', execution: 'new' };

/** What CodePipeline knows; answers are shaped as the API gives them, since no emulator knows the state of a pipeline. */
class RecordedPipeline {
  public readonly calls: [string, any][] = [];
  public approval: any = { status: 'InProgress', token: TOKEN };
  public waiting = 'old';
  public inbound: string[] = [];
  public failures: Record<string, string> = {};
  public executions = [execution('new', 20), execution('old', 10)];

  public aws = async (service: string, operation: string, input: any): Promise<any> => {
    expect(service).toBe('CodePipeline');
    this.calls.push([operation, input]);
    const failure = this.failures[operation];
    if (failure) { throw Object.assign(new Error('no'), { name: failure }); }
    switch (operation) {
      case 'GetPipelineState': return this.state();
      case 'ListPipelineExecutions': return this.page(Number(input.nextToken ?? 0), input.maxResults);
      case 'PutApprovalResult': return this.answer(input);
      default: throw new Error(operation);
    }
  };

  public get rejected(): any[] {
    return this.calls.filter(([operation]) => operation === 'PutApprovalResult').map(([, input]) => input);
  }

  private state(): object {
    return {
      pipelineName: 'shop',
      stageStates: [
        { stageName: 'Build', latestExecution: { pipelineExecutionId: 'new', status: 'Succeeded' }, actionStates: [{ actionName: 'Approve', latestExecution: { status: 'InProgress' } }] },
        {
          stageName: 'Approval',
          inboundExecutions: this.inbound.map((pipelineExecutionId) => ({ pipelineExecutionId, status: 'InProgress' })),
          latestExecution: { pipelineExecutionId: this.waiting, status: 'InProgress' },
          actionStates: [{ actionName: 'Approve', latestExecution: this.approval }],
        },
      ],
    };
  }

  private page(from: number, size: number): object {
    const nextToken = from + size < this.executions.length ? String(from + size) : undefined;
    return { pipelineExecutionSummaries: this.executions.slice(from, from + size), nextToken };
  }

  /** The first answer counts, and the next in the queue comes in. */
  private answer({ token }: any): object {
    if (token !== this.approval.token || this.approval.status !== 'InProgress') {
      throw Object.assign(new Error('no'), { name: 'InvalidApprovalTokenException' });
    }
    this.approval = { status: 'Failed' };
    return {};
  }
}

function execution(pipelineExecutionId: string, minute: number, more: object = {}) {
  return { pipelineExecutionId, status: 'InProgress', executionType: 'STANDARD', startTime: new Date(Date.UTC(2026, 10, 25, 9, minute)), ...more };
}

let pipeline: RecordedPipeline;
let lines: any[];
beforeEach(() => {
  pipeline = new RecordedPipeline();
  lines = [];
});

const take = (event: any = EVENT) => run(event, { aws: pipeline.aws, print: (line: object) => lines.push(line) });

describe('a newer execution that can be approved', () => {
  test('has the older one rejected, by the token of that one request', async () => {
    expect(await take()).toEqual({ result: 'rejected' });
    expect(pipeline.rejected).toEqual([{
      pipelineName: 'shop',
      stageName: 'Approval',
      actionName: 'Approve',
      token: TOKEN,
      result: { status: 'Rejected', summary: 'Superseded: execution new can be approved and brings this change along.' },
    }]);
    expect(lines).toEqual([{ result: 'rejected', pipeline: 'shop', execution: 'new', pending: 'old', newer: 'new' }]);
  });

  test('never approves anything', async () => {
    await take();
    expect(pipeline.rejected.map(({ result }) => result.status)).toEqual(['Rejected']);
  });

  test('rejects once, however often the event comes', async () => {
    await take();
    expect(await take()).toEqual({ result: 'nothing waits' });
    expect(pipeline.rejected).toHaveLength(1);
  });

  test('is found behind hundreds of others', async () => {
    const others = Array.from({ length: 250 }, (_, index) => execution(`other-${index}`, 19, { status: 'Failed' }));
    pipeline.executions = [execution('new', 20), ...others, execution('old', 10)];
    expect(await take()).toEqual({ result: 'rejected' });
    expect(pipeline.calls.filter(([operation]) => operation === 'ListPipelineExecutions')).toHaveLength(3);
  });

  test('is found in the queue although its own event was lost', async () => {
    pipeline.inbound = ['new'];
    expect(await take({ ...EVENT, execution: 'old' })).toEqual({ result: 'rejected' });
  });

  test('is named as the newest of several', async () => {
    pipeline.executions = [execution('newest', 30), execution('new', 20), execution('old', 10)];
    pipeline.inbound = ['new', 'newest'];
    await take();
    expect(pipeline.rejected[0].result.summary).toContain('execution newest');
  });
});

describe('what waits is left to people', () => {
  test.each<[string, (state: RecordedPipeline) => void, string]>([
    ['when it is itself what came so far', (state) => { state.waiting = 'new'; }, 'kept'],
    ['when the event is late and something newer waits by now', (state) => { state.waiting = 'newest'; state.executions.unshift(execution('newest', 30)); }, 'kept'],
    ['when the newer one has failed since', (state) => { state.executions[0].status = 'Failed'; }, 'kept'],
    ['when the newer one has been stopped since', (state) => { state.executions[0].status = 'Stopping'; }, 'kept'],
    ['when the newer one is a rollback, which brings something old back', (state) => { state.executions[0].executionType = 'ROLLBACK'; }, 'kept'],
    ['when a newer one has only begun', (state) => { state.executions[0].pipelineExecutionId = 'begun'; }, 'kept'],
    ['when it is not among the executions', (state) => { state.executions.pop(); }, 'kept'],
    ['when both started at the same time', (state) => { state.executions[0].startTime = state.executions[1].startTime; }, 'kept'],
    ['when nothing is listed', (state) => { state.executions = []; }, 'kept'],
    ['when it is approved already', (state) => { state.approval = { status: 'Succeeded' }; }, 'nothing waits'],
    ['when the approval has not been asked for', (state) => { state.approval = undefined; }, 'nothing waits'],
    ['when there is no token', (state) => { state.approval = { status: 'InProgress' }; }, 'nothing waits'],
  ])('%s', async (_, prepare, result) => {
    prepare(pipeline);
    expect(await take()).toEqual({ result });
    expect(pipeline.rejected).toEqual([]);
  });
});

describe('somebody is quicker', () => {
  test.each(['InvalidApprovalTokenException', 'ApprovalAlreadyCompletedException', 'StageNotFoundException', 'ActionNotFoundException'])(
    'and the answer is refused with %s: that is no failure', async (name) => {
      pipeline.failures.PutApprovalResult = name;
      expect(await take()).toEqual({ result: 'decided meanwhile' });
      expect(lines[0]).toMatchObject({ reason: name });
    });

  test('and the pipeline is gone: that is no failure', async () => {
    pipeline.failures.GetPipelineState = 'PipelineNotFoundException';
    expect(await take()).toEqual({ result: 'decided meanwhile' });
  });

  test('between the look and the answer: the token of the next request is not hit', async () => {
    const { aws } = pipeline;
    const outside = {
      print: () => {},
      aws: async (service: string, operation: string, input: any) => {
        if (operation === 'PutApprovalResult') { pipeline.approval = { status: 'InProgress', token: 'of the next one' }; }
        return aws(service, operation, input);
      },
    };
    expect(await run(EVENT, outside)).toEqual({ result: 'decided meanwhile' });
    expect(pipeline.approval.status).toBe('InProgress');
  });
});

describe('a call that cannot be answered', () => {
  test.each(['GetPipelineState', 'ListPipelineExecutions', 'PutApprovalResult'])('fails when %s is throttled, so that it is called again', async (operation) => {
    pipeline.failures[operation] = 'ThrottlingException';
    await expect(take()).rejects.toThrow('no');
    pipeline.failures = {};
    expect(await take()).toEqual({ result: 'rejected' });
  });

  test('fails when it may not answer', async () => {
    pipeline.failures.PutApprovalResult = 'AccessDeniedException';
    await expect(take()).rejects.toThrow('no');
  });

  test.each<[string, any]>([
    ['nothing', undefined], ['a text', 'shop'], ['no execution', { ...EVENT, execution: undefined }], ['numbers', { ...EVENT, pipeline: 1 }], ['empty texts', { ...EVENT, stage: '' }],
  ])('is ignored when it says %s', async (_, event) => {
    expect(await take(event ?? {})).toEqual({ result: 'ignored' });
    expect(pipeline.calls).toEqual([]);
  });
});
