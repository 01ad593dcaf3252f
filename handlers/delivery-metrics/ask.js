'use strict';
// Asks the APIs of AWS what events did not say.

const { factsOfExecution } = require('./facts');

/** Of each execution of a page, two calls or more ask for the rest: some ten seconds. */
const PAGE = 20;

/** What CodePipeline knows of one execution. It forgets executions after twelve months. */
async function askForExecution({ pipeline, execution, startTime }, binding, { aws }) {
  try {
    const { pipelineExecution } = await aws('CodePipeline', 'GetPipelineExecution', {
      pipelineName: pipeline, pipelineExecutionId: execution,
    }, binding.role);
    const actions = await pages((nextToken) => aws('CodePipeline', 'ListActionExecutions', {
      pipelineName: pipeline, filter: { pipelineExecutionId: execution }, nextToken,
    }, binding.role), 'actionExecutionDetails');
    return factsOfExecution({ execution: pipelineExecution, actions, startTime }, binding);
  } catch (error) {
    if (['PipelineNotFoundException', 'PipelineExecutionNotFoundException'].includes(error.name)) { return []; }
    throw error;
  }
}

/** Whether a deployment of CodeDeploy restored what was there before: in a pipeline, or as the execution that it is by itself. */
async function askForDeployment({ deployment, at, execution }, { role }, { aws }) {
  const { deploymentInfo } = await aws('CodeDeploy', 'GetDeployment', { deploymentId: deployment }, role);
  if (deploymentInfo?.creator !== 'codeDeployRollback') { return []; }
  return [execution ? { kind: 'type', ...execution, type: 'ROLLBACK', at } : { kind: 'deployer', external: deployment, outcome: 'RESTORED', at }];
}

/** One page of the executions of a pipeline, the newest first. */
async function listExecutions(pipeline, nextToken, { role }, { aws }) {
  const { pipelineExecutionSummaries: executions = [], nextToken: next } = await aws('CodePipeline', 'ListPipelineExecutions', {
    pipelineName: pipeline, maxResults: PAGE, nextToken,
  }, role);
  return { executions, next };
}

async function pages(call, field) {
  const all = [];
  let nextToken;
  do {
    const page = await call(nextToken);
    all.push(...page[field] ?? []);
    ({ nextToken } = page);
  } while (nextToken);
  return all;
}

module.exports = { askForExecution, askForDeployment, listExecutions };
