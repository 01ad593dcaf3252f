import { Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { ReleaseEngine, ReleaseParts, ReleaseServiceOptions } from './engine';
import { PlanSettings } from './plan-settings';
import { ReleasePlan } from './release-plan';
import { requireRollingRoom } from './rolling-room';
import { ServicePlan } from './service-plan';
import { requireCloudFormationInTime } from './shift-limit';
import { CONTAINER_NAME } from './task';
import { BalancedTraffic } from './traffic';
import { TrafficRole } from './traffic-role';
import { waitFor } from './wait-for';

/** What the L2 is told of a rolling plan of which it cannot know how much room it leaves. */
const WHILE_UNKNOWN = { minHealthyPercent: 0, maxHealthyPercent: 200 };

/** Amazon ECS moves the traffic, calls the hooks and watches the alarms itself. */
export class EcsEngine implements ReleaseEngine {
  public readonly testsLiveVersion = false;

  public validate(scope: Construct, { settings }: ReleasePlan): void {
    requireCloudFormationInTime(scope, settings);
  }

  public serviceOptions({ settings }: ReleasePlan): ReleaseServiceOptions {
    const { strategy, bakeTime, step, minHealthyPercent = 100, maxHealthyPercent = 200 } = settings;
    const shift = step && { stepPercent: step.percent, stepBakeTime: step.bakeTime };
    return {
      deploymentStrategy: strategy,
      bakeTime,
      canaryConfiguration: strategy === ecs.DeploymentStrategy.CANARY ? shift : undefined,
      linearConfiguration: strategy === ecs.DeploymentStrategy.LINEAR ? shift : undefined,
      ...areKnown(minHealthyPercent, maxHealthyPercent) ? { minHealthyPercent, maxHealthyPercent } : WHILE_UNKNOWN,
      circuitBreaker: { rollback: true },
      availabilityZoneRebalancing: rebalancing(maxHealthyPercent),
    };
  }

  public connect(scope: Construct, plan: ServicePlan, { service, traffic, gate, hooks }: ReleaseParts): undefined {
    requireRollingRoom(scope, plan.release.settings, plan.scaling);
    if (traffic.balanced) { registerTasks(plan, service, traffic.balanced); }
    sayUnknownRoom(service, plan.release.settings);
    gate.guard(service);
    hooks.guard(service);
  }
}

/** The L2 compares the two, and takes tokens for large negative numbers. */
function sayUnknownRoom(service: ecs.BaseService, { minHealthyPercent, maxHealthyPercent }: PlanSettings): void {
  if (areKnown(minHealthyPercent, maxHealthyPercent)) { return; }
  const resource = service.node.defaultChild as ecs.CfnService;
  resource.addPropertyOverride('DeploymentConfiguration.MinimumHealthyPercent', minHealthyPercent);
  resource.addPropertyOverride('DeploymentConfiguration.MaximumPercent', maxHealthyPercent);
}

function areKnown(...values: (number | undefined)[]): boolean {
  return !values.some((value) => Token.isUnresolved(value));
}

/** Amazon ECS starts a task in one zone before it stops one in another, and needs room for that. */
function rebalancing(maxHealthyPercent: number): ecs.AvailabilityZoneRebalancing {
  const hasRoom = Token.isUnresolved(maxHealthyPercent) || maxHealthyPercent > 100;
  return hasRoom ? ecs.AvailabilityZoneRebalancing.ENABLED : ecs.AvailabilityZoneRebalancing.DISABLED;
}

/** Registers the tasks with the load balancer and hands the rules to Amazon ECS. */
function registerTasks(plan: ServicePlan, service: ecs.BaseService, traffic: BalancedTraffic): void {
  const target = service.loadBalancerTarget({
    containerName: CONTAINER_NAME,
    containerPort: plan.container.containerPort,
    // Also for a rolling plan: ECS wants to know the other group before it shifts traffic for the first time.
    alternateTarget: new ecs.AlternateTarget('Green', {
      role: TrafficRole.of(service),
      alternateTargetGroup: traffic.green,
      productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(traffic.productionRule),
      testListener: traffic.testRule && ecs.ListenerRuleConfiguration.applicationListenerRule(traffic.testRule),
    }),
  });
  target.attachToApplicationTargetGroup(traffic.blue);
  waitFor(service, traffic.productionRule, ...traffic.testRule ? [traffic.testRule] : []);
}
