'use strict';

/** Enough for the longest pipeline with some retries. */
const MOST_PAGES = 5;

/** What CodePipeline knows of the execution that an event is about. */
exports.factsOf = async function factsOf({ pipeline, execution }, aws) {
  const of = { pipelineName: pipeline, pipelineExecutionId: execution };
  const { pipelineExecution = {} } = await aws('CodePipeline', 'GetPipelineExecution', of);
  return {
    isRollback: pipelineExecution.executionType === 'ROLLBACK',
    automatic: pipelineExecution.trigger?.triggerType === 'AutomatedRollback',
    target: pipelineExecution.rollbackMetadata?.rollbackTargetPipelineExecutionId,
    revisions: (pipelineExecution.artifactRevisions ?? []).map(revisionOf),
    actions: await actionsOf(of, aws),
  };
};

/** The newest first, as CodePipeline lists them. */
async function actionsOf({ pipelineName, pipelineExecutionId }, aws) {
  const actions = [];
  let nextToken;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await aws('CodePipeline', 'ListActionExecutions', {
      pipelineName, filter: { pipelineExecutionId }, maxResults: 100, ...nextToken && { nextToken },
    });
    actions.push(...answer.actionExecutionDetails ?? []);
    nextToken = answer.nextToken;
    if (!nextToken) { break; }
  }
  return actions;
}

/** The message of a commit comes as it is, or from connections inside of JSON. */
function revisionOf({ revisionId, revisionSummary, revisionUrl }) {
  return { id: text(revisionId), message: firstLineOf(messageIn(revisionSummary)), url: /^https:\/\//.test(revisionUrl) ? revisionUrl : undefined };
}

function messageIn(summary) {
  try {
    const { CommitMessage } = JSON.parse(summary);
    return text(CommitMessage) ?? summary;
  } catch {
    return summary;
  }
}

function firstLineOf(value) {
  return text(value)?.trim().split(/\r?\n/)[0].slice(0, 200);
}

function text(value) {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
