import { DeploymentHookConfig, IDeploymentHook } from '../deployment-hook';

/** A hook that is the same for every service. */
export class FixedHook implements IDeploymentHook {
  constructor(private readonly config: DeploymentHookConfig) {}

  public bind(): DeploymentHookConfig {
    return this.config;
  }
}
