// A pipeline as AWS tells of it, and the APIs that the function for delivery metrics calls, answered in memory and counted.

const STAGE = 'Production';
const START = Date.parse('2026-03-02T08:00:00Z');

/** A request of DynamoDB writes units of 1 KB and reads units of 4 KB. */
const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/**
 * What the rule of a binding lets through of one execution that succeeds: the execution, its production stage, and the actions of that, one that
 * deploys and a smoke test; and the event with the commits of a build. `second` is when it comes.
 */
function typicalRun(pipeline, execution, startedAt, commits = 3) {
  const events = [];
  const tell = (second, source, detailType, detail) => events.push({
    second,
    event: {
      'version': '0',
      'id': `${execution}-${events.length}`.padEnd(36, '0'),
      'detail-type': detailType,
      source,
      'account': '111111111111',
      'time': new Date(startedAt + second * 1000).toISOString(),
      'region': 'eu-west-1',
      'resources': [`arn:aws:codepipeline:eu-west-1:111111111111:${pipeline}`],
      detail,
    },
  });
  const timeOf = (second) => new Date(startedAt + second * 1000).toISOString();
  const ofPipeline = (second, what, detail) => tell(second, 'aws.codepipeline', `CodePipeline ${what} Execution State Change`, {
    pipeline, 'execution-id': execution, 'version': 3, 'pipeline-execution-attempt': 1, 'start-time': timeOf(second), ...detail,
  });
  const ofAction = (second, action, category, state, more = {}) => ofPipeline(second, 'Action', {
    stage: STAGE, action, state, region: 'eu-west-1', ...more,
    type: { owner: 'AWS', provider: category === 'Deploy' ? 'ECS' : 'CodeBuild', category, version: '1' },
  });
  const trigger = {
    'trigger-type': 'WebhookV2',
    'trigger-detail': 'arn:aws:codeconnections:eu-west-1:111111111111:connection/11111111-1111-1111-1111-111111111111',
  };
  ofPipeline(0, 'Pipeline', { 'state': 'STARTED', 'execution-trigger': trigger });
  tell(120, 'devops.dora', 'Commits', {
    type: 'commits', service: pipeline, pipeline, executionId: execution, source: 'EXACT', message: 'Add something that users asked for',
    commits: Array.from({ length: commits }, (_, index) => ({ id: idOf(`${execution}${index}`), at: timeOf(-3600 * (index + 1)) })),
  });
  ofPipeline(300, 'Stage', { stage: STAGE, state: 'STARTED' });
  ofAction(300, 'Deploy', 'Deploy', 'STARTED');
  ofAction(600, 'Deploy', 'Deploy', 'SUCCEEDED', { 'execution-result': { 'external-execution-id': `ecs-svc/${execution}` } });
  ofAction(601, 'Smoke', 'Test', 'STARTED');
  ofAction(660, 'Smoke', 'Test', 'SUCCEEDED', { 'execution-result': { 'external-execution-id': `smoke:${execution}` } });
  ofPipeline(661, 'Stage', { stage: STAGE, state: 'SUCCEEDED' });
  ofPipeline(661, 'Pipeline', { state: 'SUCCEEDED' });
  return { events, pipeline, execution, startedAt };
}

const idOf = (text) => Buffer.from(text).toString('hex').padEnd(40, '0').slice(0, 40);

/** What CodePipeline answers for a typical run. */
function answerOf(operation, { pipeline, execution, startedAt }) {
  const at = (second) => new Date(startedAt + second * 1000 + 400);
  if (operation === 'GetPipelineExecution') {
    return { pipelineExecution: { pipelineName: pipeline, pipelineExecutionId: execution, status: 'Succeeded', executionType: 'STANDARD' } };
  }
  const action = (stageName, actionName, category, from, to, output = {}) => ({
    pipelineExecutionId: execution, stageName, actionName, status: 'Succeeded', startTime: at(from), lastUpdateTime: at(to), output,
    input: { actionTypeId: { category } },
  });
  const actionExecutionDetails = [
    action(STAGE, 'Smoke', 'Test', 601, 660, { executionResult: { externalExecutionId: `smoke:${execution}` } }),
    action(STAGE, 'Deploy', 'Deploy', 300, 600, { executionResult: { externalExecutionId: `ecs-svc/${execution}` } }),
    action('Build', 'Build', 'Build', 10, 290),
    action('Source', 'Source', 'Source', 0, 9, {
      outputVariables: { CommitId: idOf(`${execution}0`), AuthorDate: at(-3600).toISOString(), BranchName: 'main', CommitMessage: 'Add something' },
    }),
  ];
  return { actionExecutionDetails };
}

/** AWS in memory. */
class World {
  constructor(runs) {
    this.runs = new Map(runs.map((run) => [run.execution, run]));
    this.table = new Map();
    this.counts = {};
    this.lines = { count: 0, bytes: 0 };
    this.sent = [];
    this.now = START;
  }

  /** What the function needs of the world; with `elsewhere`, DynamoDB and SQS are not these. */
  outside(settings, elsewhere) {
    return {
      settings,
      now: () => this.now,
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      print: (line) => {
        this.lines.count++;
        this.lines.bytes += Buffer.byteLength(JSON.stringify(line)) + 1;
      },
      aws: async (service, operation, input) => {
        this.count(`${service} ${operation}`);
        if (service === 'CodePipeline') {
          return answerOf(operation, this.runs.get(input.pipelineExecutionId ?? input.filter.pipelineExecutionId));
        }
        return elsewhere ? elsewhere(service, operation, input) : this[operation](input);
      },
    };
  }

  count(what, by = 1) {
    this.counts[what] = (this.counts[what] ?? 0) + by;
  }

  BatchWriteItem({ RequestItems }) {
    for (const { PutRequest: { Item } } of Object.values(RequestItems)[0]) { this.put(Item); }
    return {};
  }

  PutItem({ Item, ConditionExpression }) {
    if (ConditionExpression && this.table.get(Item.pk.S)?.has(Item.sk.S)) {
      throw Object.assign(new Error('it is there'), { name: 'ConditionalCheckFailedException' });
    }
    this.put(Item);
    return {};
  }

  Query({ KeyConditionExpression, ExpressionAttributeValues: { ':pk': pk, ':sk': sk }, ConsistentRead }) {
    const isIt = KeyConditionExpression.includes('>=') ? (key) => key >= sk.S : (key) => key === sk.S;
    const Items = [...this.table.get(pk.S) ?? []].filter(([key]) => isIt(key)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
    const units = Math.max(1, Math.ceil(Items.reduce((sum, item) => sum + sizeOf(item), 0) / READ_UNIT));
    this.count('read units', ConsistentRead ? units : units / 2);
    return { Items };
  }

  SendMessage({ MessageBody, DelaySeconds }) {
    this.sent.push({ body: MessageBody, at: this.now + DelaySeconds * 1000 });
    return {};
  }

  put(item) {
    this.count('items');
    this.count('write units', Math.ceil(sizeOf(item) / WRITE_UNIT));
    if (!this.table.has(item.pk.S)) { this.table.set(item.pk.S, new Map()); }
    this.table.get(item.pk.S).set(item.sk.S, item);
  }

  /** Bytes of all items, and how many they are. */
  get stored() {
    const items = [...this.table.values()].flatMap((partition) => [...partition.values()]);
    return { items: items.length, bytes: items.reduce((sum, item) => sum + sizeOf(item), 0) };
  }
}

/** As DynamoDB counts: the names and the values of all attributes. */
function sizeOf(item) {
  return Object.entries(item).reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(Object.values(value)[0]), 0);
}

module.exports = { World, typicalRun, STAGE, START };
