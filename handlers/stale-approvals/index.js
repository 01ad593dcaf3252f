'use strict';
// Called when an execution has passed the stage before an approval: rejects the approval that an older execution waits for, so that the
// newest can be approved. Everything is read anew at each call, so it does not matter whether calls come twice, late or in another order.
// Prints a line of JSON per call, with the reason.

const { callAws } = require('./aws');
const { findNewer } = require('./executions');

exports.handler = (event) => run(event, { aws: callAws, print });

/** The handler with what it needs of the outside world. */
exports.run = run;

/** How the reason of a rejection begins; what announces events is silent about those. */
const SUPERSEDED = 'Superseded:';

/** Somebody was quicker, or the pipeline has been changed: there is nothing left to reject. */
const DECIDED = [
  'ActionNotFoundException', 'ApprovalAlreadyCompletedException', 'InvalidApprovalTokenException', 'PipelineNotFoundException', 'StageNotFoundException',
];

async function run(event, outside) {
  const { pipeline, stage, action, execution } = event ?? {};
  const say = (result, more) => {
    outside.print({ result, pipeline, execution, ...more });
    return { result };
  };
  if (![pipeline, stage, action, execution].every((text) => typeof text === 'string' && text !== '')) {
    return say('ignored', { reason: 'the call does not say which execution can be approved where' });
  }
  try {
    const pending = await pendingApproval(event, outside.aws);
    if (!pending) { return say('nothing waits'); }
    const newer = await findNewer(pipeline, pending.execution, [...pending.next, execution], outside.aws);
    if (!newer) { return say('kept', { pending: pending.execution }); }
    await reject(event, pending.token, newer, outside.aws);
    return say('rejected', { pending: pending.execution, newer });
  } catch (error) {
    // What is thrown is tried again: throttling, above all.
    if (!DECIDED.includes(error.name)) { throw error; }
    return say('decided meanwhile', { reason: error.name });
  }
}

/** What waits for somebody's answer, and who waits for their turn behind it. */
async function pendingApproval({ pipeline, stage, action }, aws) {
  const { stageStates = [] } = await aws('CodePipeline', 'GetPipelineState', { name: pipeline });
  const state = stageStates.find(({ stageName }) => stageName === stage);
  const { status, token } = state?.actionStates?.find(({ actionName }) => actionName === action)?.latestExecution ?? {};
  const execution = state?.latestExecution?.pipelineExecutionId;
  if (status !== 'InProgress' || !token || !execution) { return undefined; }
  const inbound = [...state.inboundExecutions ?? [], ...state.inboundExecution ? [state.inboundExecution] : []];
  return { execution, token, next: inbound.map(({ pipelineExecutionId }) => pipelineExecutionId) };
}

/** The token belongs to this one request: whoever answers it first wins, and nothing else can be hit. */
async function reject({ pipeline, stage, action }, token, newer, aws) {
  await aws('CodePipeline', 'PutApprovalResult', {
    pipelineName: pipeline,
    stageName: stage,
    actionName: action,
    token,
    result: { status: 'Rejected', summary: `${SUPERSEDED} execution ${newer} can be approved and brings this change along.` },
  });
}

/** Not console.log, which would put the time before the JSON. */
function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
