'use strict';

/** As many pages of actions are read; a page has 100. */
const MAX_PAGES = 20;

/** The execution that a call belongs to. The event does not say, so the parameters do; where they do not, the job may. */
exports.findExecution = async function findExecution({ id, parameters }, { aws }) {
  const resolved = /^[\w-]+$/.test(parameters.execution ?? '');
  const { pipelineName, pipelineExecutionId } = resolved ? {} : await contextOf(id, aws);
  const name = pipelineName ?? await nameOf(parameters, aws);
  const executionId = resolved ? parameters.execution : pipelineExecutionId;
  if (!executionId) { throw new Error('CodePipeline does not say which execution this is'); }
  const { pipelineExecution = {} } = await aws('CodePipeline', 'GetPipelineExecution', { pipelineName: name, pipelineExecutionId: executionId });
  return { name, executionId, isRollback: pipelineExecution.executionType === 'ROLLBACK' };
};

async function contextOf(jobId, aws) {
  const { jobDetails } = await aws('CodePipeline', 'GetJobDetails', { jobId });
  return jobDetails?.data?.pipelineContext ?? {};
}

async function nameOf({ stack, pipeline }, aws) {
  const { StackResourceDetail } = await aws('CloudFormation', 'DescribeStackResource', { StackName: stack, LogicalResourceId: pipeline });
  return StackResourceDetail.PhysicalResourceId;
}

/** What became of each action of a stage in an execution, by its name; of one that was tried again, the last time. */
exports.actionsOf = async function actionsOf({ name, executionId }, stageName, { aws }) {
  const latest = new Map();
  let nextToken;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await aws('CodePipeline', 'ListActionExecutions', {
      pipelineName: name, filter: { pipelineExecutionId: executionId }, ...nextToken && { nextToken },
    });
    for (const action of answer.actionExecutionDetails ?? []) {
      const startedAt = time(action.startTime);
      const known = latest.get(action.actionName);
      if (action.stageName === stageName && !(known?.startedAt > startedAt)) { latest.set(action.actionName, { status: action.status, startedAt }); }
    }
    nextToken = answer.nextToken;
    if (!nextToken) { break; }
  }
  return latest;
};

exports.time = time;

/** The SDK makes dates of what are seconds on the wire. */
function time(value) {
  return value instanceof Date ? value.getTime() : value * 1000;
}
