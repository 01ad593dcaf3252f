// From facts to the five DORA metrics. Pure: no clock, no network, nothing of AWS.
//
// Facts arrive late, twice, in any order, or not at all until the nightly reconcile. So merging them only ever takes the earlier of
// two times, the union of two sets, the better known of two values: whatever the order, the same facts make the same records.
//
// The rules, of one service in one environment; without a pipeline, each deployment of what deploys it is an execution:
//  1. A deployment is an execution of type STANDARD whose production stage succeeded. The first success counts; retries add nothing.
//     Executions of type ROLLBACK are not deployments.
//  2. An attempt is a STANDARD execution of which an action that deploys has started in the production stage. A rejected approval
//     or a failed entry condition starts none: it is neither an attempt nor a failure.
//  3. An attempt has failed when one of these is known of it; several are one failure:
//     STAGE_FAILED    its production stage failed after it began to deploy
//     ROLLED_BACK     a ROLLBACK execution of its pipeline started after it, before any other attempt
//     DEPLOYER_FAILED what deploys (CodeDeploy, Amazon ECS) says so
//     ALARM           a bound alarm went from OK to ALARM while it was deployed or within the attribution window after it
//     INCIDENT        somebody opened an incident for it, or within the window after it
//     MARKED          somebody said so
//  4. Change fail rate: attempts that failed, of all attempts.
//  5. A failure is open from when it was noticed until the first of: a success of any STANDARD execution, a ROLLBACK execution that
//     succeeded, what deploys has restored the old version, the incident is resolved, or, if only alarms told of it, all bound alarms are
//     OK. Failures that overlap are one open failure: open from the first, closed together.
//  6. Lead time: of each commit, from its time to the first deployment that contains it. The commits of an execution that failed, was
//     stopped or superseded stay pending; the next success of an execution that started later carries them.
//  7. Rework: a deployment that began to deploy while a failure was open, or comes from a hotfix branch, or reverts.

const { earlier, earliest, globOf, smallest, sortedBy, unique } = require('./order');

/**
 * What is better known wins: the whole range of commits; the newest commit with its committer's date; what the artifact says of itself; the newest
 * commit as an event tells it, with its author's date.
 */
const SOURCES = ['EVENT', 'BUILD_METADATA', 'HEAD_ONLY', 'EXACT'];

const DEFAULTS = {
  attributionWindow: 60 * 60 * 1000,
  reworkBranches: ['hotfix/*'],
  revertsAreRework: true,
  /** A failure is open from when it was noticed (DETECTION) or from when what failed went live (DEPLOYED). */
  failureClock: 'DETECTION',
};

/**
 * @param {object[]} facts in any order, any number of times; see facts.js
 * @param {object} options see DEFAULTS
 * @returns {{deployments: object[], attempts: object[], recoveries: object[], open?: object, pending: object[]}}
 */
function reduce(facts, options = {}) {
  const settings = { ...DEFAULTS, ...options };
  const history = merge(facts);
  const attempts = attemptsOf(history);
  const failures = failuresOf(attempts, history, settings);
  const outages = outagesOf(failures.filter((failure) => !isOver(failure, failures, history)), endingsOf(history), settings);
  const { delivered, pending } = deliver(history);

  const causes = causesByAttempt(failures);
  const deployments = attempts.filter(({ succeededAt }) => succeededAt !== undefined).map((attempt) => ({
    ...nameOf(attempt),
    deployedAt: attempt.succeededAt,
    failed: causes.has(keyOf(attempt)),
    rework: isRework(attempt, outages, settings),
    commitSource: attempt.source,
    commits: delivered.get(keyOf(attempt)) ?? [],
  }));
  return {
    deployments: sortedBy(deployments, ({ deployedAt }) => deployedAt),
    attempts: attempts.map((attempt) => (
      { ...nameOf(attempt), startedAt: attempt.deployStartedAt, causes: [...causes.get(keyOf(attempt)) ?? []].sort() }
    )),
    recoveries: outages.filter(({ to }) => to !== undefined),
    open: outages.find(({ to }) => to === undefined),
    pending,
  };
}

/** What tells one fact from another of its kind, where it is not a property of an execution. */
const IDENTITY = {
  alarm: ({ alarm, at, state }) => [alarm, at, state],
  incident: ({ id, type }) => [id, type],
  deployer: ({ external, outcome }) => [external, outcome],
};

/** Merges facts into what is known. Commutative, associative and idempotent in every field. */
function merge(facts) {
  const executions = new Map();
  const others = new Map();
  for (const fact of facts) {
    const identity = IDENTITY[fact.kind];
    if (identity) {
      const key = JSON.stringify([fact.kind, ...identity(fact)]);
      others.set(key, earlier(others.get(key), fact));
    } else {
      mergeInto(entry(executions, fact), fact);
    }
  }
  const all = (kind) => sortedBy([...others.values()].filter((fact) => fact.kind === kind), ({ at }) => at);
  return { executions: sortedBy([...executions.values()], startOf), alarms: all('alarm'), incidents: all('incident'), deployers: all('deployer') };
}

function mergeInto(execution, fact) {
  switch (fact.kind) {
    case 'started':
      execution.startedAt = earliest(execution.startedAt, fact.at);
      break;
    case 'type':
      if (fact.type === 'ROLLBACK') { execution.type = 'ROLLBACK'; }
      break;
    case 'deployStarted':
      execution.deployStartedAt = earliest(execution.deployStartedAt, fact.at);
      break;
    case 'stageEnded':
      (fact.outcome === 'SUCCEEDED' ? execution.successes : execution.failures).add(fact.at);
      break;
    case 'link':
      execution.externals.add(fact.external);
      break;
    case 'marked':
      execution.markedAt = earliest(execution.markedAt, fact.at);
      break;
    case 'revision':
      mergeRevision(execution, fact);
      break;
    default:
      throw new Error(`Unknown kind of fact: ${fact.kind}`);
  }
}

function mergeRevision(execution, { source, commits, branch, message }) {
  const [known, told] = [execution.source, source].map((name) => SOURCES.indexOf(name));
  execution.branch = smallest(execution.branch, branch);
  execution.message = smallest(execution.message, message);
  if (told < known) { return; }
  if (told > known) { execution.commits.clear(); }
  execution.source = source;
  commits.forEach(({ id, at }) => execution.commits.set(id, earliest(execution.commits.get(id), at)));
}

function entry(executions, { pipeline, execution }) {
  const key = keyOf({ pipeline, execution });
  if (!executions.has(key)) {
    executions.set(key, {
      pipeline, execution, type: 'STANDARD', successes: new Set(), failures: new Set(), externals: new Set(), commits: new Map(),
    });
  }
  return executions.get(key);
}

/** Rule 2. An attempt of which the start of the deployment was lost has at least ended. */
function attemptsOf({ executions }) {
  const attempts = executions
    .filter(({ type, deployStartedAt, successes }) => type === 'STANDARD' && (deployStartedAt !== undefined || successes.size > 0))
    .map((execution) => {
      const succeededAt = execution.successes.size > 0 ? Math.min(...execution.successes) : undefined;
      return { ...execution, succeededAt, deployStartedAt: earliest(execution.deployStartedAt, succeededAt) };
    });
  return sortedBy(attempts, ({ deployStartedAt }) => deployStartedAt);
}

/** Rule 3: what went wrong, when it was noticed, and of which attempt; of none when nothing was deployed that it could be of. */
function failuresOf(attempts, { executions, alarms, incidents, deployers }, { attributionWindow }) {
  const lastBefore = (time, isIt = () => true) => attempts.findLast((attempt) => attempt.deployStartedAt <= time && isIt(attempt));
  const blamed = (time) => lastBefore(time, (attempt) => time <= endOf(attempt) + attributionWindow);
  const known = new Map(attempts.map((attempt) => [keyOf(attempt), attempt]));

  const ofAttempts = attempts.flatMap((attempt) => [
    ...[...attempt.failures].filter((at) => at >= attempt.deployStartedAt).map((at) => ({ cause: 'STAGE_FAILED', at, attempt })),
    ...attempt.markedAt === undefined ? [] : [{ cause: 'MARKED', at: attempt.markedAt, attempt }],
  ]);
  const ofRollbacks = executions.filter(({ type }) => type === 'ROLLBACK').map((rollback) => {
    const at = startOf(rollback);
    return { cause: 'ROLLED_BACK', at, attempt: lastBefore(at, ({ pipeline }) => pipeline === rollback.pipeline) };
  });
  const ofDeployers = deployers.filter(({ outcome }) => outcome === 'FAILED').map(({ at, external }) => {
    return { cause: 'DEPLOYER_FAILED', at, attempt: attempts.find(({ externals }) => externals.has(external)) ?? lastBefore(at) };
  });
  const ofAlarms = alarms.filter(({ state, previous }) => state === 'ALARM' && previous === 'OK')
    .map(({ at }) => ({ cause: 'ALARM', at, attempt: blamed(at) }));
  const ofIncidents = incidents.filter(({ type }) => type === 'opened')
    .map(({ at, pipeline, execution }) => ({ cause: 'INCIDENT', at, attempt: known.get(keyOf({ pipeline, execution })) ?? blamed(at) }));

  // An alarm that nothing deployed explains is no failed change.
  const all = [...ofAttempts, ...ofRollbacks, ...ofDeployers, ...ofAlarms, ...ofIncidents];
  return sortedBy(all.filter(({ cause, attempt }) => attempt || cause === 'INCIDENT'), ({ at }) => at);
}

/** Rule 5: a stage that fails once what deploys has failed and restored the old version opens nothing again. */
function isOver({ cause, at, attempt }, failures, { deployers }) {
  const failed = failures.filter((other) => cause === 'STAGE_FAILED' && other.cause === 'DEPLOYER_FAILED' && other.attempt === attempt);
  return deployers.some((restored) => restored.outcome === 'RESTORED' && restored.at <= at && failed.some((other) => other.at < restored.at));
}

/** Rule 5: when an open failure may end, and whether only one of which alarms told. */
function endingsOf({ executions, alarms, incidents, deployers }) {
  const endings = [
    ...executions.flatMap(({ successes }) => [...successes].map((at) => ({ at, alarmsOnly: false }))),
    ...restoredTimes(deployers).map((at) => ({ at, alarmsOnly: false })),
    ...incidents.filter(({ type }) => type === 'resolved').map(({ at }) => ({ at, alarmsOnly: false })),
    ...calmTimes(alarms).map((at) => ({ at, alarmsOnly: true })),
  ];
  return sortedBy(endings, ({ at }) => at);
}

/** When what deploys had the old version back. Amazon ECS says only when it begins to go back that it does, and only at the end that it is there. */
function restoredTimes(deployers) {
  const restoring = new Set(deployers.filter(({ outcome }) => outcome === 'RESTORING').map(({ external }) => external));
  const isBack = ({ external, outcome }) => outcome === 'RESTORED' || (outcome === 'COMPLETED' && restoring.has(external));
  return deployers.filter(isBack).map(({ at }) => at);
}

/** When the last of the bound alarms that were in ALARM has left it. */
function calmTimes(alarms) {
  const ringing = new Set();
  return alarms.flatMap(({ alarm, state, at }) => {
    const before = ringing.size;
    if (state === 'ALARM') { ringing.add(alarm); } else { ringing.delete(alarm); }
    return before > 0 && ringing.size === 0 ? [at] : [];
  });
}

/** Rule 5. What ends in the very second in which something else fails has ended before: endings come first, and sorting keeps that. */
function outagesOf(failures, endings, { failureClock }) {
  const steps = [...endings, ...failures].sort((a, b) => a.at - b.at);
  const outages = [];
  let open;
  for (const step of steps) {
    if (step.cause) {
      open ??= { from: step.at, causes: new Set(), attempts: new Set() };
      open.causes.add(step.cause);
      if (step.attempt) {
        open.attempts.add(keyOf(step.attempt));
        if (failureClock === 'DEPLOYED') { open.from = Math.min(open.from, endOf(step.attempt)); }
      }
    } else if (open && (!step.alarmsOnly || [...open.causes].every((cause) => cause === 'ALARM'))) {
      outages.push({ ...open, to: step.at });
      open = undefined;
    }
  }
  return [...outages, ...open ? [open] : []].map(({ from, to, causes, attempts }) => (
    { from, to, causes: [...causes].sort(), attempts: [...attempts].sort() }
  ));
}

/** Rule 6. Executions come in the order of their starts, so a success carries all that is left of the first ones, up to itself. */
function deliver({ executions }) {
  const standard = executions.filter(({ type }) => type === 'STANDARD');
  const successes = sortedBy(standard.filter((execution) => execution.successes.size > 0), (execution) => Math.min(...execution.successes));
  const waiting = new Map();
  standard.forEach((execution) => listIn(waiting, execution.pipeline).push(execution));
  const done = new Set();
  const delivered = new Map();
  for (const success of successes) {
    const deployedAt = Math.min(...success.successes);
    const commits = carriedBy(success, waiting.get(success.pipeline)).flatMap((execution) => pendingOf(execution, done));
    commits.forEach(({ id }) => done.add(JSON.stringify([success.pipeline, id])));
    const leadTimeOf = (at) => at === undefined ? undefined : Math.max(0, deployedAt - at);
    delivered.set(keyOf(success), unique(commits).map(({ id, at }) => ({ id, at, leadTime: leadTimeOf(at) })));
  }
  return { delivered, pending: unique(standard.flatMap((execution) => pendingOf(execution, done))) };
}

function listIn(lists, key) {
  if (!lists.has(key)) { lists.set(key, []); }
  return lists.get(key);
}

/** Takes them out: what was delivered waits no more. */
function carriedBy(success, waiting) {
  const next = waiting.findIndex((execution) => startOf(execution) > startOf(success));
  return waiting.splice(0, next === -1 ? waiting.length : next);
}

function pendingOf({ pipeline, commits }, done) {
  return [...commits].filter(([id]) => !done.has(JSON.stringify([pipeline, id]))).map(([id, at]) => ({ id, at }));
}

/** Rule 7. */
function isRework({ deployStartedAt, branch = '', message = '' }, outages, { reworkBranches, revertsAreRework }) {
  return outages.some(({ from, to = Infinity }) => deployStartedAt > from && deployStartedAt < to)
    || reworkBranches.some((pattern) => globOf(pattern).test(branch))
    || (revertsAreRework && message.startsWith('Revert "'));
}

function causesByAttempt(failures) {
  const causes = new Map();
  for (const { cause, attempt } of failures.filter((failure) => failure.attempt)) {
    const key = keyOf(attempt);
    causes.set(key, (causes.get(key) ?? new Set()).add(cause));
  }
  return causes;
}

const keyOf = ({ pipeline, execution }) => JSON.stringify([pipeline, execution]);
const nameOf = ({ pipeline, execution }) => ({ pipeline, execution });

/** When an execution started; if that was lost, the first thing known of it. */
function startOf({ startedAt, deployStartedAt, successes, failures }) {
  return startedAt ?? Math.min(...[deployStartedAt, ...successes, ...failures].filter((at) => at !== undefined));
}

/** When an attempt was over: its success, else its last failure, else it has only begun. */
function endOf({ succeededAt, failures, deployStartedAt }) {
  return succeededAt ?? Math.max(deployStartedAt, ...failures);
}

module.exports = { reduce };
