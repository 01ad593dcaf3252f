'use strict';

/** As many executions as the API returns at once. */
const PAGE = 100;

/** Older executions than these are not looked for. */
const MOST_PAGES = 20;

/**
 * The newest of some executions, if it started after the one that waits and still goes on. A rollback is no newer release: it brings
 * something old back.
 */
exports.findNewer = async function findNewer(pipeline, waiting, candidates, aws) {
  const seen = await executionsSince(pipeline, waiting, aws);
  const since = seen.find(({ pipelineExecutionId }) => pipelineExecutionId === waiting);
  // Where it is nowhere to be seen, nothing is known of which is older.
  if (!since) { return undefined; }
  const newer = seen.filter((execution) => (
    candidates.includes(execution.pipelineExecutionId) && goesOn(execution) && startOf(execution) > startOf(since)));
  return newer.sort((one, other) => startOf(other) - startOf(one))[0]?.pipelineExecutionId;
};

function goesOn({ status, executionType }) {
  return status === 'InProgress' && executionType !== 'ROLLBACK';
}

/** The SDK makes dates of what are seconds on the wire. */
function startOf({ startTime }) {
  return new Date(startTime).getTime();
}

/** CodePipeline lists those that started last first: page by page, until the one that waits is among them. */
async function executionsSince(pipelineName, waiting, aws) {
  const seen = [];
  let nextToken;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await aws('CodePipeline', 'ListPipelineExecutions', { pipelineName, maxResults: PAGE, ...nextToken && { nextToken } });
    const executions = answer.pipelineExecutionSummaries ?? [];
    seen.push(...executions);
    nextToken = answer.nextToken;
    if (!nextToken || executions.some(({ pipelineExecutionId }) => pipelineExecutionId === waiting)) { break; }
  }
  return seen;
}
