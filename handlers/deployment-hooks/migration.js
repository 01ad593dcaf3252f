'use strict';

const { time } = require('./deployment');

/** Names a migration by the deployment it belongs to. Amazon ECS calls the hook again and again; there is one task all the same. */
function nameOf({ id }) {
  return `migration/${id}`;
}

/** The migration of this deployment, if it has started; stopped tasks can be seen for an hour. */
exports.findMigration = async function findMigration(deployment, { aws }) {
  for (const desiredStatus of ['RUNNING', 'STOPPED']) {
    const { taskArns = [] } = await aws('ECS', 'ListTasks', { cluster: deployment.clusterArn, startedBy: nameOf(deployment), desiredStatus });
    if (taskArns.length === 0) { continue; }
    const { tasks = [] } = await aws('ECS', 'DescribeTasks', { cluster: deployment.clusterArn, tasks: taskArns.slice(0, 1) });
    if (tasks.length > 0) { return tasks[0]; }
  }
  return undefined;
};

exports.startMigration = async function startMigration(details, deployment, outside) {
  const revision = await deployment.revision();
  const excuse = await excuseFor(details, deployment, revision, outside);
  if (excuse) { return { hookStatus: 'SUCCEEDED', reason: excuse }; }

  const { tasks = [], failures = [] } = await outside.aws('ECS', 'RunTask', {
    cluster: deployment.clusterArn,
    taskDefinition: revision.taskDefinition,
    count: 1,
    startedBy: nameOf(deployment),
    // Two calls at once start one task.
    clientToken: nameOf(deployment),
    networkConfiguration: revision.networkConfiguration,
    ...capacityOf(revision),
    overrides: { containerOverrides: [{ name: details.container, command: details.command }] },
  });
  if (tasks.length > 0) { return followMigration(tasks[0], details, outside); }

  const why = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')).join(', ');
  if (outside.now() - await deployment.startedAt() < minutes(details)) { return { hookStatus: 'IN_PROGRESS', reason: `no task for the migration yet: ${why}` }; }
  return { hookStatus: 'FAILED', reason: `no task for the migration: ${why}` };
};

exports.followMigration = followMigration;

function followMigration(task, details, { now }) {
  if (task.lastStatus === 'STOPPED') { return judge(task, details); }
  const takesTooLong = now() - time(task.createdAt) >= minutes(details);
  if (!takesTooLong) { return { hookStatus: 'IN_PROGRESS', reason: `the migration is ${task.lastStatus}: ${task.taskArn}` }; }
  return {
    hookStatus: 'FAILED',
    reason: `the migration takes longer than ${details.timeoutMinutes} minutes, and goes on: ${task.taskArn}. To end it: ` +
      `aws ecs stop-task --cluster ${task.clusterArn} --task ${task.taskArn}`,
  };
}

function judge({ taskArn, containers = [], stoppedReason }, { container }) {
  const { exitCode, reason } = containers.find(({ name }) => name === container) ?? {};
  if (exitCode === 0) { return { hookStatus: 'SUCCEEDED', reason: `the migration is complete: ${taskArn}` }; }
  const ending = exitCode === undefined ? 'never ran' : `ended with exit code ${exitCode}`;
  const why = [reason, stoppedReason].filter(Boolean).join('; ');
  return { hookStatus: 'FAILED', reason: `the migration ${ending}${why && ` (${why})`}: ${taskArn}. What it wrote is in the log of the service` };
}

/** Old versions have been migrated; they would not know what newer ones have done since. */
async function excuseFor({ placeholder, container }, deployment, { taskDefinition }, { aws, print }) {
  const wasLive = await deployment.wasLiveBefore();
  if (wasLive) { return 'this version was live before, so it does not migrate again'; }
  if (!placeholder) { return undefined; }
  const { taskDefinition: { containerDefinitions } } = await aws('ECS', 'DescribeTaskDefinition', { taskDefinition });
  return containerDefinitions.find(({ name }) => name === container)?.image === placeholder ? 'nothing has been released, so there is nothing to migrate' : undefined;
}

/** A migration must not be interrupted, as tasks on spare capacity are. */
function capacityOf({ launchType, capacityProviderStrategy = [], platformVersion }) {
  const onFargate = launchType === 'FARGATE' || capacityProviderStrategy.some(({ capacityProvider }) => capacityProvider.startsWith('FARGATE'));
  if (onFargate) { return { launchType: 'FARGATE', platformVersion }; }
  return capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : { launchType };
}

function minutes({ timeoutMinutes }) {
  return Number(timeoutMinutes) * 60_000;
}
