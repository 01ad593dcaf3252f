import { DeclaredStage, hasResult, isOf, rulesOf } from './declared-stage';
import { RuleProvider } from './rule-kind';
import { WarningId } from '../../../core/private/warning-ids';

/** What of a pipeline decides which conditions its stages may have. */
export interface PipelineShape {
  readonly pipelineType: string;
  readonly executionMode: string;
}

/** What AWS refuses or ignores, whoever wrote it. */
export function problemsOfStages(stages: DeclaredStage[], shape: PipelineShape): string[] {
  return [
    ...needsV2(stages, shape),
    ...stages.flatMap((stage, index) => [
      ...rollsBackIllegally(stage, index === 0, shape),
      ...skipsIllegally(stage),
      ...retriesIllegally(stage),
    ]),
  ];
}

/** A warning and its id. */
export interface StageWarning {
  readonly id: WarningId;
  readonly text: string;
}

/** What AWS takes and what does something else than one thinks. */
export function warningsOfStages(stages: DeclaredStage[]): StageWarning[] {
  return stages.flatMap((stage) => [...alarmBeforeWindow(stage), ...plainRules(stage)]);
}

function needsV2(stages: DeclaredStage[], { pipelineType }: PipelineShape): string[] {
  if (pipelineType === 'V2') { return []; }
  return stages.filter(({ beforeEntry, onSuccess, onFailure }) => beforeEntry ?? onSuccess ?? onFailure).map(({ name }) =>
    `'pipelineType' must be V2 for a pipeline with conditions, got ${pipelineType} with conditions of ${name}. Give the pipeline PipelineType.V2`);
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html */
function rollsBackIllegally({ name, onSuccess, onFailure }: DeclaredStage, isFirst: boolean, { executionMode }: PipelineShape): string[] {
  if (!hasResult(onSuccess, 'ROLLBACK') && !hasResult(onFailure, 'ROLLBACK')) { return []; }
  const problems: string[] = [];
  if (executionMode === 'PARALLEL') {
    problems.push(`'executionMode' must not be PARALLEL for a pipeline with a stage that rolls back, got it with ${name}. Use ExecutionMode.QUEUED, or let the stage ` +
      'fail (of a StandardPipeline: RollbackStrategy.none())');
  }
  if (isFirst) { problems.push(`'stageName' must name a stage after the one with the source, which cannot roll back, got ${name}. Let a stage that deploys roll back`); }
  return problems;
}

function skipsIllegally({ name, beforeEntry }: DeclaredStage): string[] {
  if (!hasResult(beforeEntry, 'SKIP')) { return []; }
  const wrong = rulesOf(beforeEntry).filter((rule) => !isOf(rule, RuleProvider.LAMBDA, RuleProvider.VARIABLE));
  return wrong.map(({ ruleTypeId }) =>
    `'rules' must be rules on variables or functions where a stage is skipped, got ${ruleTypeId.provider} for ${name}. Use EntryResult.FAIL, or have a function look`);
}

/** A failed or executed change set is gone: trying that action alone fails again (aws-cdk#11995). */
function retriesIllegally({ name, onFailure, actions = [] }: DeclaredStage): string[] {
  if (!hasResult(onFailure, 'RETRY')) { return []; }
  const mode = onFailure?.retryConfiguration?.retryMode;
  const problems: string[] = [];
  if (mode === undefined) { problems.push(`'retryMode' must be given for a stage that is retried, got none for ${name}. Use RetryMode.ALL_ACTIONS`); }
  const changeSet = actions.find(({ configuration }) => configuration?.ActionMode?.startsWith?.('CHANGE_SET'));
  if (mode === 'FAILED_ACTIONS' && changeSet) {
    problems.push(`'retryMode' must be ALL_ACTIONS for a stage with change sets, got FAILED_ACTIONS for ${name} with ${changeSet.name}. The change set of a failed ` +
      'action is gone: use RetryMode.ALL_ACTIONS');
  }
  return problems;
}

function alarmBeforeWindow({ name, beforeEntry }: DeclaredStage): StageWarning[] {
  const rules = rulesOf(beforeEntry);
  const both = [RuleProvider.ALARM, RuleProvider.DEPLOYMENT_WINDOW].every((provider) => rules.some((rule) => isOf(rule, provider)));
  if (!both) { return []; }
  const text = `${name} waits for an alarm and for a deployment window in one condition: the alarm is not looked at again when the window opens, perhaps hours ` +
    'later. Put the window before an earlier stage, such as one that waits for an approval.';
  return [{ id: WarningId.ALARM_BEFORE_WINDOW, text }];
}

/** Written with `codepipeline.Rule`, which makes no role, grants nothing and leaves out the version. */
function plainRules({ name, beforeEntry, onSuccess, onFailure }: DeclaredStage): StageWarning[] {
  const needsNothing = [RuleProvider.VARIABLE, RuleProvider.DEPLOYMENT_WINDOW];
  return [beforeEntry, onSuccess, onFailure].flatMap(rulesOf)
    .filter((rule) => !rule.ruleTypeId.version || !rule.roleArn && !isOf(rule, ...needsNothing))
    .map((rule) => ({
      id: WarningId.PLAIN_STAGE_RULE,
      text: `Rule ${rule.name} of ${name} has no ${rule.ruleTypeId.version ? 'role: that of the pipeline has to allow what it does, and nobody sees to that' : 'version'}. ` +
        'Use a StageRule.',
    }));
}
