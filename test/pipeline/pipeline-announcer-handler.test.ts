import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Emulator } from '../support/emulator';

const HANDLERS = join(__dirname, '../../handlers');
const { run } = jest.requireActual<{ run(event: any, outside: object): Promise<{ result: string }> }>(join(HANDLERS, 'pipeline-announcer/index'));
const { run: forward } = jest.requireActual<{ run(event: object, outside: object): Promise<any> }>(join(HANDLERS, 'alert-destinations/index'));

const ACCOUNT = '123456789012';
const PIPELINE = `arn:aws:codepipeline:eu-west-1:${ACCOUNT}:shop`;
const COMMIT = '9f2c1e0a4b6d8f0e1a2b3c4d5e6f708192a3b4c5';
const TIMELINE = 'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/executions/e-1/timeline?region=eu-west-1';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
  for (const name of ['Chat', 'OnCall']) {
    await emulator.callForm('sns', '2010-03-31', { Action: 'CreateTopic', Name: name });
    await emulator.call('SQS', 'CreateQueue', { QueueName: name });
    await emulator.callForm('sns', '2010-03-31', { Action: 'Subscribe', TopicArn: topic(name), Protocol: 'sqs', Endpoint: `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}` });
  }
}, 40_000);
afterAll(() => emulator.stop());

const topic = (name: string) => `arn:aws:sns:eu-west-1:${ACCOUNT}:${name}`;

/** What a topic has said since the last look, as queues get it. */
async function heardBy(name: string): Promise<string[]> {
  const QueueUrl = `http://localhost/${ACCOUNT}/${name}`;
  const { Messages = [] } = await emulator.call('SQS', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
  await Promise.all(Messages.map(({ ReceiptHandle }: any) => emulator.call('SQS', 'DeleteMessage', { QueueUrl, ReceiptHandle })));
  return Messages.map(({ Body }: any) => Body);
}

let execution: any;
let actions: any[];
let failures: Record<string, Error[]>;
let lines: any[];
let published: any[];
beforeEach(() => {
  execution = {
    pipelineExecutionId: 'e-1',
    executionType: 'STANDARD',
    artifactRevisions: [{ name: 'Source', revisionId: COMMIT, revisionSummary: '{"ProviderType":"GitHub","CommitMessage":"Take cards\\n\\nmore"}', revisionUrl: 'https://example.com/commit' }],
  };
  actions = [];
  failures = {};
  lines = [];
  published = [];
});

/** Topics are the emulator's; of CodePipeline, which it does not know, answers are recorded. */
async function aws(service: string, operation: string, input: any): Promise<any> {
  const failure = failures[operation]?.shift();
  if (failure) { throw failure; }
  if (service === 'SNS') {
    published.push(input);
    return emulator.callForm('sns', '2010-03-31', { Action: operation, ...input });
  }
  expect(input).toMatchObject({ pipelineName: 'shop' });
  if (operation === 'GetPipelineExecution') { return { pipelineExecution: execution }; }
  const from = Number(input.nextToken ?? 0);
  return { actionExecutionDetails: actions.slice(from, from + 2), nextToken: from + 2 < actions.length ? String(from + 2) : undefined };
}

const failure = (name: string) => Object.assign(new Error(name), { name });

function happened(event: string, more: object = {}) {
  return {
    event, severity: 'warning', topics: [topic('Chat')], pipeline: 'shop', pipelineArn: PIPELINE, execution: 'e-1', time: '2026-11-25T09:00:00Z', stage: 'Production', ...more,
  };
}

const take = (event: any) => run(event, { aws, print: (line: object) => lines.push(line) });

/** What was published to a topic last, by who gets it. */
async function told(event: any): Promise<{ subject: string; email: string; sms: string; chat: any }> {
  expect(await take(event)).toEqual({ result: 'told' });
  const { Subject, MessageStructure, Message } = published[published.length - 1];
  expect(MessageStructure).toBe('json');
  const { default: chat, email, sms } = JSON.parse(Message);
  return { subject: Subject, email, sms, chat: JSON.parse(chat) };
}

function action(stageName: string, actionName: string, status: string, more: any = {}) {
  return { stageName, actionName, status, input: { actionTypeId: { category: 'Build' } }, output: {}, ...more };
}

const asking = (status = 'InProgress', more: any = {}) => action('Approval', 'Approve', status, {
  input: { actionTypeId: { category: 'Approval' }, resolvedConfiguration: { CustomData: 'Commit 9f2c waits. 3 resources change.', ExternalEntityLink: 'https://staging.example.com' } }, ...more,
});

const built = action('Build', 'DockerImage', 'Succeeded', { output: { outputVariables: { IMAGE: 'registry/web@sha256:1234' } } });

describe('an approval that waits', () => {
  const waiting = happened('approval-waiting', { stage: 'Approval', action: 'Approve' });

  test('is told with what changes and where to answer', async () => {
    actions = [asking(), action('Staging', 'Deploy', 'Succeeded'), built];
    const { subject, email, sms, chat } = await told(waiting);
    const view = 'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/view?region=eu-west-1';
    expect(subject).toBe('shop: a release waits for approval');
    expect(sms).toBe('shop: a release waits for approval');
    expect(email).toBe([
      'Commit 9f2c waits. 3 resources change.', '9f2c1e0a4b6d: Take cards (https://example.com/commit)', 'Image: registry/web@sha256:1234',
      'To help you decide: https://staging.example.com', '', 'Approve or reject it:', view, '',
    ].join('\n'));
    expect(chat).toEqual({
      version: '1.0',
      source: 'custom',
      id: expect.stringMatching(/^[0-9a-f]{36}$/),
      content: {
        textType: 'client-markdown',
        title: 'shop: a release waits for approval',
        description: expect.stringContaining('Take cards'),
        nextSteps: [`Approve or reject it: ${view}`],
        keywords: ['shop', 'Approval'],
      },
      metadata: {
        threadId: 'shop-e-1',
        summary: 'shop: a release waits for approval',
        eventType: 'approval-waiting',
        relatedResources: [PIPELINE],
        additionalContext: {
          title: 'shop: a release waits for approval', text: expect.any(String), url: view, severity: 'warning', pipeline: 'shop', execution: 'e-1', stage: 'Approval', time: '2026-11-25T09:00:00Z',
        },
      },
    });
  });

  test.each(['Succeeded', 'Failed', 'Abandoned'])('is not told late, when it has %s', async (status) => {
    actions = [asking(status)];
    expect(await take(waiting)).toEqual({ result: 'nothing to tell' });
    expect(published).toEqual([]);
  });

  test('is told even before CodePipeline lists it', async () => {
    expect((await told(waiting)).email).toContain('Take cards');
  });

  test('calls no channel and passes no link for one of ours, whatever a commit says', async () => {
    execution.artifactRevisions[0] = { revisionId: COMMIT, revisionSummary: '<!channel> <https://evil.example.com|Approve> & "$(id)"', revisionUrl: 'javascript:alert(1)' };
    const { chat, email } = await told(waiting);
    expect(chat.content.description).toBe('9f2c1e0a4b6d: &lt;!channel&gt; &lt;https://evil.example.com|Approve&gt; &amp; "$(id)"');
    expect(email).not.toContain('javascript:');
  });
});

describe('a failure', () => {
  const refused = { errorDetails: { code: 'JobFailed', message: 'Amazon ECS rolled back.' }, externalExecutionUrl: 'https://console.example.com/build' };

  test('is told with what failed and why', async () => {
    actions = [action('Production', 'Deploy', 'Failed', { output: { executionResult: refused } }), action('Staging', 'Deploy', 'Failed'), built];
    const { email, chat } = await told(happened('production-failed', { severity: 'critical' }));
    expect(email).toBe(['Deploy: Amazon ECS rolled back. https://console.example.com/build', '9f2c1e0a4b6d: Take cards (https://example.com/commit)',
      'Image: registry/web@sha256:1234', '', 'See what failed:', TIMELINE, ''].join('\n'));
    expect(chat.metadata.additionalContext).toMatchObject({ incident: `${PIPELINE}/Production`, severity: 'critical' });
  });

  test('of a condition has no action that failed', async () => {
    expect((await told(happened('production-failed'))).email).toContain('No action failed: a condition of the stage was not met.');
  });

  test('of a rollback says so', async () => {
    execution.executionType = 'ROLLBACK';
    expect((await told(happened('production-failed'))).subject).toBe('shop: the rollback of Production failed');
  });

  test('that is a rejection says who and why, and is no incident', async () => {
    actions = [asking('Failed', { updatedBy: 'arn:aws:sts::1:assumed-role/reviewers/ada', output: { executionResult: { externalExecutionSummary: 'Not today.' } } })];
    const { subject, email, chat } = await told(happened('stage-failed', { stage: 'Approval' }));
    expect(subject).toBe('shop: a release was rejected, or nobody answered');
    expect(email).toContain('Approve: Not today. by arn:aws:sts::1:assumed-role/reviewers/ada');
    expect(chat.metadata.additionalContext).not.toHaveProperty('incident');
  });

  test('that is a stale approval is no news', async () => {
    actions = [asking('Failed', { output: { executionResult: { externalExecutionSummary: 'Superseded: execution e-2 can be approved and brings this change along.' } } })];
    expect(await take(happened('stage-failed', { stage: 'Approval' }))).toEqual({ result: 'nothing to tell' });
    expect(published).toEqual([]);
  });

  test('is found in a long pipeline, page by page', async () => {
    actions = [...Array.from({ length: 5 }, (_, index) => action('Test', `Scan${index}`, 'Succeeded')), action('Production', 'Smoke', 'Failed')];
    expect((await told(happened('production-failed'))).email).toContain('Smoke: failed without a reason');
  });
});

describe('a rollback', () => {
  test.each([['AutomatedRollback', 'CodePipeline brings the last release back'], ['ManualRollback', 'Somebody brings an older release back.']])('that is an %s is told', async (triggerType, text) => {
    execution = { ...execution, executionType: 'ROLLBACK', trigger: { triggerType }, rollbackMetadata: { rollbackTargetPipelineExecutionId: 'e-0' } };
    const { email } = await told(happened('rollback-began', { stage: undefined }));
    expect(email).toContain(text);
    expect(email).toContain('Back to execution e-0.');
  });

  test('is not what every execution is that starts', async () => {
    expect(await take(happened('rollback-began', { stage: undefined }))).toEqual({ result: 'nothing to tell' });
  });

  test('that went well is not told as a release', async () => {
    execution.executionType = 'ROLLBACK';
    expect((await told(happened('succeeded', { stage: undefined }))).subject).toBe('shop: rolled back');
  });
});

test('a release that went well is told with its commit', async () => {
  execution.artifactRevisions[0].revisionSummary = 'Take cards';
  const { subject, email } = await told(happened('succeeded', { stage: undefined }));
  expect(subject).toBe('shop: released');
  expect(email).toBe(`9f2c1e0a4b6d: Take cards (https://example.com/commit)\n\nSee the release:\n${TIMELINE}\n`);
});

describe('an event', () => {
  test('that comes twice has the same id, and another one another', async () => {
    const idOf = async (event: any) => (await told(event)).chat.id;
    const one = await idOf(happened('succeeded'));
    const again = await idOf(happened('succeeded'));
    const later = await idOf(happened('succeeded', { time: '2026-11-25T10:00:00Z' }));
    expect(again).toBe(one);
    expect(later).not.toBe(one);
  });

  test('is told once to a topic that hears when another one does not', async () => {
    failures.Publish = [failure('NotFound')];
    expect(await take(happened('succeeded', { topics: [topic('Gone'), topic('Chat')] }))).toEqual({ result: 'told' });
    expect(published.map(({ TopicArn }) => TopicArn)).toEqual([topic('Chat')]);
    expect(lines[0]).toMatchObject({ problem: `${topic('Gone')}: NotFound` });
  });

  test.each(['GetPipelineExecution', 'ListActionExecutions', 'Publish'])('is tried again when %s is throttled', async (operation) => {
    failures[operation] = [failure('ThrottlingException')];
    await expect(take(happened('succeeded'))).rejects.toThrow('ThrottlingException');
    expect(await take(happened('succeeded'))).toEqual({ result: 'told' });
  });

  test.each(['PipelineNotFoundException', 'PipelineExecutionNotFoundException'])('of what is gone is no news: %s', async (name) => {
    failures.GetPipelineExecution = [failure(name)];
    expect(await take(happened('succeeded'))).toEqual({ result: 'nothing to tell' });
  });

  test.each<[string, any]>([
    ['nothing', undefined], ['a text', 'shop'], ['no topic', happened('succeeded', { topics: [] })], ['no topics', happened('succeeded', { topics: 'all' })],
    ['no execution', happened('succeeded', { execution: '' })],
  ])('is ignored when it says %s', async (_, event) => {
    expect(await take(event)).toEqual({ result: 'ignored' });
  });

  test('of another kind is no news', async () => {
    expect(await take(happened('toString'))).toEqual({ result: 'nothing to tell' });
  });

  test('in China has its own console', async () => {
    const { email } = await told(happened('succeeded', { pipelineArn: PIPELINE.replace('arn:aws:', 'arn:aws-cn:').replace('eu-west-1', 'cn-north-1') }));
    expect(email).toContain('https://cn-north-1.console.amazonaws.cn/codesuite/');
  });
});

describe('what is announced, by HTTPS', () => {
  let asked: any[];
  let server: http.Server;
  let url: string;
  beforeEach(async () => {
    asked = [];
    server = http.createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => { text += chunk; });
      request.on('end', () => { asked.push({ headers: request.headers, body: JSON.parse(text) }); response.writeHead(202).end('{}'); });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    await heardBy('OnCall');
  });
  afterEach(() => { server.close(); server.closeAllConnections(); });

  /** Sends what a topic said on, as the router's function does. */
  async function forwarded(kind: string, event: any): Promise<any> {
    await take({ ...event, topics: [topic('OnCall')] });
    const [body] = await heardBy('OnCall');
    const queue = `arn:aws:sqs:eu-west-1:${ACCOUNT}:OnCall`;
    const printed: any[] = [];
    const { batchItemFailures } = await forward({ Records: [{ messageId: 'm', body, eventSourceARN: queue }] }, {
      aws: (_service: string, operation: string) => { if (operation === 'GetSecretValue') { return { SecretString: 'key' }; } throw new Error(operation); },
      print: (line: object) => printed.push(line),
      now: () => Date.now(),
      settings: { destinations: [{ queue, kind, url, ...kind !== 'webhook' && { secret: `secret-${kind}` } }], topics: [] },
    });
    expect(batchItemFailures).toEqual([]);
    expect(printed[0].result).toBe('delivered');
    return printed[0];
  }

  const broken = happened('production-failed', { severity: 'critical' });

  test('reaches a webhook with everything, as it was before anything was escaped', async () => {
    execution.artifactRevisions[0].revisionSummary = 'a < b';
    await forwarded('webhook', broken);
    expect(asked[0].body).toMatchObject({
      version: '1',
      event: 'production-failed',
      title: 'shop: Production failed',
      severity: 'critical',
      changedAt: '2026-11-25T09:00:00Z',
      pipeline: 'shop',
      execution: 'e-1',
      stage: 'Production',
      consoleUrl: TIMELINE,
      text: expect.stringContaining('a < b'),
    });
    expect(asked[0].headers['idempotency-key']).toBe(asked[0].body.id);
  });

  test('opens an incident in PagerDuty when something is wrong, one for each stage', async () => {
    await forwarded('pagerDuty', broken);
    expect(asked[0].body).toMatchObject({
      event_action: 'trigger', dedup_key: `${PIPELINE}/Production`, client: 'AWS CodePipeline', payload: { severity: 'critical', source: `${PIPELINE}/Production`, summary: expect.stringContaining('shop: Production failed') },
    });
  });

  test('opens an alert in Opsgenie when something is wrong', async () => {
    await forwarded('opsgenie', broken);
    expect(asked[0].body).toMatchObject({ alias: `${PIPELINE}/Production`, message: 'shop: Production failed', source: 'AWS CodePipeline', priority: 'P1' });
  });

  test.each(['pagerDuty', 'opsgenie'])('leaves %s alone when nothing is wrong, and no dead letter behind', async (kind) => {
    expect(await forwarded(kind, happened('succeeded'))).toMatchObject({ steps: [], note: 'nothing is wrong' });
    expect(asked).toEqual([]);
  });
});
