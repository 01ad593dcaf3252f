import { Tokenization } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { TRAFFIC } from './defaults';
import { ServicePlan } from './service-plan';
import { TrafficOptions } from '../traffic-options';

/** One of the two target groups of a service. Nothing of it that could change would replace it. */
export function buildTargetGroup(
  scope: Construct, id: string, plan: ServicePlan, { deregistrationDelay }: TrafficOptions,
): elbv2.ApplicationTargetGroup {
  const targetGroup = new elbv2.ApplicationTargetGroup(scope, id, {
    vpc: plan.network.vpc,
    // Amazon ECS registers each task with its own port. A port here could never change: it would replace both groups.
    port: 80,
    protocol: elbv2.ApplicationProtocol.HTTP,
    targetType: elbv2.TargetType.IP,
    deregistrationDelay: TRAFFIC.deregistrationDelay,
    healthCheck: plan.container.healthCheck.probe,
  });
  // The L2 would render a time that is known at deployment only as a number, which an attribute must not be.
  if (deregistrationDelay) { targetGroup.setAttribute('deregistration_delay.timeout_seconds', Tokenization.stringifyNumber(deregistrationDelay.toSeconds())); }
  return targetGroup;
}
