import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { addApproval, ApprovalPlan } from './approval-stage';
import { acknowledgeArtifactWriter } from './artifact-access';
import { buildArtifactBucket } from './artifact-bucket';
import { addTriggers } from './branch-triggers';
import { addCommits } from './commits-step';
import { PIPELINE_DEFAULTS, StageName } from './defaults';
import { isClone, requireFilesForOthers } from './full-clone';
import type { LanePlan } from './lane-plan';
import { measuredRelease, MeasuredRelease, measureRelease, requireOwnName } from './measured-release';
import type { PipelinePlan } from './pipeline-plan';
import { addReleaseConditions } from './release-conditions';
import { BuildOutput } from '../build-step';
import { IDeployTarget, IReviewableTarget, ReleaseReview } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';
import { IPipelineStep } from '../pipeline-step';
import { ReleaseOptions } from '../release-options';

/** One way to production, or a part of it: the pipeline of one branch rule. */
export interface PipelineLane {
  readonly ruleName: string;
  readonly pipeline: codepipeline.Pipeline;
  readonly built: BuildOutput;
  readonly buildProject?: codebuild.IProject;
  readonly approvalAction?: actions.ManualApprovalAction;
}

export function buildLane(scope: Construct, plan: PipelinePlan, lane: LanePlan, releaseBucket: s3.IBucket): PipelineLane {
  const artifactBucket = lane.releases ? releaseBucket : buildSeparateBucket(scope, plan);
  const pipeline = buildPipeline(scope, lane, artifactBucket);
  const output = new codepipeline.Artifact('Source');
  const sourceAction = plan.source.bind(new Construct(scope, StageName.SOURCE), output, lane.trigger.branch);
  pipeline.addStage({ stageName: StageName.SOURCE, actions: [sourceAction] });
  addTriggers(pipeline, sourceAction, lane.trigger);
  const [source = output] = sourceAction.actionProperties.outputs ?? [];
  requireFilesForOthers(pipeline, source);

  const unbuilt = new LaneStages(scope, pipeline, plan, lane, source);
  const built = unbuilt.build();
  const stages = unbuilt.with(built);
  stages.test();
  const approvals = lane.phases.map((phase) => phase.kind === 'approval' ? stages.approve(phase) : stages.release(phase));
  stages.afterProduction();
  return { ruleName: lane.ruleName, pipeline, built, buildProject: built.project, approvalAction: approvals.find((approval) => approval) };
}

/** What nobody has merged must not write where artifacts wait for their release. */
function buildSeparateBucket(scope: Construct, { artifactRetention }: PipelinePlan): s3.IBucket {
  const { checkedArtifactRetention } = PIPELINE_DEFAULTS;
  const shorter = !artifactRetention.isUnresolved() && artifactRetention.toDays() < checkedArtifactRetention.toDays();
  return buildArtifactBucket(scope, shorter ? artifactRetention : checkedArtifactRetention);
}

/** Everything that hangs on a feature flag of the consumer's is said here, so that no flag changes the pipeline. */
export function buildPipeline(
  scope: Construct, lane: Pick<LanePlan, 'pipelineName' | 'executionMode'>, artifactBucket: s3.IBucket,
): codepipeline.Pipeline {
  const pipeline = new codepipeline.Pipeline(scope, 'Pipeline', {
    pipelineName: lane.pipelineName,
    artifactBucket,
    pipelineType: codepipeline.PipelineType.V2,
    executionMode: lane.executionMode,
    crossAccountKeys: false,
    // Without it each action gets a role that, unless a flag is set, everybody in the account may assume.
    usePipelineRoleForActions: true,
  });
  acknowledgeArtifactWriter(pipeline, artifactBucket);
  return pipeline;
}

/** A stage that releases. */
export interface ReleasePlan {
  readonly kind: 'release';
  readonly stageName: string;
  readonly target: IDeployTarget;
  readonly options?: ReleaseOptions;
  /** What tests the release, in the same stage: a rollback has to run the deployment again, not only the tests. */
  readonly steps: IPipelineStep[];
}

/** Fills the stages of one pipeline. */
class LaneStages {
  constructor(
    private readonly scope: Construct,
    private readonly pipeline: codepipeline.Pipeline,
    private readonly plan: PipelinePlan,
    private readonly lane: LanePlan,
    private readonly source: codepipeline.Artifact,
    private readonly built: BuildOutput = {},
  ) {}

  /** The stages that know what was built. */
  public with(built: BuildOutput): LaneStages {
    return new LaneStages(this.scope, this.pipeline, this.plan, this.lane, this.source, built);
  }

  public build(): BuildOutput {
    const scope = new Construct(this.scope, StageName.BUILD);
    const codePipelineStage = this.pipeline.addStage({ stageName: StageName.BUILD });
    const built = this.plan.buildStep.bind(this.stageIn(scope, codePipelineStage, 1));
    this.addSteps(scope, codePipelineStage, this.plan.steps.build, 1);
    this.tellCommits(scope, codePipelineStage);
    return built;
  }

  public test(): void {
    const steps = [...this.plan.steps.test, ...this.lane.releaseTests ? this.plan.steps.releaseTest : []];
    this.addStage(StageName.TEST, steps);
  }

  public approve(plan: ApprovalPlan): actions.ManualApprovalAction {
    const review = plan.target && isReviewable(plan.target) ? this.review(plan.target) : undefined;
    return addApproval(this.scope, this.pipeline, plan, this.built, review);
  }

  public release(release: ReleasePlan): undefined {
    const { stageName, target, options, steps } = release;
    const scope = new Construct(this.scope, stageName);
    const codePipelineStage = this.pipeline.addStage({ stageName });
    const stage = this.stageIn(scope, codePipelineStage, 1);
    target.bind(stage);
    const deployActions = codePipelineStage.actions.length;
    this.addSteps(scope, codePipelineStage, steps, nextRunOrder(codePipelineStage));
    addReleaseConditions(scope, { pipeline: this.pipeline, codePipelineStage, target, deployActions }, options);
    const measured = this.measured(release);
    if (measured) { measureRelease(measured, this.pipeline, release, stage); }
  }

  public afterProduction(): void {
    if (this.lane.phases.some((phase) => phase.kind === 'release' && phase.stageName === StageName.PRODUCTION)) {
      this.addStage(StageName.AFTER_PRODUCTION, this.plan.steps.afterProduction);
    }
  }

  /** Who wants to know how a release goes, once it is known that the name is no other pipeline's. */
  private measured(release: ReleasePlan): MeasuredRelease | undefined {
    const { root, sourceName } = this.plan;
    const measured = measuredRelease(root, release, sourceName);
    if (measured) { requireOwnName(root, measured, release.options); }
    return measured;
  }

  /** Only a clone knows what came since the last release. */
  private tellCommits(scope: Construct, codePipelineStage: codepipeline.IStage): void {
    const releases = this.lane.phases.flatMap((phase) => phase.kind === 'release' ? this.measured(phase) ?? [] : []);
    if (releases.length > 0 && isClone(this.source)) { addCommits(this.stageIn(scope, codePipelineStage, 1), this.pipeline, releases); }
  }

  /** In a stage before the approval: whether anybody is to be asked is decided before that stage begins. */
  private review(target: IReviewableTarget): ReleaseReview {
    const codePipelineStage = this.pipeline.addStage({ stageName: StageName.REVIEW });
    return target.review(this.stageIn(new Construct(this.scope, StageName.REVIEW), codePipelineStage, 1));
  }

  private addStage(stageName: string, steps: IPipelineStep[]): void {
    if (steps.length === 0) { return; }
    this.addSteps(new Construct(this.scope, stageName), this.pipeline.addStage({ stageName }), steps, 1);
  }

  /** At the same time: none of them needs what another one makes. */
  private addSteps(scope: Construct, codePipelineStage: codepipeline.IStage, steps: IPipelineStep[], runOrder: number): void {
    steps.forEach((step) => step.bind(this.stageIn(new Construct(scope, step.stepName), codePipelineStage, runOrder)));
  }

  private stageIn(scope: Construct, codePipelineStage: codepipeline.IStage, runOrder: number): PipelineStage {
    return PipelineStage._of({
      scope,
      codePipelineStage,
      stageName: codePipelineStage.stageName,
      runOrder,
      source: this.source,
      image: this.built.image,
      buildArtifact: this.built.artifact,
      speed: this.plan.speed,
      releases: this.lane.releases,
      isProduction: codePipelineStage.stageName === StageName.PRODUCTION,
    });
  }
}

function isReviewable(target: IDeployTarget): target is IReviewableTarget {
  return typeof (target as Partial<IReviewableTarget>).review === 'function';
}

function nextRunOrder(stage: codepipeline.IStage): number {
  return 1 + Math.max(0, ...stage.actions.map(({ actionProperties: { runOrder = 1 } }) => runOrder));
}
