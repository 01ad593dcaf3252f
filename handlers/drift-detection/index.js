'use strict';
// Called by a schedule. Compares stacks with their templates and writes down how many resources of each differ, as a
// metric, and which, as a line. It changes nothing and may run as often as anybody likes.

const { callAws, print, sleep } = require('./aws');
const { driftOf, patiently } = require('./detect');

/** In milliseconds: to say at the end what could not be looked at. */
const RESERVE = 15_000;

exports.handler = (event, context) => run({
  aws: callAws, print, sleep, now: Date.now, left: () => context.getRemainingTimeInMillis() - RESERVE, settings: settingsOf(process.env),
});

/** The handler with what it needs of the outside world. */
exports.run = run;
exports.settingsOf = settingsOf;

function settingsOf({ PLACES, IGNORED, NAMESPACE, DETECTION }) {
  return { places: JSON.parse(PLACES), ignored: new Set(IGNORED.split(',')), namespace: NAMESPACE, detection: DETECTION };
}

/** A stack that cannot be looked at keeps nobody from looking at the others. */
async function run(outside) {
  const { settings: { places, detection } } = outside;
  const results = (await Promise.all(places.map((place) => inPlace(place, outside)))).flat();
  const unchecked = results.filter(({ problem }) => problem).length;
  measure(outside, 'Detection', detection, 'UncheckedStacks', unchecked);
  return { checked: results.length - unchecked, unchecked, drifted: results.reduce((sum, { count = 0 }) => sum + count, 0) };
}

/** One role for all stacks of an account and region; one stack after the other, as CloudFormation throttles detections. */
async function inPlace({ role, region, stacks }, outside) {
  let credentials;
  let refused;
  try {
    credentials = await credentialsOf(role, outside);
  } catch (error) {
    refused = `the role ${role} cannot be assumed: ${error.message}`;
  }
  const aws = (operation, input) => outside.aws('CloudFormation', operation, input, { region, credentials });
  const results = [];
  for (const { name, label } of stacks) {
    results.push(refused ? report(label, outside, { problem: refused }) : await check(name, label, aws, outside));
  }
  return results;
}

async function credentialsOf(role, outside) {
  const { Credentials } = await patiently(() => outside.aws('STS', 'AssumeRole', { RoleArn: role, RoleSessionName: 'drift-detection' }), outside);
  return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
}

async function check(name, label, aws, outside) {
  try {
    const { drifted, incomplete } = await driftOf(name, aws, outside);
    measure(outside, 'Stack', label, 'DriftedResources', drifted.length);
    return report(label, outside, { count: drifted.length, drifted, problem: incomplete });
  } catch (error) {
    return report(label, outside, { problem: /does not exist/.test(error.message) ? 'the stack does not exist' : error.message });
  }
}

function report(stack, { print: log }, { count, drifted, problem }) {
  log({ stack, ...drifted && { result: count > 0 ? 'drifted' : 'in sync', drifted }, ...problem && { problem } });
  return { count, problem };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function measure({ print: log, now, settings: { namespace } }, dimension, value, metric, count) {
  log({
    _aws: { Timestamp: now(), CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[dimension]], Metrics: [{ Name: metric, Unit: 'Count' }] }] },
    [dimension]: value,
    [metric]: count,
  });
}
