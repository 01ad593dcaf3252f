import { Deployer, deployersOf, IWatchedTarget } from './measured-release';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { IDeployTarget } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';

/** Several targets that are released to in one stage. */
export class SeveralTargets implements IWatchedTarget {
  /**
   * Only a single one does for all: when one of several goes back and another one does not, rolling the stage back brings them together again. A
   * target that has gone back already finds the older version live then, and does nothing.
   */
  public readonly restoresItself: boolean;

  constructor(private readonly targets: IDeployTarget[], private readonly inOrder: boolean) {
    this.restoresItself = Array.isArray(targets) && targets.length === 1 && targets[0]?.restoresItself === true;
  }

  public bind(stage: PipelineStage): void {
    const { scope, codePipelineStage } = stage;
    if (!Array.isArray(this.targets) || this.targets.length === 0) {
      throw inputError(scope, `'targets' must be a list of deploy targets, at least one, got ${show(this.targets)}`);
    }
    this.targets.forEach((value) => requireAbility(scope, {
      prop: 'targets', value, method: 'bind', expected: 'a list of deploy targets, such as DeployTarget.ecs(service)',
    }));
    let { runOrder } = stage;
    for (const target of this.targets) {
      target.bind(PipelineStage._of({ ...stage, runOrder }));
      const taken = codePipelineStage.actions.map(({ actionProperties }) => actionProperties.runOrder ?? 1);
      if (this.inOrder) { runOrder = 1 + Math.max(runOrder, ...taken); }
    }
  }

  public deployersIn(stage: PipelineStage): Deployer[] {
    return this.targets.flatMap((target) => deployersOf(target, stage));
  }
}
