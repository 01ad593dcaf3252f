'use strict';

/** How the reason of a rejection begins that another function of this library gave. */
const SUPERSEDED = 'Superseded: execution ';

const LONGEST = 1500;

const TELLS = {
  'approval-waiting': approvalWaiting,
  'production-failed': failed,
  'stage-failed': failed,
  'rollback-began': rollbackBegan,
  'succeeded': succeeded,
};

/** What to say of an event, or why nothing is said. */
exports.tellOf = function tellOf(event, facts) {
  const tell = Object.hasOwn(TELLS, event.event) ? TELLS[event.event] : undefined;
  return tell ? tell(event, facts) : { silence: `nothing is known of ${event.event}` };
};

function approvalWaiting({ pipeline, stage, action }, facts) {
  const asked = facts.actions.find(({ stageName, actionName }) => stageName === stage && actionName === action);
  if (asked && asked.status !== 'InProgress') { return { silence: 'it has been answered already' }; }
  const { CustomData: comment, ExternalEntityLink: page } = asked?.input?.resolvedConfiguration ?? asked?.input?.configuration ?? {};
  return {
    title: `${pipeline}: a release waits for approval`,
    lines: [comment, ...changesOf(facts), page && `To help you decide: ${page}`],
    next: 'Approve or reject it',
    view: 'pipeline',
  };
}

function failed({ event, pipeline, stage }, facts) {
  const failures = facts.actions.filter(({ stageName, status }) => stageName === stage && status === 'Failed');
  const answer = failures.find(({ input }) => input?.actionTypeId?.category === 'Approval');
  if (answer) { return rejected(pipeline, answer, facts); }
  const what = facts.isRollback ? `the rollback of ${stage} failed` : `${stage} failed`;
  return {
    title: `${pipeline}: ${what}`,
    lines: [...failures.length > 0 ? failures.map(reasonOf) : ['No action failed: a condition of the stage was not met.'], ...changesOf(facts)],
    next: 'See what failed',
    // Whatever goes wrong in a stage, and with its rollback, is one incident.
    incident: event === 'production-failed' || event === 'stage-failed',
  };
}

function rejected(pipeline, answer, facts) {
  const reason = reasonOf(answer);
  if (reason.includes(SUPERSEDED)) { return { silence: 'something newer took its place' }; }
  return { title: `${pipeline}: a release was rejected, or nobody answered`, lines: [reason, ...changesOf(facts)], next: 'See why' };
}

function rollbackBegan({ pipeline }, facts) {
  if (!facts.isRollback) { return { silence: 'it is no rollback' }; }
  return {
    title: `${pipeline}: a rollback began`,
    lines: [
      facts.automatic ? 'CodePipeline brings the last release back that went well, because a stage failed.' : 'Somebody brings an older release back.',
      facts.target && `Back to execution ${facts.target}.`,
      ...changesOf(facts),
    ],
    next: 'Follow the rollback',
  };
}

function succeeded({ pipeline }, facts) {
  return { title: `${pipeline}: ${facts.isRollback ? 'rolled back' : 'released'}`, lines: changesOf(facts), next: 'See the release' };
}

/** What is released: the versions of the sources, and the image where the build exports one. */
function changesOf({ revisions, actions }) {
  const image = actions.map(({ output }) => output?.outputVariables?.IMAGE).find((value) => typeof value === 'string' && value !== '');
  return [
    ...revisions.map(({ id, message, url }) => [id && `${id.slice(0, 12)}:`, message, url && `(${url})`].filter(Boolean).join(' ')),
    image && `Image: ${image}`,
  ];
}

function reasonOf({ actionName, updatedBy, output, input }) {
  const { externalExecutionSummary: summary, externalExecutionUrl: url, errorDetails } = output?.executionResult ?? {};
  const by = input?.actionTypeId?.category === 'Approval' && updatedBy ? `by ${updatedBy}` : undefined;
  const said = [...new Set([errorDetails?.message, summary].filter(Boolean))].join(' ').slice(0, LONGEST);
  return [`${actionName}:`, said || 'failed without a reason', by, /^https:\/\//.test(url) ? url : undefined].filter(Boolean).join(' ');
}
