import { RemovalPolicy } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { requireForCodeDeploy } from './code-deploy-checks';
import { buildDeploymentGroup } from './code-deploy-group';
import { ReleaseEngine, ReleaseParts, ReleaseServiceOptions } from './engine';
import { ReleasePlan } from './release-plan';
import { ServicePlan } from './service-plan';
import { CONTAINER_NAME } from './task';
import { waitFor } from './wait-for';
import { inputError } from '../../core/private/input-error';
import { CodeDeployOptions } from '../code-deploy-options';

/**
 * AWS CodeDeploy starts the new version as a second task set of the service, moves the weights of the rules and watches the alarms.
 *
 * CloudFormation sends all properties of the service when one of them changes, and Amazon ECS then refuses: so no prop that
 * may change later reaches the service.
 */
export class CodeDeployEngine implements ReleaseEngine {
  /** CodeDeploy refuses a test listener that leads elsewhere. */
  public readonly testsLiveVersion = true;

  constructor(private readonly options: CodeDeployOptions) {}

  public validate(scope: Construct, release: ReleasePlan): void {
    requireForCodeDeploy(scope, release, this.options);
  }

  public serviceOptions(): ReleaseServiceOptions {
    return {
      deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
      // What Amazon ECS takes for granted; on EC2 instances, it accepts nothing else.
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
    };
  }

  public connect(scope: Construct, plan: ServicePlan, { service, traffic, gate }: ReleaseParts): codedeploy.IEcsDeploymentGroup {
    const { balanced } = traffic;
    if (!balanced) {
      throw inputError(scope, "'ingress' must be a load balancer with DeploymentEngine.codeDeploy(), which shifts traffic between target groups. " +
        'Use DeploymentEngine.ecs() for a service without one');
    }
    service.loadBalancerTarget({ containerName: CONTAINER_NAME, containerPort: plan.container.containerPort })
      .attachToApplicationTargetGroup(balanced.blue);
    waitFor(service, balanced.productionRule, ...balanced.testRule ? [balanced.testRule] : []);
    // The version that runs, and the one to go back to, need their revisions when the template has moved on.
    service.taskDefinition.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return buildDeploymentGroup(scope, { service, traffic: balanced, gate, settings: plan.release.settings, options: this.options });
  }
}
