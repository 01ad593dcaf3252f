'use strict';
// Called by EventBridge when something happens to a pipeline: asks CodePipeline what it was, and tells the topics of those who are to hear it.
// The same event always makes the same message with the same id. Prints a line of JSON per call, with the reason where nobody is told.

const { callAws } = require('./aws');
const { factsOf } = require('./facts');
const { messageOf } = require('./message');
const { tellOf } = require('./tell');

exports.handler = (event) => run(event, { aws: callAws, print });

/** The handler with what it needs of the outside world. */
exports.run = run;

/** The pipeline or the execution is gone: that is no news. */
const GONE = ['PipelineNotFoundException', 'PipelineExecutionNotFoundException'];

async function run(event, outside) {
  const { event: what, pipeline, execution, stage } = event ?? {};
  const say = (result, more) => {
    outside.print({ result, event: what, pipeline, execution, stage, ...more });
    return { result };
  };
  if (!isEvent(event ?? {})) { return say('ignored', { reason: 'the call does not say what happened to which execution, and who is to hear it' }); }
  let facts;
  try {
    facts = await factsOf(event, outside.aws);
  } catch (error) {
    // What is thrown is tried again: throttling, above all.
    if (!GONE.includes(error.name)) { throw error; }
    return say('nothing to tell', { reason: error.name });
  }
  const told = tellOf(event, facts);
  if (told.silence) { return say('nothing to tell', { reason: told.silence }); }
  await publish(messageOf(event, told), event.topics, outside);
  return say('told', { title: told.title });
}

function isEvent({ event, pipeline, pipelineArn, execution, topics }) {
  const isText = (value) => typeof value === 'string' && value !== '';
  return [event, pipeline, pipelineArn, execution].every(isText) && Array.isArray(topics) && topics.length > 0 && topics.every(isText);
}

/** One topic that fails must not silence the others, nor make them hear twice. When all fail, all of them are tried again. */
async function publish(message, topics, { aws, print: log }) {
  const results = await Promise.allSettled(topics.map((TopicArn) => aws('SNS', 'Publish', { TopicArn, ...message })));
  const problems = results.flatMap(({ reason }, index) => (reason ? [`${topics[index]}: ${reason.message}`] : []));
  if (problems.length === topics.length) { throw new Error(`nobody could be told: ${problems.join('; ')}`); }
  problems.forEach((problem) => log({ problem, consequence: 'the other topics were told' }));
}

/** Not console.log, which would put the time before the JSON. */
function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
