'use strict';

const { patient } = require('./aws');

/** AWS takes no longer texts. */
const MAX_SUMMARY = 2048;
const MAX_MESSAGE = 5000;

/** The job has been answered before, or its time is over. */
const TOO_LATE = ['InvalidJobStateException', 'JobNotFoundException'];

/**
 * Answers a job of CodePipeline, come what may: without an answer it waits for 20 minutes.
 * `decide` returns `{ passed }`, `{ failed }` or `{ waits, token }`, each with the reason, for what is to be known of the job.
 */
exports.answerJob = async function answerJob(event, outside, decide) {
  const job = event?.['CodePipeline.job'];
  if (!job?.id) {
    outside.print({ problem: 'the call is no job of CodePipeline', consequence: 'it is not answered' });
    return undefined;
  }
  const around = { ...outside, aws: patient(outside) };
  const verdict = await judge(job, around, decide);
  outside.print({ job: job.id, ...verdict });
  await send(job.id, verdict, around);
  return verdict;
};

async function judge(job, outside, decide) {
  try {
    return await decide(readJob(job), outside);
  } catch (error) {
    return { failed: `it could not be found out whether the release is well: ${error.message}` };
  }
}

function readJob({ id, data }) {
  return {
    id,
    parameters: parse(data?.actionConfiguration?.configuration?.UserParameters, 'UserParameters'),
    token: data?.continuationToken ? parse(data.continuationToken, 'the continuation token') : undefined,
  };
}

function parse(text, what) {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null) { return value; }
  } catch { /* Said below. */ }
  throw new Error(`${what} must be JSON of ours`);
}

async function send(jobId, { passed, waits, token, failed }, { aws, print }) {
  try {
    if (failed !== undefined) {
      await aws('CodePipeline', 'PutJobFailureResult', { jobId, failureDetails: { type: 'JobFailed', message: failed.slice(0, MAX_MESSAGE) } });
    } else {
      const executionDetails = { summary: (passed ?? waits).slice(0, MAX_SUMMARY) };
      await aws('CodePipeline', 'PutJobSuccessResult', { jobId, executionDetails, ...token && { continuationToken: JSON.stringify(token) } });
    }
  } catch (error) {
    // Anything else is thrown: Lambda then calls again.
    if (!TOO_LATE.includes(error.name)) { throw error; }
    print({ job: jobId, problem: error.message, consequence: 'the job had its answer before' });
  }
}
