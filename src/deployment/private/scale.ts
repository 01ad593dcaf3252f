import { Names } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct, IConstruct } from 'constructs';
import { combine, dimensionsOf, requestsPerTask } from './colour-metrics';
import { ScalingPlan } from './scaling-plan';
import { BalancedTraffic, Traffic } from './traffic';
import { inputError } from '../../core/private/input-error';

/** Which metric a target is for. */
type TrackedMetric = Pick<appscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty,
'predefinedMetricSpecification' | 'customizedMetricSpecification'>;

/** Makes the number of tasks follow the load. It renders no desired count: an update of the stack would undo what scaling did. */
export function scale(service: ecs.BaseService, plan: ScalingPlan, { balanced }: Traffic): ecs.ScalableTaskCount {
  requireRequests(service.node.scope!, plan, balanced);
  const count = service.autoScaleTaskCount({ minCapacity: plan.minTasks, maxCapacity: plan.maxTasks });
  const target = count.node.findChild('Target') as appscaling.ScalableTarget;
  track(target, 'Cpu', plan, plan.cpuPercent, predefined('ECSServiceAverageCPUUtilization'));
  if (plan.memoryPercent !== undefined) { track(target, 'Memory', plan, plan.memoryPercent, predefined('ECSServiceAverageMemoryUtilization')); }
  if (plan.requestsPerTask !== undefined) { track(target, 'Requests', plan, plan.requestsPerTask, requestsOf(balanced!)); }
  plan.schedules.forEach(({ schedule, timeZone, minTasks, maxTasks }, index) => {
    count.scaleOnSchedule(`Schedule${index}`, { schedule, timeZone, minCapacity: minTasks, maxCapacity: maxTasks });
  });
  return count;
}

function requireRequests(scope: IConstruct, plan: ScalingPlan, balanced?: BalancedTraffic): void {
  if (plan.requestsPerTask === undefined || balanced) { return; }
  throw inputError(scope, "'requestsPerTask' must be left out for a service without a load balancer, which would count the requests");
}

/** The L2 takes no metric math, and for the other targets does the same with more work. */
function track(target: appscaling.ScalableTarget, id: string, plan: ScalingPlan, targetValue: number, metric: TrackedMetric): void {
  const policy = new Construct(target, id);
  new appscaling.CfnScalingPolicy(policy, 'Resource', {
    policyName: Names.uniqueId(policy),
    policyType: 'TargetTrackingScaling',
    scalingTargetId: target.scalableTargetId,
    targetTrackingScalingPolicyConfiguration: {
      ...metric,
      targetValue,
      scaleInCooldown: plan.scaleInCooldown.toSeconds(),
      scaleOutCooldown: plan.scaleOutCooldown.toSeconds(),
    },
  });
}

function predefined(predefinedMetricType: string): TrackedMetric {
  return { predefinedMetricSpecification: { predefinedMetricType } };
}

/** One target group is idle between deployments: a target for it alone would scale in the live one. */
function requestsOf(traffic: BalancedTraffic): TrackedMetric {
  const { expression, metrics: { requests: [metricName, stat] } } = requestsPerTask();
  const colours = [traffic.blue, traffic.green];
  return {
    customizedMetricSpecification: {
      metrics: [
        ...colours.map((colour, index) => ({
          id: `requests${index}`,
          metricStat: {
            stat,
            metric: {
              namespace: 'AWS/ApplicationELB',
              metricName,
              dimensions: Object.entries(dimensionsOf(traffic, colour)).map(([name, value]) => ({ name, value })),
            },
          },
          returnData: false,
        })),
        { id: 'both', expression: combine(colours.map((_, index) => expression.replace(/#/g, String(index))), 'sum'), returnData: true },
      ],
    },
  };
}
