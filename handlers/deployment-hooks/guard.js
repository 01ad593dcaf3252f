'use strict';

/** In milliseconds: how long a deployment waits for alarms to end. */
const PATIENCE = 10 * 60_000;

/** As many alarms are described at once. */
const MAX_ALARMS = 100;

/** The reason not to deploy now, if there is one. What it cannot find out does not hold a deployment up. */
exports.refuse = async function refuse(details, deployment, outside) {
  for (const check of [refusePlaceholder, refuseWhileAlarmsFire]) {
    try {
      const refusal = await check(details, deployment, outside);
      if (refusal) { return refusal; }
    } catch (error) {
      outside.print({ problem: `${check.name}: ${error.message}`, consequence: 'the deployment goes on unchecked' });
    }
  }
  return undefined;
};

/** A stack that goes back after a failed update may go back to the placeholder, although something has been released since. */
async function refusePlaceholder({ releasePointer, placeholder, container }, deployment, { aws }) {
  if (!releasePointer) { return undefined; }
  const { Parameter: { Value: released } } = await aws('SSM', 'GetParameter', { Name: releasePointer });
  if (released === placeholder || await imageOf(container, await deployment.revision(), aws) !== placeholder) { return undefined; }
  return {
    hookStatus: 'FAILED',
    reason: `it would replace the released image ${released} with the placeholder that runs until the first release; the live version stays. ` +
      'If this was the rollback of a stack, skip the service with: aws cloudformation continue-update-rollback --resources-to-skip, then deploy again',
  };
}

async function imageOf(container, { taskDefinition }, aws) {
  const { taskDefinition: { containerDefinitions } } = await aws('ECS', 'DescribeTaskDefinition', { taskDefinition });
  return containerDefinitions.find(({ name }) => name === container)?.image;
}

/** Amazon ECS watches no alarm at all during a deployment that starts while one of them fires. */
async function refuseWhileAlarmsFire({ alarms = [] }, deployment, outside) {
  const firing = await firingOf(alarms, outside.aws);
  if (firing.length === 0 || await deployment.isFirst()) { return undefined; }
  const names = firing.join(', ');
  if (await deployment.wasLiveBefore()) {
    outside.print({ warning: `rollback alarms fire, so Amazon ECS watches none during this deployment: ${names}`, consequence: 'it goes on, for this version was live before' });
    return undefined;
  }
  const waited = outside.now() - await deployment.startedAt();
  return waited < PATIENCE
    ? { hookStatus: 'IN_PROGRESS', reason: `waits for rollback alarms to end: ${names}. To go ahead now: ${wayOut(firing)}` }
    : {
      hookStatus: 'FAILED',
      reason: `rollback alarms fire, and Amazon ECS would watch none during this deployment: ${names}. To go ahead once, deploy again and meanwhile: ` +
        `${wayOut(firing)}. To go ahead always: rollback: { whileAlarmsFire: WhileAlarmsFire.DEPLOY_UNWATCHED }`,
    };
}

function wayOut(alarms) {
  return alarms.map((name) => `aws cloudwatch set-alarm-state --alarm-name ${quote(name)} --state-value OK --state-reason deploy`).join('; ');
}

/** For a shell. */
function quote(text) {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

async function firingOf(alarms, aws) {
  const firing = [];
  for (let from = 0; from < alarms.length; from += MAX_ALARMS) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await aws('CloudWatch', 'DescribeAlarms', {
      AlarmNames: alarms.slice(from, from + MAX_ALARMS), AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: MAX_ALARMS,
    });
    firing.push(...[...MetricAlarms, ...CompositeAlarms].filter(({ StateValue }) => StateValue === 'ALARM').map(({ AlarmName }) => AlarmName));
  }
  return firing;
}
