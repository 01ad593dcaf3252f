import { join } from 'node:path';
import { World } from './pipeline-world';
import { Emulator } from '../../support/emulator';

const HANDLER = join(__dirname, '../../../handlers/delivery-metrics');
const { run } = jest.requireActual<any>(join(HANDLER, 'index'));
const { Store } = jest.requireActual<any>(join(HANDLER, 'store'));

/** Days after the last thing that happens in these histories. */
const NOW = Date.parse('2026-03-08T00:00:00Z');

const PAUSE = 250;

let places = 0;

/** Queues and a table as a `DeliveryMetrics` has them, and the APIs of CodePipeline as the world is. */
export class Place {
  public static async make(emulator: Emulator, worlds: World[] = [], visibilityTimeout = 1): Promise<Place> {
    const name = `place${places++}`;
    const Attributes = { VisibilityTimeout: String(visibilityTimeout) };
    const url = async (queue: string) => (await emulator.call('SQS', 'CreateQueue', { QueueName: queue, Attributes })).QueueUrl;
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
    return new Place(emulator, settings, worlds);
  }

  public readonly lines: any[] = [];
  /** Every call of AWS, and as whom. */
  public readonly asked: { call: string; input: any; role?: string }[] = [];
  /** How many of a hundred calls do not go well. */
  public trouble = 0;
  public settings: any;
  private readonly started = Date.now();
  private readonly chance = seeded(42);

  private constructor(private readonly emulator: Emulator, settings: any, private readonly worlds: World[]) {
    this.settings = settings;
  }

  public async send(...messages: unknown[]): Promise<void> {
    for (let first = 0; first < messages.length; first += 10) {
      const Entries = messages.slice(first, first + 10).map((message, index) => ({
        Id: String(index), MessageBody: typeof message === 'string' ? message : JSON.stringify(message),
      }));
      await this.emulator.call('SQS', 'SendMessageBatch', { QueueUrl: this.settings.queue, Entries });
    }
  }

  /** Takes a batch as Lambda does: collects it, and deletes what did not fail. False when nothing is there. */
  public async poll(size = 10): Promise<boolean> {
    const messages = await this.collect(size);
    if (messages.length === 0) { return false; }
    const records = messages.map(({ MessageId, Body }: any) => ({ messageId: MessageId, body: Body, eventSource: 'aws:sqs' }));
    const { batchItemFailures } = await run({ Records: records }, this.outside());
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }: any) => itemIdentifier));
    const done = messages.filter(({ MessageId }: any) => !failed.has(MessageId));
    for (let first = 0; first < done.length; first += 10) {
      const Entries = done.slice(first, first + 10).map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.emulator.call('SQS', 'DeleteMessageBatch', { QueueUrl: this.settings.queue, Entries });
    }
    return true;
  }

  private async collect(size: number): Promise<any[]> {
    const messages: any[] = [];
    for (let more = true; more && messages.length < size;) {
      const { Messages = [] } = await this.emulator.call('SQS', 'ReceiveMessage', { QueueUrl: this.settings.queue, MaxNumberOfMessages: 10 });
      messages.push(...Messages);
      more = Messages.length > 0;
    }
    return messages;
  }

  /** Until nothing is left, what is being tried again or waits included. */
  public async work(size = 10): Promise<void> {
    while (await this.poll(size) || await this.left() > 0) { await new Promise((resolve) => setTimeout(resolve, PAUSE)); }
  }

  /** As `work`, without a break while there is something to do. */
  public async workHard(size: number): Promise<void> {
    do {
      while (await this.poll(size));
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    } while (await this.left() > 0);
  }

  /** As if what is waiting had never been sent. */
  public async empty(): Promise<void> {
    await this.emulator.call('SQS', 'PurgeQueue', { QueueUrl: this.settings.queue });
  }

  private async left(): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'];
    const { Attributes } = await this.emulator.call('SQS', 'GetQueueAttributes', { QueueUrl: this.settings.queue, AttributeNames });
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  }

  public async deadLetters(): Promise<{ reason: string; body: string }[]> {
    const all: any[] = [];
    for (let more = true; more;) {
      const { Messages = [] } = await this.emulator.call('SQS', 'ReceiveMessage', {
        QueueUrl: this.settings.deadLetterQueue, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'], VisibilityTimeout: 600,
      });
      all.push(...Messages);
      more = Messages.length > 0;
    }
    return all.map(({ Body, MessageAttributes }: any) => ({ reason: MessageAttributes.reason.StringValue, body: Body }));
  }

  public facts(stream: string): Promise<any[]> {
    return new Store({ ...this.outside(), aws: (...call: [string, string, object]) => this.emulator.call(...call) }).facts(stream, 0);
  }

  public metric(name: string): number[] {
    return this.lines.filter((line) => line[name] !== undefined).flatMap((line) => line[name]);
  }

  public outside(): any {
    return {
      aws: (service: string, operation: string, input: any, role?: string) => this.aws(service, operation, input, role),
      print: (line: any) => this.lines.push(line),
      now: () => NOW + Date.now() - this.started,
      pause: () => Promise.resolve(),
      settings: this.settings,
    };
  }

  private async aws(service: string, operation: string, input: any, role?: string): Promise<any> {
    this.asked.push({ call: `${service} ${operation}`, input, role });
    const call = () => service === 'CodePipeline' || service === 'CodeDeploy' ? this.answer(operation, input) : this.emulator.call(service, operation, input);
    if (this.chance() * 100 >= this.trouble) { return call(); }
    // Taken in part; taken, but the answer gets lost, and the SDK tries again; not taken.
    const luck = this.chance();
    if (operation === 'BatchWriteItem' && luck < 0.7) { return this.inPart(input); }
    if (operation === 'PutItem' && luck < 0.5) { await call(); return call(); }
    throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  }

  /** DynamoDB takes the first item and hands back the others. */
  private async inPart(input: any): Promise<any> {
    const [[table, [first, ...others]]] = Object.entries<any[]>(input.RequestItems);
    await this.emulator.call('DynamoDB', 'BatchWriteItem', { RequestItems: { [table]: [first] } });
    return { UnprocessedItems: others.length > 0 ? { [table]: others } : {} };
  }

  /** What CodePipeline knows, in pages of two. */
  private answer(operation: string, { pipelineName, pipelineExecutionId, filter, nextToken = '0', deploymentId }: any): any {
    const of = this.worlds.flatMap(({ executions }) => executions).filter(({ execution }) => execution.pipelineName === pipelineName);
    const page = (items: any[]) => {
      const end = Number(nextToken) + 2;
      return { items: items.slice(end - 2, end), next: end < items.length ? String(end) : undefined };
    };
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
        const summary = ({ execution, startTime }: any) => ({ pipelineExecutionId: execution.pipelineExecutionId, startTime });
        const pipelineExecutionSummaries = items.map(summary);
        return { pipelineExecutionSummaries, nextToken: next };
      }
      case 'GetDeployment':
        return { deploymentInfo: { creator: deploymentId.startsWith('d-rollback') ? 'codeDeployRollback' : 'user' } };
      default:
        throw new Error(`not prepared for ${operation}`);
    }
  }
}

/** Numbers between 0 and 1 that are the same in every run (the minimal standard generator of Park and Miller). */
function seeded(seed: number): () => number {
  const modulus = 2147483647;
  let state = seed;
  return () => {
    state = state * 48271 % modulus;
    return state / modulus;
  };
}
