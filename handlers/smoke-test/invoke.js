'use strict';

/** Has the function inside the VPC do the work; its answer is the answer. */
exports.invoke = async function invoke(functionName, event, send = sendToLambda) {
  const { Payload, FunctionError } = await send({ FunctionName: functionName, Payload: JSON.stringify(event) });
  const answer = JSON.parse(Buffer.from(Payload).toString('utf8'));
  if (FunctionError) { throw new Error(`${functionName} failed: ${answer?.errorMessage}`); }
  return answer;
};

function sendToLambda(input) {
  const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
  // A second call would test twice at once.
  return new LambdaClient({ maxAttempts: 1 }).send(new InvokeCommand(input));
}
