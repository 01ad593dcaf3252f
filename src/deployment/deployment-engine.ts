import { EcsEngine } from './private/ecs-engine';
import { ReleaseEngine } from './private/engine';

/** Who carries a deployment plan out. */
export class DeploymentEngine {
  /** Amazon ECS itself: all plans, hooks and approvals, nothing else to run. */
  public static ecs(): DeploymentEngine {
    return new DeploymentEngine(new EcsEngine());
  }

  private constructor(
    /** @internal */
    public readonly _engine: ReleaseEngine,
  ) {}
}
