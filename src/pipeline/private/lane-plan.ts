import { ExecutionMode } from 'aws-cdk-lib/aws-codepipeline';
import { IConstruct } from 'constructs';
import { ApprovalPlan } from './approval-stage';
import { resolveRules } from './branch-rules';
import { StageName } from './defaults';
import { LaneTrigger, resolveTrigger } from './lane-trigger';
import { ReleasePlan } from './pipeline-lane';
import { StepsByStage } from './pipeline-steps';
import { BranchRule, ReleasePhase } from '../branch-rule';
import { StandardPipelineProps } from '../standard-pipeline';

/** The pipeline of one branch rule. */
export interface LanePlan {
  readonly ruleName: string;
  readonly pipelineName?: string;
  readonly trigger: LaneTrigger;
  readonly executionMode: ExecutionMode;
  readonly phases: (ReleasePlan | ApprovalPlan)[];
  /** Whether it releases anything. */
  readonly releases: boolean;
  /** Whether the tests run that only what is released needs. */
  readonly releaseTests: boolean;
}

/** The first of them is the one that lives in the construct itself: the first that goes to production, wherever it stands. */
export function resolveLanes(
  scope: IConstruct, props: StandardPipelineProps, approval: ApprovalPlan | undefined, steps: StepsByStage,
): LanePlan[] {
  const { source, pipelineName } = props;
  const rules = resolveRules(scope, props);
  const main = rules.find(({ phases }) => phases.includes(ReleasePhase.PRODUCTION))!;
  const lane = (rule: BranchRule): LanePlan => {
    const releases = rule.phases.some((phase) => phase !== ReleasePhase.APPROVAL);
    return {
      ruleName: rule.ruleName,
      pipelineName: pipelineName && rule !== main ? `${pipelineName}-${rule.ruleName}` : pipelineName,
      trigger: resolveTrigger(rule, source),
      executionMode: rule.executionMode ?? (rule.pullRequests ? ExecutionMode.PARALLEL : ExecutionMode.QUEUED),
      phases: resolvePhases(rule, props, approval, steps),
      releases,
      releaseTests: releases && !rule.fastLane,
    };
  };
  return [main, ...rules.filter((rule) => rule !== main)].map(lane);
}

function resolvePhases(rule: BranchRule, props: StandardPipelineProps, approval: ApprovalPlan | undefined, steps: StepsByStage): LanePlan['phases'] {
  const releases = rule.phases.flatMap((phase): ReleasePlan[] => {
    switch (phase) {
      case ReleasePhase.STAGING:
        return [{ kind: 'release', stageName: StageName.STAGING, target: props.staging!, options: props.stagingOptions, steps: steps.staging }];
      case ReleasePhase.PRODUCTION:
        return [{ kind: 'release', stageName: StageName.PRODUCTION, target: props.production, options: props.productionOptions, steps: steps.production }];
      case ReleasePhase.APPROVAL:
        return [];
    }
  });
  return approval && rule.phases.includes(ReleasePhase.APPROVAL) ? withApproval(releases, approval) : releases;
}

/**
 * Before the stage that waits. A branch without that stage waits before production; one without production at the end: somebody signs it off.
 */
function withApproval(releases: ReleasePlan[], approval: ApprovalPlan): LanePlan['phases'] {
  const indexOf = (wanted?: string) => releases.findIndex(({ stageName }) => stageName === wanted);
  const at = indexOf(approval.beforeStage) >= 0 ? indexOf(approval.beforeStage) : indexOf(StageName.PRODUCTION);
  if (at < 0) { return [...releases, { ...approval, beforeStage: undefined, target: undefined }]; }
  const { stageName, target } = releases[at];
  return [...releases.slice(0, at), { ...approval, beforeStage: stageName, target }, ...releases.slice(at)];
}
