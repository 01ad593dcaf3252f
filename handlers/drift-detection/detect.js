'use strict';
// One stack: has CloudFormation compare it with its template, and says which resources differ.

const POLL = 5_000;

/** What is over when somebody else's detection or a busy API has had its turn. */
const PASSES = /throttl|rate exceeded|too many requests|already in progress|_IN_PROGRESS|service ?unavailable|internal ?(failure|error)|timeout/i;

/** Calls until it is not refused for the moment any more, or time is up. */
exports.patiently = patiently;
async function patiently(call, { sleep, left }) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const pause = Math.min(1_000 * 2 ** attempt, 30_000);
      if (!PASSES.test(`${error.name} ${error.message}`) || left() < pause) { throw error; }
      await sleep(pause);
    }
  }
}

/** The resources of a stack that are not what the template says; fails when CloudFormation could not look at the stack. */
exports.driftOf = async function driftOf(stack, aws, outside) {
  const { StackDriftDetectionId } = await patiently(() => aws('DetectStackDrift', { StackName: stack }), outside);
  const status = await detected(StackDriftDetectionId, aws, outside);
  if (status.DetectionStatus === 'DETECTION_FAILED' && !status.DriftedStackResourceCount) {
    throw new Error(`CloudFormation could not look at all of it: ${status.DetectionStatusReason}`);
  }
  const drifted = await driftedResources(stack, aws, outside);
  const incomplete = status.DetectionStatus === 'DETECTION_FAILED' ? status.DetectionStatusReason : undefined;
  return { drifted: drifted.flatMap((resource) => differenceOf(resource, outside.settings.ignored)), incomplete };
};

async function detected(id, aws, outside) {
  for (;;) {
    const status = await patiently(() => aws('DescribeStackDriftDetectionStatus', { StackDriftDetectionId: id }), outside);
    if (status.DetectionStatus !== 'DETECTION_IN_PROGRESS') { return status; }
    if (outside.left() < POLL) { throw new Error('CloudFormation has not compared it in time'); }
    await outside.sleep(POLL);
  }
}

async function driftedResources(stack, aws, outside) {
  const found = [];
  let NextToken;
  do {
    const input = { StackName: stack, StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'], MaxResults: 100, ...NextToken && { NextToken } };
    const answer = await patiently(() => aws('DescribeStackResourceDrifts', input), outside);
    found.push(...answer.StackResourceDrifts ?? []);
    NextToken = answer.NextToken;
  } while (NextToken);
  return found;
}

/** What deployments and scaling change by themselves is no drift. */
function differenceOf({ LogicalResourceId, ResourceType, StackResourceDriftStatus, PropertyDifferences = [] }, ignored) {
  const properties = PropertyDifferences.map(({ PropertyPath }) => String(PropertyPath).replace(/^\//, ''))
    .filter((property) => !ignored.has(`${ResourceType}/${property.split('/')[0]}`));
  if (StackResourceDriftStatus !== 'DELETED' && properties.length === 0 && PropertyDifferences.length > 0) { return []; }
  return [{ resource: LogicalResourceId, type: ResourceType, status: StackResourceDriftStatus, properties }];
}
