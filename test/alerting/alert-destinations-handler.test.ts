import * as http from 'node:http';
import * as net from 'node:net';
import { join } from 'node:path';
import { Emulator } from '../support/emulator';

const HANDLER = join(__dirname, '../../handlers/alert-destinations');
const { run, settingsOf } = jest.requireActual<Handler>(join(HANDLER, 'index'));

const ALARM = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:Checkout';
const RUNBOOK = 'https://wiki.example.com/checkout';
const MINUTE = 60_000;

interface Outside {
  readonly settings: Settings;
  aws(service: string, operation: string, input: any): Promise<any>;
  print(line: Line): void;
  now(): number;
}

interface Settings {
  readonly destinations: object[];
  readonly topics: object[];
  readonly deadLetterQueue?: string;
}

interface Handler {
  run(event: { Records: object[] }, outside: Outside): Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;
  settingsOf(environment: Record<string, string>): Settings;
}

type Line = Record<string, any>;

let emulator: Emulator;
beforeAll(async () => { emulator = await Emulator.start(); }, 40_000);
afterAll(() => emulator.stop());

const closers: (() => void)[] = [];
afterEach(() => { closers.splice(0).forEach((close) => close()); });

/** What a service on the internet was asked. */
interface Asked {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: any;
}

/** A service that answers with these statuses in turn, the last one from then on; or not at all. */
class Service {
  public static async start(...answers: (number | 'hang' | 'reset' | http.RequestListener)[]): Promise<Service> {
    const asked: Asked[] = [];
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
        const text = Buffer.concat(chunks).toString();
        asked.push({ path: request.url!, headers: request.headers, body: text === '' ? undefined : JSON.parse(text) });
        const answer = answers[Math.min(asked.length, answers.length) - 1];
        if (typeof answer === 'function') { answer(request, response); }
        if (typeof answer === 'number') { response.writeHead(answer).end(`status ${answer}`); }
        if (answer === 'reset') { request.socket.destroy(); }
      });
    });
    const sockets = new Set<net.Socket>();
    server.on('connection', (socket) => sockets.add(socket));
    closers.push(() => { sockets.forEach((socket) => socket.destroy()); server.close(); });
    const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)));
    return new Service(`http://127.0.0.1:${port}/hook`, asked);
  }

  private constructor(public readonly url: string, public readonly asked: Asked[]) {}

  public get bodies(): any[] { return this.asked.map(({ body }) => body); }
}

interface Way {
  readonly queue: string;
  readonly queueArn: string;
  readonly topic: string;
  readonly deadLetters: string;
}

let ways = 0;

/** A topic, its queue and the dead-letter queue, as a router makes them. */
async function makeWay(maxReceiveCount = 30): Promise<Way> {
  const name = `way${ways++}`;
  const { QueueUrl: deadLetters } = await emulator.call('SQS', 'CreateQueue', { QueueName: `${name}-dead` });
  const deadArn = `arn:aws:sqs:eu-west-1:123456789012:${name}-dead`;
  const { QueueUrl: queue } = await emulator.call('SQS', 'CreateQueue', {
    QueueName: name, Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount }) },
  });
  const queueArn = `arn:aws:sqs:eu-west-1:123456789012:${name}`;
  const topic = await emulator.sns('CreateTopic', { Name: name }, 'TopicArn');
  await emulator.sns('Subscribe', { TopicArn: topic, Protocol: 'sqs', Endpoint: queueArn }, 'SubscriptionArn');
  return { queue, queueArn, topic, deadLetters };
}

/** What CloudWatch says. */
function notification(state: string, more: object = {}): string {
  return JSON.stringify({
    AlarmName: 'Checkout',
    AlarmArn: ALARM,
    AlarmDescription: 'More than 5 % of the requests fail.',
    AWSAccountId: '123456789012',
    NewStateValue: state,
    OldStateValue: state === 'OK' ? 'ALARM' : 'OK',
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: '2026-01-12T16:30:42.236+0000',
    Region: 'EU (Ireland)',
    Trigger: { Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_Target_5XX_Count' },
    AlarmTagsStatus: 'SUCCESS',
    AlarmTags: [{ Key: 'team', Value: 'orders' }, { Key: 'service', Value: 'checkout' }, { Key: 'runbook', Value: RUNBOOK }],
    ...more,
  });
}

class Function {
  public readonly lines: Line[] = [];
  public readonly calls: { operation: string; input: any }[] = [];
  public readonly canned: Record<string, (input: any) => any> = { DescribeAlarms: () => ({ MetricAlarms: [] }) };
  private clock = Date.now();

  constructor(private readonly way: Way, private readonly destination: object, private readonly severity = 'critical') {}

  public later(milliseconds: number): this {
    this.clock += milliseconds;
    return this;
  }

  /** Takes what waits in the queue, as Lambda does: deletes what did not fail. */
  public async poll(): Promise<{ taken: number; failed: number }> {
    const { Messages = [] } = await emulator.call('SQS', 'ReceiveMessage', {
      QueueUrl: this.way.queue, MaxNumberOfMessages: 10, AttributeNames: ['All'], VisibilityTimeout: 60,
    });
    const records = Messages.map((message: any) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
      eventSourceARN: this.way.queueArn,
    }));
    const { batchItemFailures } = await this.handle(records);
    const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    for (const { messageId, receiptHandle } of records) {
      if (!failed.includes(messageId)) { await emulator.call('SQS', 'DeleteMessage', { QueueUrl: this.way.queue, ReceiptHandle: receiptHandle }); }
    }
    return { taken: records.length, failed: failed.length };
  }

  public handle(records: object[]) {
    return run({ Records: records }, {
      aws: (service, operation, input) => this.aws(service, operation, input),
      print: (line) => this.lines.push(line),
      now: () => this.clock,
      settings: {
        destinations: [{ queue: this.way.queueArn, ...this.destination }],
        topics: [{ topic: this.way.topic, severity: this.severity }],
        deadLetterQueue: this.way.deadLetters,
      },
    });
  }

  private async aws(service: string, operation: string, input: any): Promise<any> {
    this.calls.push({ operation, input });
    return this.canned[operation]?.(input) ?? emulator.call(service, operation, input);
  }
}

const publish = ({ topic }: Way, Message: string) => emulator.sns('Publish', { TopicArn: topic, Message }, 'MessageId');

async function inQueue(QueueUrl: string): Promise<any[]> {
  const { Messages = [] } = await emulator.call('SQS', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'], VisibilityTimeout: 0 });
  return Messages;
}

let secrets = 0;

async function secret(SecretString: string): Promise<string> {
  const { ARN } = await emulator.call('SecretsManager', 'CreateSecret', { Name: `alerting/key${secrets++}`, SecretString });
  return ARN;
}

/** A function that posts to a service what is published. */
async function pagerDuty(service: Service, key = 'routing-key', maxReceiveCount?: number) {
  const way = await makeWay(maxReceiveCount);
  return { way, lambda: new Function(way, { kind: 'pagerDuty', url: service.url, secret: await secret(key) }) };
}

const present = (StateValue: string, since: string) => () => ({
  MetricAlarms: [{ AlarmArn: ALARM, StateValue, StateTransitionedTimestamp: new Date(since) }],
});

describe('PagerDuty', () => {
  test('opens an incident with everything that a person needs at night', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 0 });
    expect(service.bodies).toEqual([{
      routing_key: 'routing-key',
      event_action: 'trigger',
      dedup_key: ALARM,
      client: 'Amazon CloudWatch',
      client_url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/Checkout',
      payload: {
        summary: 'Checkout: More than 5 % of the requests fail.',
        source: ALARM,
        severity: 'critical',
        timestamp: '2026-01-12T16:30:42.236Z',
        component: 'checkout',
        group: 'orders',
        class: 'AWS/ApplicationELB HTTPCode_Target_5XX_Count',
        custom_details: { description: 'More than 5 % of the requests fail.', reason: 'Threshold Crossed', team: 'orders', service: 'checkout', runbook: RUNBOOK },
      },
      links: [{ href: RUNBOOK, text: 'Runbook' }, { href: expect.stringContaining('alarmsV2:alarm/Checkout'), text: 'CloudWatch' }],
    }]);
    expect(await inQueue(way.queue)).toEqual([]);
  });

  test('closes the incident when the alarm is over', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('OK'));
    await lambda.poll();

    expect(service.bodies).toEqual([{ routing_key: 'routing-key', event_action: 'resolve', dedup_key: ALARM }]);
  });

  test('sends a duplicate with the same key, so that there is one incident', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('ALARM'));
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(service.bodies.map(({ dedup_key: key }) => key)).toEqual([ALARM, ALARM]);
  });

  test('leaves nothing open when the end comes before the beginning', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    lambda.canned.DescribeAlarms = present('OK', '2026-01-12T16:40:00Z');
    await publish(way, notification('OK', { StateChangeTime: '2026-01-12T16:40:00.000+0000' }));
    await lambda.poll();
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(service.bodies.map(({ event_action: action }) => action)).toEqual(['resolve', 'trigger', 'resolve']);
  });

  test('does not close what has begun again', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    lambda.canned.DescribeAlarms = present('ALARM', '2026-01-12T17:00:00Z');
    await publish(way, notification('OK'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 0 });
    expect(service.bodies).toEqual([]);
    expect(lambda.lines).toEqual([expect.objectContaining({ result: 'delivered', note: 'it has begun again' })]);
  });

  test('asks CloudWatch itself what holds now', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    delete lambda.canned.DescribeAlarms;
    await emulator.call('CloudWatch', 'PutMetricAlarm', {
      AlarmName: 'Checkout', MetricName: 'Errors', Namespace: 'Test', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold',
    });
    await emulator.call('CloudWatch', 'SetAlarmState', { AlarmName: 'Checkout', StateValue: 'OK', StateReason: 'test' });
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(service.bodies.map(({ event_action: action }) => action)).toEqual(['trigger', 'resolve']);
  });

  test('pages all the same when CloudWatch does not answer', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    lambda.canned.DescribeAlarms = () => { throw new Error('throttled'); };
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(service.bodies).toHaveLength(1);
    expect(lambda.lines[0].note).toBe('the present state is not known: throttled');
  });

  test('takes no incident for an alarm without data', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('INSUFFICIENT_DATA'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 0 });
    expect(service.asked).toEqual([]);
  });

  test('keeps the key short enough for an alarm with a long name, and different for each', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    for (const end of ['a', 'b']) { await publish(way, notification('ALARM', { AlarmArn: `${ALARM}${'x'.repeat(250)}${end}` })); }
    await lambda.poll();

    const keys = service.bodies.map(({ dedup_key: key }) => key);
    expect(keys.map((key) => key.length)).toEqual([255, 255]);
    expect(new Set(keys).size).toBe(2);
  });
});

describe('Opsgenie', () => {
  async function opsgenie(service: Service, severity = 'critical') {
    const way = await makeWay();
    return { way, lambda: new Function(way, { kind: 'opsgenie', url: service.url, secret: await secret('{"key":"genie"}'), field: 'key' }, severity) };
  }

  test('opens an alert under the ARN of the alarm', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await opsgenie(service, 'warning');
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(service.asked).toEqual([{
      path: '/hook',
      headers: expect.objectContaining({ authorization: 'GenieKey genie' }),
      body: expect.objectContaining({
        alias: ALARM,
        message: 'Checkout',
        priority: 'P3',
        entity: ALARM,
        tags: ['warning', 'orders', 'checkout'],
        description: expect.stringContaining(`Runbook: ${RUNBOOK}`),
        details: expect.objectContaining({ team: 'orders', service: 'checkout' }),
      }),
    }]);
  });

  test('closes the alert by its alias', async () => {
    const service = await Service.start(202);
    const { way, lambda } = await opsgenie(service);
    await publish(way, notification('OK'));
    await lambda.poll();

    expect(service.asked[0].path).toBe(`/hook/${encodeURIComponent(ALARM)}/close?identifierType=alias`);
  });
});

describe('a webhook', () => {
  test('gets every change, with an id that is the same for duplicates', async () => {
    const service = await Service.start(200);
    const way = await makeWay();
    const lambda = new Function(way, { kind: 'webhook', url: service.url, authorization: await secret('Bearer abc') });
    for (const state of ['ALARM', 'ALARM', 'OK']) { await publish(way, notification(state)); }
    await lambda.poll();

    expect(service.asked).toHaveLength(3);
    expect(new Set(service.bodies.map(({ id }) => id)).size).toBe(2);
    // A batch is posted at once: nobody promises an order.
    const alarm = service.asked.find(({ body }) => body.state === 'ALARM')!;
    expect(alarm.headers).toMatchObject({ 'authorization': 'Bearer abc', 'idempotency-key': alarm.body.id, 'content-type': 'application/json' });
    expect(alarm.body).toMatchObject({
      version: '1', alarmName: 'Checkout', alarmArn: ALARM, state: 'ALARM', severity: 'critical', changedAt: '2026-01-12T16:30:42.236Z', runbookUrl: RUNBOOK,
    });
    expect(lambda.calls.some(({ operation }) => operation === 'DescribeAlarms')).toBe(false);
  });

  test('may be at a URL that is a secret, and is never logged', async () => {
    const service = await Service.start(404);
    const way = await makeWay();
    const lambda = new Function(way, { kind: 'webhook', secret: await secret(service.url) });
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(service.asked).toHaveLength(1);
    expect(JSON.stringify(lambda.lines)).not.toContain('127.0.0.1');
  });

  test.each(['not a url', 'http://example.com/hook', 'ftp://example.com'])('puts alerts aside when its secret holds %p', async (url) => {
    const way = await makeWay();
    const lambda = new Function(way, { kind: 'webhook', secret: await secret(url) });
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(await inQueue(way.deadLetters)).toHaveLength(1);
    expect(lambda.lines[0]).toMatchObject({ result: 'dead', reason: 'the URL does not begin with https://' });
    expect(JSON.stringify(lambda.lines)).not.toContain(url);
  });
});

describe('a service in trouble', () => {
  test.each([429, 500, 502, 503, 504, 408])('is tried again later when it answers %d, and nothing is lost', async (status) => {
    const service = await Service.start(status, 202);
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 1 });
    expect(lambda.lines[0]).toMatchObject({ result: 'later', reason: `answered ${status}: status ${status}`, destination: 'pagerDuty', seconds: 15 });
    // The pause is over at once.
    const { QueueUrl, ReceiptHandle } = lambda.calls.find(({ operation }) => operation === 'ChangeMessageVisibility')!.input;
    await emulator.call('SQS', 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    expect(await lambda.poll()).toEqual({ taken: 1, failed: 0 });
    expect(service.bodies).toHaveLength(2);
  });

  test('is given as long as it asks for', async () => {
    const service = await Service.start((_, response) => { response.writeHead(429, { 'retry-after': '120' }).end(); });
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(lambda.lines[0].seconds).toBe(120);
  });

  test.each([[1, 15], [2, 30], [4, 120], [7, 900], [30, 900]])('after %d tries rests for %d seconds', async (receives, seconds) => {
    const service = await Service.start(503);
    const { way, lambda } = await pagerDuty(service);
    lambda.canned.ChangeMessageVisibility = () => ({});
    const body = JSON.stringify({ TopicArn: way.topic, Message: notification('ALARM') });
    await lambda.handle([{ messageId: '1', receiptHandle: 'r', body, attributes: { ApproximateReceiveCount: String(receives) }, eventSourceARN: way.queueArn }]);

    expect(lambda.lines[0].seconds).toBe(seconds);
  });

  test.each(['reset', 'refuse'] as const)('is tried again when its connections %s', async (what) => {
    const service = await Service.start('reset');
    const { way, lambda } = await pagerDuty(service);
    if (what === 'refuse') { closers.splice(0).forEach((close) => close()); }
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 1 });
    expect(lambda.lines[0].reason).toMatch(/^no answer: (ECONNREFUSED|UND_ERR_SOCKET|ECONNRESET)$/);
  });

  test('is tried again when it takes too long', async () => {
    const service = await Service.start('hang');
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 1 });
    expect(lambda.lines[0].reason).toBe('no answer within 10 s');
  }, 20_000);

  test('does not hold up the others of a batch', async () => {
    const service = await Service.start(202, 503, 202);
    const { way, lambda } = await pagerDuty(service);
    for (const name of ['a', 'b', 'c']) { await publish(way, notification('ALARM', { AlarmName: name })); }

    expect(await lambda.poll()).toEqual({ taken: 3, failed: 1 });
  });

  test('loses nothing when the pause cannot be set: the queue has one of its own', async () => {
    const service = await Service.start(503);
    const { way, lambda } = await pagerDuty(service);
    lambda.canned.ChangeMessageVisibility = () => { throw new Error('throttled'); };
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 1 });
    expect(lambda.lines[0]).toMatchObject({ result: 'later', problem: 'throttled' });
  });

  test('does not read an answer that never ends', async () => {
    const service = await Service.start((_, response) => {
      response.writeHead(500);
      const timer = setInterval(() => response.write('x'.repeat(1000)), 1);
      response.on('close', () => clearInterval(timer));
    });
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(lambda.lines[0].reason.length).toBeLessThan(600);
  });
});

describe('what never can be delivered', () => {
  test.each([400, 401, 404, 302])('goes to the dead-letter queue with the reason when the answer is %d', async (status) => {
    const service = await Service.start(status);
    const { way, lambda } = await pagerDuty(service);
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 0 });
    const [letter] = await inQueue(way.deadLetters);
    expect(JSON.parse(JSON.parse(letter.Body).Message).AlarmName).toBe('Checkout');
    expect(letter.MessageAttributes.reason.StringValue).toBe(`answered ${status}: status ${status}`);
    expect(letter.MessageAttributes.source.StringValue).toBe(way.queueArn);
    expect(lambda.lines[0]).toMatchObject({ result: 'dead', destination: 'pagerDuty', reason: expect.stringContaining(String(status)) });
  });

  test('is tried once more with a fresh key when the key is refused', async () => {
    const service = await Service.start(202, 403, 202);
    const way = await makeWay();
    const key = await secret('old');
    const lambda = new Function(way, { kind: 'pagerDuty', url: service.url, secret: key });
    await publish(way, notification('ALARM'));
    await lambda.poll();
    await emulator.call('SecretsManager', 'PutSecretValue', { SecretId: key, SecretString: 'new' });
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(service.bodies.map(({ routing_key: sent }) => sent)).toEqual(['old', 'old', 'new']);
  });

  test('stays when it cannot be put aside', async () => {
    const { way, lambda } = await pagerDuty(await Service.start(400));
    lambda.canned.SendMessage = () => { throw new Error('no such queue'); };
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 1 });
    expect(lambda.lines[0]).toMatchObject({ result: 'later', problem: 'no such queue' });
  });

  test.each([
    ['hello', 'the notification is not JSON'],
    ['[]', 'the notification is no object'],
    ['null', 'the notification is no object'],
    ['{}', 'the notification has no AlarmName'],
    ['{"AlarmName":"A"}', 'the notification has the state undefined'],
    ['{"AlarmName":"A","NewStateValue":"BROKEN"}', 'the notification has the state "BROKEN"'],
    ['{"AlarmName":5,"NewStateValue":"OK"}', 'the notification has no AlarmName'],
  ])('is the message %p', async (message, reason) => {
    const service = await Service.start(202);
    const { way, lambda } = await pagerDuty(service);
    await publish(way, message);
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 2, failed: 0 });
    expect(lambda.lines).toContainEqual(expect.objectContaining({ result: 'dead', reason }));
    expect(await inQueue(way.deadLetters)).toHaveLength(1);
    expect(service.bodies).toHaveLength(1);
  });

  test.each(['', '\u0000', '{"Message":5}', '"text"'])('is a body that is not from SNS: %p', async (body) => {
    const { way, lambda } = await pagerDuty(await Service.start(202));
    lambda.canned.SendMessage = () => ({});
    const { batchItemFailures } = await lambda.handle([{ messageId: '1', receiptHandle: 'r', body, eventSourceARN: way.queueArn }]);

    expect(batchItemFailures).toEqual([]);
    expect(lambda.lines[0].result).toBe('dead');
  });

  test('goes there by itself after as many tries as the queue allows', async () => {
    const { way, lambda } = await pagerDuty(await Service.start(503), 'key', 2);
    lambda.canned.ChangeMessageVisibility = ({ QueueUrl, ReceiptHandle }) => emulator.call('SQS', 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    await publish(way, notification('ALARM'));
    for (const _ of [1, 2, 3]) { await lambda.poll(); }

    expect(await inQueue(way.deadLetters)).toHaveLength(1);
  });
});

describe('secrets', () => {
  test('are read once in a while, not for every page', async () => {
    const { way, lambda } = await pagerDuty(await Service.start(202));
    const reads = () => lambda.calls.filter(({ operation }) => operation === 'GetSecretValue').length;
    for (const [after, expected] of [[0, 1], [MINUTE, 1], [5 * MINUTE, 2]]) {
      await publish(way, notification('ALARM'));
      await lambda.later(after).poll();
      expect(reads()).toBe(expected);
    }
  });

  test.each([['{"other":"x"}', 'key'], ['no json', 'key'], [' ', undefined]])('that hold %p put the alert aside, and are not logged', async (value, field) => {
    const way = await makeWay();
    const lambda = new Function(way, { kind: 'pagerDuty', url: 'https://example.com', secret: await secret(value), field });
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(lambda.lines[0]).toMatchObject({ result: 'dead', reason: expect.stringMatching(/^the secret arn:.* has no text/) });
  });

  test('that cannot be read are tried again', async () => {
    const way = await makeWay();
    const lambda = new Function(way, { kind: 'pagerDuty', url: 'https://example.com', secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:missing' });
    await publish(way, notification('ALARM'));

    expect(await lambda.poll()).toEqual({ taken: 1, failed: 1 });
  });

  test('with characters that no header may have are not logged', async () => {
    const way = await makeWay();
    const lambda = new Function(way, { kind: 'opsgenie', url: 'https://example.com', secret: await secret('top\nsecret') });
    await publish(way, notification('ALARM'));
    await lambda.poll();

    expect(lambda.lines[0].result).toBe('dead');
    expect(JSON.stringify(lambda.lines)).not.toContain('secret"');
  });
});

test('a queue that the function does not know yet keeps its messages', async () => {
  const { way, lambda } = await pagerDuty(await Service.start(202));
  const body = JSON.stringify({ TopicArn: way.topic, Message: notification('ALARM') });
  const { batchItemFailures } = await lambda.handle([{ messageId: '1', receiptHandle: 'r', body, eventSourceARN: `${way.queueArn}-new` }]);

  expect(batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
});

test('settings come from the environment', () => {
  expect(settingsOf({ DESTINATIONS: '[{"kind":"webhook"}]', TOPICS: '[]' })).toMatchObject({ destinations: [{ kind: 'webhook' }], topics: [] });
});
