import { CodeDeployOptions } from './code-deploy-options';
import { CodeDeployEngine } from './private/code-deploy-engine';
import { EcsEngine } from './private/ecs-engine';
import { ReleaseEngine } from './private/engine';

/** Who carries a deployment plan out. */
export class DeploymentEngine {
  /** Amazon ECS itself: all plans, hooks and approvals, nothing else to run. */
  public static ecs(): DeploymentEngine {
    return new DeploymentEngine(new EcsEngine());
  }

  /**
   * AWS CodeDeploy, for those whose pipelines or rules ask for it: a deployment group with the service's alarms and test listener.
   * It carries out `blueGreen`, `allAtOnce`, `canary` and `linear` plans, the shares in whole percent; no hooks, smoke test or
   * approval of ours, no test traffic by header, no Service Connect.
   *
   * Decide on the engine when the service is new: a service of Amazon ECS cannot become one of CodeDeploy. `cdk deploy`
   * registers what changed, such as a new image, as a revision of the task definition; it goes live when a deployment of
   * CodeDeploy with that revision is created. CloudFormation cannot change the service itself any more, see the README.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html
   */
  public static codeDeploy(options: CodeDeployOptions = {}): DeploymentEngine {
    return new DeploymentEngine(new CodeDeployEngine(options));
  }

  private constructor(
    /** @internal */
    public readonly _engine: ReleaseEngine,
  ) {}
}
