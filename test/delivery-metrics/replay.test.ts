import { join } from 'node:path';
import { STAGE } from './support/pipeline-world';

const HANDLER = join(__dirname, '../../handlers/delivery-metrics');
const { factsOfEvent, factsOfExecution } = jest.requireActual<any>(join(HANDLER, 'facts'));
const { reduce } = jest.requireActual<any>(join(HANDLER, 'reducer'));

const BINDING = { service: 'web', environment: 'prod', stage: STAGE };
const START = Date.parse('2026-03-02T08:00:00Z');
const iso = (minute: number) => new Date(START + minute * 60_000).toISOString();

/** Events as Amazon EventBridge delivers them; times in minutes. */
const event = (source: string, detailType: string, minute: number, detail: object, resources: string[] = []) => (
  { 'version': '0', 'id': `${detailType} ${minute}`, source, 'detail-type': detailType, 'account': '111111111111', 'region': 'eu-west-1', 'time': iso(minute), resources, detail });
const ofPipeline = (what: string, minute: number, execution: string, state: string, more: object = {}) =>
  event('aws.codepipeline', `CodePipeline ${what} Execution State Change`, minute, { 'pipeline': 'p', 'execution-id': execution, 'version': 1, state, ...more });

const starts = (execution: string, minute: number, trigger = 'Webhook') =>
  ofPipeline('Pipeline', minute, execution, 'STARTED', { 'start-time': iso(minute), 'execution-trigger': { 'trigger-type': trigger } });
const ends = (execution: string, minute: number, state: string, commit?: [id: string, minute: number]) => ofPipeline('Pipeline', minute, execution, state,
  commit && { 'execution-trigger': { 'commit-id': commit[0], 'author-date': iso(commit[1]), 'branch-name': 'main', 'commit-message': 'Change' } });
const deploys = (execution: string, minute: number, external?: string) => ofPipeline('Action', minute, execution, 'STARTED', {
  stage: STAGE, action: 'Deploy', type: { owner: 'AWS', provider: 'ECS', category: 'Deploy', version: '1' }, ...external && { 'execution-result': { 'external-execution-id': external } },
});
const asksForApproval = (execution: string, minute: number) => ofPipeline('Action', minute, execution, 'STARTED', {
  stage: STAGE, action: 'Approve', type: { owner: 'AWS', provider: 'Manual', category: 'Approval', version: '1' },
});
const stage = (execution: string, minute: number, state: string) => ofPipeline('Stage', minute, execution, state, { stage: STAGE });
const codeDeploy = (deploymentId: string, minute: number, state: string) =>
  event('aws.codedeploy', 'CodeDeploy Deployment State-change Notification', minute, { deploymentId, state, application: 'a', deploymentGroup: 'g' });
const ecs = (deploymentId: string, minute: number, name: string, reason: string) =>
  event('aws.ecs', 'ECS Deployment State Change', minute, { deploymentId, eventName: `SERVICE_DEPLOYMENT_${name}`, reason }, ['arn:aws:ecs:eu-west-1:1:service/c/web']);
const alarm = (value: string, previous: string, minute: number) => event('aws.cloudwatch', 'CloudWatch Alarm State Change', minute, {
  alarmName: 'errors', state: { value, timestamp: iso(minute) }, previousState: { value: previous },
}, ['arn:aws:cloudwatch:eu-west-1:1:alarm:errors']);

const succeeds = (execution: string, minute: number, commit?: [string, number]) => [
  starts(execution, minute), deploys(execution, minute + 5), stage(execution, minute + 10, 'SUCCEEDED'), ends(execution, minute + 11, 'SUCCEEDED', commit),
];
const fails = (execution: string, minute: number, commit?: [string, number]) => [
  starts(execution, minute), deploys(execution, minute + 5), stage(execution, minute + 10, 'FAILED'), ends(execution, minute + 11, 'FAILED', commit),
];
const rollsBack = (execution: string, minute: number, trigger: string) => [
  starts(execution, minute, trigger), deploys(execution, minute + 1), stage(execution, minute + 5, 'SUCCEEDED'), ends(execution, minute + 6, 'SUCCEEDED'),
];

interface Case {
  readonly title: string;
  readonly events: any[];
  /** What AWS answers when it is asked. */
  readonly facts?: any[];
  /** Executions, with the lead times of their commits in minutes. */
  readonly deployments: Record<string, Record<string, number>>;
  readonly failed?: Record<string, string[]>;
  /** From and to, in minutes. */
  readonly recoveries?: [number, number][];
  readonly rework?: string[];
  readonly pending?: string[];
}

const CASES: Case[] = [
  { title: 'success', events: succeeds('a', 0, ['c1', -60]), deployments: { a: { c1: 70 } } },
  {
    title: 'retry of the stage',
    events: [...fails('a', 0, ['c1', -60]), deploys('a', 30), stage('a', 35, 'SUCCEEDED'), ends('a', 36, 'SUCCEEDED', ['c1', -60]), stage('a', 90, 'SUCCEEDED')],
    deployments: { a: { c1: 95 } },
    failed: { a: ['STAGE_FAILED'] },
    recoveries: [[10, 35]],
  },
  {
    title: 'three executions superseded, whose commits the next one carries',
    events: [
      ...['a', 'b', 'c'].flatMap((execution, index) => [starts(execution, index), ends(execution, index + 3, 'SUPERSEDED', [`c${index}`, index - 10])]),
      ...succeeds('d', 10, ['c3', 8]),
    ],
    deployments: { d: { c0: 30, c1: 29, c2: 28, c3: 12 } },
  },
  {
    title: 'queued executions, of which each delivers its own',
    events: [
      starts('a', 0), starts('b', 1), deploys('a', 5), stage('a', 10, 'SUCCEEDED'), ends('a', 11, 'SUCCEEDED', ['c1', -10]),
      deploys('b', 11), stage('b', 20, 'SUCCEEDED'), ends('b', 21, 'SUCCEEDED', ['c2', -5]),
    ],
    deployments: { a: { c1: 20 }, b: { c2: 25 } },
  },
  {
    title: 'failure, then a fix',
    events: [...fails('a', 0, ['c1', -10]), ...succeeds('b', 30, ['c2', 25])],
    deployments: { b: { c1: 50, c2: 15 } },
    failed: { a: ['STAGE_FAILED'] },
    recoveries: [[10, 40]],
    rework: ['b'],
  },
  {
    title: 'automatic rollback',
    events: [...succeeds('a', 0), ...fails('b', 20, ['c2', 10]), ...rollsBack('r', 31, 'AutomatedRollback')],
    deployments: { a: {} },
    failed: { b: ['ROLLED_BACK', 'STAGE_FAILED'] },
    recoveries: [[30, 36]],
    pending: ['c2'],
  },
  {
    title: 'manual rollback of what was deployed',
    events: [...succeeds('a', 0), ...succeeds('b', 20), ...rollsBack('r', 100, 'ManualRollback')],
    deployments: { a: {}, b: {} },
    failed: { b: ['ROLLED_BACK'] },
    recoveries: [[100, 105]],
  },
  {
    title: 'rollback by CodeDeploy',
    events: [...succeeds('a', 0), starts('b', 20), deploys('b', 25, 'd-2'), codeDeploy('d-2', 28, 'FAILURE'), stage('b', 29, 'FAILED'), codeDeploy('d-3', 33, 'SUCCESS')],
    facts: [{ kind: 'deployer', external: 'd-3', outcome: 'RESTORED', at: START + 33 * 60_000 }],
    deployments: { a: {} },
    failed: { b: ['DEPLOYER_FAILED', 'STAGE_FAILED'] },
    recoveries: [[28, 33]],
  },
  {
    title: 'circuit breaker of Amazon ECS',
    events: [
      ...succeeds('a', 0), starts('b', 20), deploys('b', 25, 'ecs-svc/2'),
      ecs('ecs-svc/2', 25, 'IN_PROGRESS', 'ECS deployment ecs-svc/2 in progress.'),
      ecs('ecs-svc/2', 28, 'FAILED', 'ECS deployment circuit breaker: tasks failed to start.'),
      ecs('ecs-svc/3', 28, 'IN_PROGRESS', 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.'),
      stage('b', 30, 'FAILED'), ecs('ecs-svc/3', 34, 'COMPLETED', 'ECS deployment ecs-svc/3 completed.'),
    ],
    deployments: { a: {} },
    failed: { b: ['DEPLOYER_FAILED', 'STAGE_FAILED'] },
    recoveries: [[28, 34]],
  },
  {
    title: 'alarm after a deployment',
    events: [...succeeds('a', 0), alarm('ALARM', 'OK', 30), alarm('OK', 'ALARM', 45)],
    deployments: { a: {} },
    failed: { a: ['ALARM'] },
    recoveries: [[30, 45]],
  },
  {
    title: 'rejected approval',
    events: [...succeeds('a', 0), starts('b', 20), asksForApproval('b', 21), stage('b', 30, 'FAILED'), ends('b', 31, 'FAILED', ['c2', 15])],
    deployments: { a: {} },
    pending: ['c2'],
  },
  {
    title: 'failures that overlap share one recovery',
    events: [...fails('a', 0), ...fails('b', 20), ...succeeds('c', 40)],
    deployments: { c: {} },
    failed: { a: ['STAGE_FAILED'], b: ['STAGE_FAILED'] },
    recoveries: [[10, 50]],
    rework: ['c'],
  },
];

const minutes = (time: number) => (time - START) / 60_000;

const leadTimes = (commits: any[]) => Object.fromEntries(commits.map(({ id, leadTime }) => [id, leadTime / 60_000]));

function seen(facts: any[]): object {
  const { deployments, attempts, recoveries, pending } = reduce(facts);
  return {
    deployments: Object.fromEntries(deployments.map(({ execution, commits }: any) => [execution, leadTimes(commits)])),
    failed: Object.fromEntries(attempts.filter(({ causes }: any) => causes.length > 0).map(({ execution, causes }: any) => [execution, causes])),
    recoveries: recoveries.map(({ from, to }: any) => [minutes(from), minutes(to)]),
    rework: deployments.filter(({ rework }: any) => rework).map(({ execution }: any) => execution),
    pending: pending.map(({ id }: any) => id),
  };
}

describe.each(CASES)('$title', ({ events, facts = [], deployments, failed = {}, recoveries = [], rework = [], pending = [] }) => {
  const all = [...events.flatMap((one) => factsOfEvent(one, BINDING).facts), ...facts];
  const expected = { deployments, failed, recoveries, rework, pending };

  test('in order', () => expect(seen(all)).toEqual(expected));
  test('backwards', () => expect(seen([...all].reverse())).toEqual(expected));
  test('each thing twice', () => expect(seen([...all, ...all])).toEqual(expected));
});

test('an event that is lost is made good by asking CodePipeline', () => {
  const events = succeeds('a', 0, ['c1', -60]).filter(({ detail }: any) => detail.stage !== STAGE);
  const kept = events.flatMap((one) => factsOfEvent(one, BINDING).facts);
  expect(seen(kept)).toMatchObject({ deployments: {} });

  const action = (stageName: string, category: string, from: number, to: number, output: object = {}) => ({
    stageName,
    actionName: category,
    status: 'Succeeded',
    startTime: new Date(START + from * 60_000),
    lastUpdateTime: new Date(START + to * 60_000),
    output,
    input: { actionTypeId: { category } },
  });
  const asked = factsOfExecution({
    execution: { pipelineName: 'p', pipelineExecutionId: 'a', status: 'Succeeded', executionType: 'STANDARD' },
    actions: [action(STAGE, 'Deploy', 5, 10), action('Source', 'Source', 0, 1, { outputVariables: { CommitId: 'c1', CommitterDate: iso(-30) } })],
  }, BINDING);
  expect(seen([...asked, ...kept])).toMatchObject({ deployments: { a: { c1: 40 } } });
});
