// From what AWS tells to facts: from events as they come, and from the API, which is asked once an execution did something of interest and
// every night. Both say the same of the same thing, so what an event did not bring the API makes good. Pure.
//
// A fact is { kind, at, … } with `at` in milliseconds, whole seconds, because events know no more:
//   of an execution { pipeline, execution }: started, type {ROLLBACK}, deployStarted, stageEnded {outcome}, link {external}, marked,
//                                            revision {source, commits: [{id, at}], branch, message}
//   of the service: alarm {alarm, state, previous}, incident {id, type: opened | resolved, …},
//                   deployer {external, outcome: FAILED | RESTORING | COMPLETED | RESTORED}

const OWN_SOURCE = 'devops.dora';

/** Commits of one fact, and characters of a text in one: together far from the 400 KB of an item. */
const COMMITS = 1000;
const CHARACTERS = 600;

/** An event that says nothing that can be understood. It is put aside with this reason. */
class Unreadable extends Error {}

/**
 * @returns {{facts: object[], ask?: {pipeline: string, execution: string} | {deployment: string}}} what the event says, and whom to ask for more
 */
function factsOfEvent(event, binding) {
  const { facts, ask } = understand(event, binding);
  return { facts: facts.flatMap(inParts), ...ask && { ask } };
}

function understand(event, binding) {
  if (typeof event?.detail !== 'object' || event.detail === null) { throw new Unreadable('it has no detail'); }
  const at = timeOf(event.time, 'time');
  switch (event.source) {
    case 'aws.codepipeline': return ofPipeline(event['detail-type'], event.detail, at, binding);
    case 'aws.codedeploy': return binding.standalone === 'codedeploy' ? ofLoneCodeDeploy(event.detail, at) : ofCodeDeploy(event.detail, at);
    case 'aws.ecs': return binding.standalone === 'ecs' ? ofLoneEcs(event, at) : ofEcs(event.detail, at);
    case 'aws.cloudwatch': return { facts: [ofAlarm(event.detail, event.resources)] };
    case OWN_SOURCE: return { facts: [ofOwn(event, at)] };
    default: throw new Unreadable(`it is from ${JSON.stringify(event.source)}`);
  }
}

/** An item of DynamoDB holds 400 KB. Commits of the same source add up, so a long range becomes several facts. */
function inParts(fact) {
  if (!(fact.commits?.length > COMMITS)) { return [fact]; }
  const parts = Math.ceil(fact.commits.length / COMMITS);
  return Array.from({ length: parts }, (_, index) => ({ ...fact, commits: fact.commits.slice(index * COMMITS, (index + 1) * COMMITS) }));
}

function ofPipeline(detailType, detail, at, { stage }) {
  const subject = { pipeline: required(detail, 'pipeline'), execution: required(detail, 'execution-id') };
  const state = required(detail, 'state');
  switch (detailType) {
    case 'CodePipeline Pipeline Execution State Change':
      return { facts: ofExecutionEvent(detail, subject, state, at), ...TERMINAL.has(state) && { ask: subject } };
    case 'CodePipeline Stage Execution State Change':
      if (detail.stage !== stage || !ENDS.has(state)) { return { facts: [] }; }
      return { facts: [{ kind: 'stageEnded', ...subject, outcome: state, at }], ask: subject };
    case 'CodePipeline Action Execution State Change':
      if (detail.stage !== stage) { return { facts: [] }; }
      return { facts: ofActionEvent(detail, subject, state, at) };
    default:
      throw new Unreadable(`it is a ${JSON.stringify(detailType)}`);
  }
}

const ENDS = new Set(['SUCCEEDED', 'FAILED']);
const TERMINAL = new Set(['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED']);

/** The start tells who started it, the end tells the commit; either may be missing, and then the API knows. */
function ofExecutionEvent(detail, subject, state, at) {
  const trigger = detail['execution-trigger'] ?? {};
  const startedAt = detail['start-time'] === undefined ? at : timeOf(detail['start-time'], 'start-time');
  return [
    ...state === 'STARTED' ? [{ kind: 'started', ...subject, at: startedAt }] : [],
    ...ROLLBACKS.has(trigger['trigger-type']) ? [{ kind: 'type', ...subject, type: 'ROLLBACK', at }] : [],
    ...typeof trigger['commit-id'] === 'string' ? [{
      kind: 'revision',
      ...subject,
      at,
      source: 'EVENT',
      commits: [commitOf(trigger['commit-id'], trigger['author-date'])],
      branch: trigger['branch-name'],
      message: firstLine(trigger['commit-message']),
    }] : [],
  ];
}

const ROLLBACKS = new Set(['ManualRollback', 'AutomatedRollback']);

function ofActionEvent(detail, subject, state, at) {
  if (detail.type?.category === 'Approval') { return []; }
  const external = detail['execution-result']?.['external-execution-id'];
  return [
    ...state === 'STARTED' ? [{ kind: 'deployStarted', ...subject, at }] : [],
    ...typeof external === 'string' ? [{ kind: 'link', ...subject, external, at }] : [],
  ];
}

/** Whether a deployment restored an old version only CodeDeploy knows. */
function ofCodeDeploy(detail, at) {
  const external = required(detail, 'deploymentId');
  switch (required(detail, 'state')) {
    case 'FAILURE': return { facts: [{ kind: 'deployer', external, outcome: 'FAILED', at }] };
    case 'SUCCESS': return { facts: [], ask: { deployment: external, at } };
    default: return { facts: [] };
  }
}

/** That a deployment is a rollback stands in the reason only that it begins with; its end says that it completed, as of any other. */
function ofEcs(detail, at) {
  const fact = { kind: 'deployer', external: required(detail, 'deploymentId'), at };
  switch (required(detail, 'eventName')) {
    case 'SERVICE_DEPLOYMENT_IN_PROGRESS': return { facts: isRollback(detail) ? [{ ...fact, outcome: 'RESTORING' }] : [] };
    case 'SERVICE_DEPLOYMENT_COMPLETED': return { facts: [{ ...fact, outcome: isRollback(detail) ? 'RESTORED' : 'COMPLETED' }] };
    case 'SERVICE_DEPLOYMENT_FAILED': return { facts: [{ ...fact, outcome: 'FAILED' }] };
    default: return { facts: [] };
  }
}

const isRollback = ({ reason = '' }) => /roll(ed|ing)?[ -]?back/i.test(reason);

/** Of a service that no pipeline deploys, each deployment is an execution by itself: the same reducer counts it. */
function ofLoneEcs({ detail, resources }, at) {
  const subject = { pipeline: required({ service: resources?.[0] }, 'service'), execution: required(detail, 'deploymentId') };
  const type = isRollback(detail) ? [{ kind: 'type', ...subject, type: 'ROLLBACK', at }] : [];
  switch (required(detail, 'eventName')) {
    case 'SERVICE_DEPLOYMENT_IN_PROGRESS': return { facts: [...type, ...begun(subject, at)] };
    case 'SERVICE_DEPLOYMENT_COMPLETED': return { facts: [...type, ...ended(subject, 'SUCCEEDED', at)] };
    case 'SERVICE_DEPLOYMENT_FAILED': return { facts: ended(subject, 'FAILED', at) };
    default: return { facts: [] };
  }
}

/** Only CodeDeploy itself knows which of its deployments are rollbacks, as soon as they begin. */
function ofLoneCodeDeploy(detail, at) {
  const deployment = required(detail, 'deploymentId');
  const subject = { pipeline: `${required(detail, 'application')}/${required(detail, 'deploymentGroup')}`, execution: deployment };
  const ask = { deployment, at, execution: subject };
  switch (required(detail, 'state')) {
    case 'START': return { facts: begun(subject, at), ask };
    case 'SUCCESS': return { facts: ended(subject, 'SUCCEEDED', at), ask };
    case 'FAILURE': return { facts: ended(subject, 'FAILED', at), ask };
    default: return { facts: [] };
  }
}

const begun = (subject, at) => [{ kind: 'started', ...subject, at }, { kind: 'deployStarted', ...subject, at }];

/** What has ended has begun, even if nobody said so. */
const ended = (subject, outcome, at) => [...begun(subject, at), { kind: 'stageEnded', ...subject, outcome, at }];

function ofAlarm(detail, resources) {
  const state = required(detail.state ?? {}, 'value');
  return {
    kind: 'alarm',
    alarm: resources?.[0] ?? required(detail, 'alarmName'),
    state,
    previous: detail.previousState?.value,
    at: timeOf(required(detail.state, 'timestamp'), 'state.timestamp'),
  };
}

/**
 * `{ type: "incident.opened" | "incident.resolved", id, pipeline?, executionId? }`, `{ type: "deployment.markFailed", pipeline, executionId }` or
 * `{ type: "commits", pipeline, executionId, commits: [{ id, at? }], source?, branch?, message? }`, each with `at?`.
 */
function ofOwn({ detail }, time) {
  const at = detail.at === undefined ? time : timeOf(detail.at, 'detail.at');
  switch (required(detail, 'type')) {
    case 'incident.opened':
    case 'incident.resolved':
      return {
        kind: 'incident', id: required(detail, 'id'), type: detail.type.slice('incident.'.length), at,
        ...typeof detail.executionId === 'string' && { pipeline: required(detail, 'pipeline'), execution: detail.executionId },
      };
    case 'deployment.markFailed':
      return { kind: 'marked', pipeline: required(detail, 'pipeline'), execution: required(detail, 'executionId'), at };
    case 'commits':
      return { kind: 'revision', pipeline: required(detail, 'pipeline'), execution: required(detail, 'executionId'), at, ...commitsOf(detail) };
    default:
      throw new Unreadable(`its type is ${JSON.stringify(detail.type)}`);
  }
}

function commitsOf({ commits, source = 'EXACT', branch, message }) {
  if (!Array.isArray(commits)) { throw new Unreadable('it has no list of commits'); }
  if (!['EXACT', 'HEAD_ONLY', 'BUILD_METADATA'].includes(source)) { throw new Unreadable(`its source is ${JSON.stringify(source)}`); }
  const known = commits.map((commit) => commitOf(required(commit, 'id'), commit.at));
  return { source, branch: firstLine(branch), message: firstLine(message), commits: known };
}

/**
 * What the API says of one execution.
 *
 * @param {object} execution `pipelineExecution` of GetPipelineExecution
 * @param {object[]} actions all `actionExecutionDetails` of ListActionExecutions for it
 * @param {Date} startTime of ListPipelineExecutions; by default when its first action started
 */
function factsOfExecution({ execution, actions, startTime }, { stage }) {
  const subject = { pipeline: execution.pipelineName, execution: execution.pipelineExecutionId };
  const inTime = [...actions].sort((a, b) => timeOf(a.startTime) - timeOf(b.startTime));
  const first = startTime ?? inTime[0]?.startTime;
  if (first === undefined) { return []; }
  const startedAt = timeOf(first);
  const deploys = inTime.filter(({ stageName, input }) => stageName === stage && input?.actionTypeId?.category !== 'Approval');
  return [
    { kind: 'started', ...subject, at: startedAt },
    ...execution.executionType === 'ROLLBACK' ? [{ kind: 'type', ...subject, type: 'ROLLBACK', at: startedAt }] : [],
    ...revisionOf(execution, inTime, subject, startedAt),
    ...deploys.length > 0 ? [{ kind: 'deployStarted', ...subject, at: timeOf(deploys[0].startTime) }] : [],
    ...deploys.flatMap(({ output, startTime: at }) => {
      const external = output?.executionResult?.externalExecutionId;
      return external ? [{ kind: 'link', ...subject, external, at: timeOf(at) }] : [];
    }),
    ...deploys.filter(({ status }) => status === 'Failed').map(({ lastUpdateTime }) => (
      { kind: 'stageEnded', ...subject, outcome: 'FAILED', at: timeOf(lastUpdateTime) }
    )),
    ...successOf(execution, inTime, deploys, stage).map((at) => ({ kind: 'stageEnded', ...subject, outcome: 'SUCCEEDED', at })),
  ];
}

/** The API has no states of stages: a stage has succeeded when what ran last in it did, and something came after it or all has succeeded. */
function successOf({ status }, actions, deploys, stage) {
  const last = new Map(deploys.map((action) => [action.actionName, action]));
  if (last.size === 0 || [...last.values()].some((action) => action.status !== 'Succeeded')) { return []; }
  const end = Math.max(...[...last.values()].map(({ lastUpdateTime }) => timeOf(lastUpdateTime)));
  const wentOn = actions.some(({ stageName, startTime }) => stageName !== stage && timeOf(startTime) >= end);
  return status === 'Succeeded' || wentOn ? [end] : [];
}

/** Of a commit, its time in this order of preference: committer, author, what CodePipeline says of the artifact. */
function revisionOf({ artifactRevisions = [] }, actions, subject, at) {
  const variables = actions.map(({ output }) => output?.outputVariables ?? {}).find(({ CommitId }) => CommitId);
  if (variables) {
    const { CommitId, CommitterDate, AuthorDate, BranchName: branch, CommitMessage } = variables;
    return [{
      kind: 'revision', ...subject, at, source: 'HEAD_ONLY', branch, message: firstLine(CommitMessage),
      commits: [commitOf(CommitId, CommitterDate || AuthorDate)],
    }];
  }
  const [revision] = artifactRevisions;
  if (!revision?.revisionId) { return []; }
  const [, id = revision.revisionId, created = revision.created] = COMMIT_IN_SUMMARY.exec(revision.revisionSummary) ?? [];
  return [{ kind: 'revision', ...subject, at, source: 'BUILD_METADATA', commits: [commitOf(id, created)] }];
}

/** What `git log -1 --format='%H %cI'` says, in the metadata `codepipeline-artifact-revision-summary` of an object in Amazon S3. */
const COMMIT_IN_SUMMARY = /^([0-9a-f]{40,64}) (\d{4}-\d\d-\d\dT\S{1,30})\s*$/;

function commitOf(id, at) {
  const time = at === undefined ? NaN : parse(at);
  return Number.isNaN(time) ? { id } : { id, at: time };
}

function required(object, field) {
  const value = object?.[field];
  if (typeof value !== 'string' || value === '') { throw new Unreadable(`it has no ${field}`); }
  if (value.length > CHARACTERS) { throw new Unreadable(`its ${field} is longer than ${CHARACTERS} characters`); }
  return value;
}

function timeOf(value, field = 'time') {
  const time = parse(value);
  if (Number.isNaN(time)) { throw new Unreadable(`its ${field} is ${JSON.stringify(value)}`); }
  return time;
}

/** In whole seconds, as milliseconds. The API has dates, events texts, some clients seconds. */
function parse(value) {
  const milliseconds = typeof value === 'number' ? value * 1000 : value instanceof Date ? value.getTime() : Date.parse(value);
  return Math.floor(milliseconds / 1000) * 1000;
}

const firstLine = (text) => typeof text === 'string' ? text.split('\n', 1)[0].slice(0, 200) : undefined;

module.exports = { factsOfEvent, factsOfExecution, Unreadable };
