import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { PlanSettings, ShiftStep } from './plan-settings';

/** The configuration with which CodeDeploy shifts traffic as the plan says: one of its own where there is one. */
export function deploymentConfigOf(scope: Construct, { strategy, step }: PlanSettings): codedeploy.IEcsDeploymentConfig {
  if (!step) { return codedeploy.EcsDeploymentConfig.ALL_AT_ONCE; }
  return predefined(strategy, step) ?? new codedeploy.EcsDeploymentConfig(scope, 'DeploymentConfig', { trafficRouting: routing(strategy, step) });
}

function predefined(strategy: ecs.DeploymentStrategy, { percent, bakeTime }: ShiftStep): codedeploy.IEcsDeploymentConfig | undefined {
  const configs: Record<string, codedeploy.IEcsDeploymentConfig> = {
    'CANARY 10 5': codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    'CANARY 10 15': codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_15MINUTES,
    'LINEAR 10 1': codedeploy.EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTES,
    'LINEAR 10 3': codedeploy.EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_3MINUTES,
  };
  return configs[`${strategy} ${percent} ${bakeTime.toMinutes()}`];
}

function routing(strategy: ecs.DeploymentStrategy, { percent, bakeTime }: ShiftStep): codedeploy.TrafficRouting {
  const shift = { percentage: percent, interval: bakeTime };
  return strategy === ecs.DeploymentStrategy.CANARY
    ? codedeploy.TrafficRouting.timeBasedCanary(shift)
    : codedeploy.TrafficRouting.timeBasedLinear(shift);
}
