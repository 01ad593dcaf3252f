import { ExecutionMode } from 'aws-cdk-lib/aws-codepipeline';
import { ApprovalPlan } from './approval-stage';
import { StageName } from './defaults';
import { ReleasePlan } from './pipeline-lane';
import { StepsByStage } from './pipeline-steps';
import { BranchRule, BranchStrategy, ReleasePhase } from '../branch-strategy';
import { StandardPipelineProps } from '../standard-pipeline';

/** The pipeline of one branch rule. */
export interface LanePlan {
  readonly rule: BranchRule;
  readonly pipelineName?: string;
  /** The branch to take when somebody starts the pipeline by hand; by default the source's own. */
  readonly branch?: string;
  readonly executionMode: ExecutionMode;
  readonly phases: (ReleasePlan | ApprovalPlan)[];
  /** Whether it releases anything. */
  readonly releases: boolean;
}

export function resolveLanes(props: StandardPipelineProps, approval: ApprovalPlan | undefined, steps: StepsByStage): LanePlan[] {
  const { branchStrategy = BranchStrategy.trunkBased(), pipelineName } = props;
  const [main, ...others] = branchStrategy._rules;
  const lane = (rule: BranchRule) => resolveLane(rule, props, approval, steps);
  return [
    { ...lane(main), pipelineName },
    ...others.map((rule) => ({ ...lane(rule), pipelineName: pipelineName && `${pipelineName}-${rule.ruleName}` })),
  ];
}

function resolveLane(rule: BranchRule, props: StandardPipelineProps, approval: ApprovalPlan | undefined, steps: StepsByStage): LanePlan {
  const phases = rule.phases.flatMap((phase): ReleasePlan[] => {
    switch (phase) {
      case ReleasePhase.STAGING:
        return props.staging
          ? [{ kind: 'release', stageName: StageName.STAGING, target: props.staging, options: props.stagingOptions, steps: steps.staging }]
          : [];
      case ReleasePhase.PRODUCTION:
        return [{ kind: 'release', stageName: StageName.PRODUCTION, target: props.production, options: props.productionOptions, steps: steps.production }];
      case ReleasePhase.APPROVAL:
        return [];
    }
  });
  const approved = approval && rule.phases.includes(ReleasePhase.APPROVAL) ? withApproval(phases, approval) : phases;
  return { rule, executionMode: ExecutionMode.QUEUED, phases: approved, releases: phases.length > 0 };
}

/** Before the stage that waits; at the end when that stage is not in the pipeline: somebody signs the branch off. */
function withApproval(releases: ReleasePlan[], approval: ApprovalPlan): (ReleasePlan | ApprovalPlan)[] {
  const at = releases.findIndex(({ stageName }) => stageName === approval.beforeStage);
  if (at < 0) { return [...releases, { ...approval, beforeStage: undefined, target: undefined }]; }
  return [...releases.slice(0, at), { ...approval, target: releases[at].target }, ...releases.slice(at)];
}
