import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { RollbackKind } from './rules/rollback-kind';
import { RollbackRule } from './rules/rollback-rule';
import { inputError, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { BakeGate } from '../bake-gate';
import { IDeployTarget } from '../deploy-target';
import { ReleaseOptions } from '../release-options';
import { RollbackStrategy } from '../rollback-strategy';
import { EntryResult, StageConditions, SuccessResult } from '../stage-conditions';
import { StageRule } from '../stage-rule';

/** A stage that releases, complete with its actions. */
export interface ReleasedStage {
  readonly pipeline: codepipeline.Pipeline;
  readonly codePipelineStage: codepipeline.IStage;
  readonly target: IDeployTarget;
  /** How many of its actions, the first ones, deploy. The others test what was deployed. */
  readonly deployActions: number;
}

/** What may begin the stage, what makes it a success, and what takes it back. */
export function addReleaseConditions(scope: Construct, stage: ReleasedStage, options: ReleaseOptions = {}): void {
  const { stageName } = stage.codePipelineStage;
  const prop = `${stageName[0].toLowerCase()}${stageName.slice(1)}Options`;
  requireKinds(scope, { [prop]: options }, { [prop]: 'options' });
  const { entryRules, entryResult, bakeGate, successRules = [], rollback = RollbackStrategy.automatic() } = options;
  requireOptions(scope, options, rollback);
  const conditions = () => StageConditions.on(stage.pipeline, stageName);
  if (entryRules) { conditions().beforeEntry(entryRules, entryResult ?? EntryResult.FAIL); }

  const afterwards = [...bakeGate ? [StageRule.bakeGate(bakeGate)] : [], ...successRules];
  const goesBack = rollback._kind === RollbackKind.AUTOMATIC || rollback._kind === RollbackKind.WHOLE_STAGE;
  if (afterwards.length > 0) { conditions().onSuccess(afterwards, goesBack ? SuccessResult.ROLLBACK : SuccessResult.FAIL); }

  if (rollback._kind === RollbackKind.DEPLOYER_ONLY) { requireRestoring(scope, stage); }
  if (goesBack) { addRollback(stage, rollback, conditions); }
}

/** What restores itself has done so when it fails: a second rollback would deploy once more what is live already. */
function addRollback(stage: ReleasedStage, { _kind: kind, _options }: RollbackStrategy, conditions: () => StageConditions): void {
  const { target, codePipelineStage: { actions }, deployActions } = stage;
  if (kind === RollbackKind.WHOLE_STAGE || !target.restoresItself) {
    conditions().rollBackOnFailure();
  } else if (deployActions < actions.length) {
    const names = actions.slice(0, deployActions).map(({ actionProperties }) => actionProperties.actionName);
    conditions().rollBackOnFailure([StageRule._of(new RollbackRule(names, _options?.logEncryptionKey))]);
  }
}

function requireOptions(scope: Construct, { bakeGate, entryRules, entryResult, successRules }: ReleaseOptions, rollback: RollbackStrategy): void {
  if (bakeGate !== undefined && !(bakeGate as BakeGate | null)?._kind) { throw inputError(scope, `'bakeGate' must be a BakeGate, such as BakeGate.watch([alarm]), got ${show(bakeGate)}`); }
  if (!(rollback as RollbackStrategy | null)?._kind) { throw inputError(scope, `'rollback' must be a RollbackStrategy, such as RollbackStrategy.automatic(), got ${show(rollback)}`); }
  requireKinds(scope, { rollback: rollback._options }, { rollback: 'options' });
  if (successRules !== undefined && !Array.isArray(successRules)) { throw inputError(scope, `'successRules' must be a list of rules, got ${show(successRules)}`); }
  if (entryResult && !entryRules) {
    throw inputError(scope, `'entryResult' must come with 'entryRules', got ${show(entryResult)} alone. Say what has to be so, or leave it out`);
  }
}

function requireRestoring(scope: Construct, { target, codePipelineStage }: ReleasedStage): void {
  if (target.restoresItself) { return; }
  throw inputError(scope, `'rollback' must not be RollbackStrategy.deployerOnly() for a target that does not restore itself, got it for ${codePipelineStage.stageName}. ` +
    'Use RollbackStrategy.automatic(), which takes the stage back, or RollbackStrategy.none()');
}
