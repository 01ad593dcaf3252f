'use strict';

/** As many revisions are described at once. */
const MAX_REVISIONS = 20;

/** What is deployed, looked up when somebody asks, and once. */
exports.readDeployment = function readDeployment(event, { aws }) {
  const { serviceArn, targetServiceRevisionArn: target } = event.executionDetails ?? {};
  const describe = once(async () => {
    const { serviceDeployments } = await aws('ECS', 'DescribeServiceDeployments', { serviceDeploymentArns: [event.resourceArn] });
    return only(serviceDeployments, event.resourceArn);
  });
  const history = once(async () => {
    const [{ sourceServiceRevisions = [] }, successful] = await Promise.all([describe(), successfulRevisions(serviceArn, aws)]);
    const earlier = [...new Set([...sourceServiceRevisions.map(({ arn }) => arn), ...successful])].filter((arn) => arn !== target);
    const revisions = await revisionsOf([target, ...earlier].slice(0, MAX_REVISIONS), aws);
    return { revision: only(revisions.filter((each) => each.serviceRevisionArn === target), target), earlier: revisions.filter((each) => each.serviceRevisionArn !== target) };
  });
  return {
    id: event.resourceArn?.split('/').pop(),
    clusterArn: serviceArn?.replace(':service/', ':cluster/').replace(/\/[^/]*$/, ''),
    startedAt: async () => time((await describe()).startedAt ?? (await describe()).createdAt),
    revision: async () => (await history()).revision,
    isFirst: async () => (await history()).earlier.length === 0,
    wasLiveBefore: async () => {
      const { revision, earlier } = await history();
      return earlier.some(({ taskDefinition }) => taskDefinition === revision.taskDefinition);
    },
  };
};

exports.time = time;

/** The SDK makes dates of what are seconds on the wire. */
function time(value) {
  return value instanceof Date ? value.getTime() : value * 1000;
}

async function successfulRevisions(serviceArn, aws) {
  const [, cluster] = serviceArn.split('/');
  const { serviceDeployments = [] } = await aws('ECS', 'ListServiceDeployments', { cluster, service: serviceArn, status: ['SUCCESSFUL'] });
  return serviceDeployments.map(({ targetServiceRevisionArn }) => targetServiceRevisionArn);
}

async function revisionsOf(arns, aws) {
  const { serviceRevisions = [] } = await aws('ECS', 'DescribeServiceRevisions', { serviceRevisionArns: arns });
  return serviceRevisions;
}

function only(found, arn) {
  if (!found?.length) { throw new Error(`${arn} was not found`); }
  return found[0];
}

function once(look) {
  let result;
  return () => result ??= look();
}
