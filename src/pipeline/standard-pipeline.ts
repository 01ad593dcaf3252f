import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IConstruct } from 'constructs';
import { BranchStrategy } from './branch-strategy';
import { IBuildStep } from './build-step';
import { IDeployTarget } from './deploy-target';
import { PipelineApproval } from './pipeline-approval';
import { IPipelineSource } from './pipeline-source';
import { IPipelineStep } from './pipeline-step';
import { PipelineTests } from './pipeline-tests';
import { PipelineCostOptions, PipelinePathStep, PipelineTimes } from './pipeline-times';
import { criticalPathOf } from './private/critical-path';
import { BilledPipeline, costOf } from './private/pipeline-cost';
import { resolvePipelinePlan } from './private/pipeline-plan';
import { ReleaseOptions } from './release-options';
import { SpeedProfile } from './speed-profile';
import { AlertRouter } from '../alerting';
import { CostEstimate } from '../core';
import { GoldenSignals, ISignalSource, ResourceKind, Signals } from '../signals';
import { allowToApprove } from './private/approval-grants';
import { buildArtifactBucket } from './private/artifact-bucket';
import { buildPerformancePipeline } from './private/performance-pipeline';
import { buildLane, PipelineLane } from './private/pipeline-lane';
import { watchPipelines } from './private/pipeline-watch';
import { inputError, show } from '../core/private/input-error';
import { nameOf } from '../core/private/name-of';

/** What a pipeline releases, from where to where. */
export interface StandardPipelineProps {
  /** Where the commits come from. */
  readonly source: IPipelineSource;

  /** How a commit becomes what is released. */
  readonly buildStep: IBuildStep;

  /** What real users meet. */
  readonly production: IDeployTarget;

  /**
   * Gets every release before production does.
   *
   * @default - no Staging stage
   */
  readonly staging?: IDeployTarget;

  /**
   * Which branches go how far.
   *
   * @default BranchStrategy.trunkBased()
   */
  readonly branchStrategy?: BranchStrategy;

  /**
   * When a release to staging may begin, when it counts as a success, and what happens when it fails.
   *
   * @default - it begins at once
   */
  readonly stagingOptions?: ReleaseOptions;

  /**
   * When a release to production may begin, when it counts as a success, and what happens when it fails.
   *
   * @default - it begins when it is approved
   */
  readonly productionOptions?: ReleaseOptions;

  /**
   * The test pyramid: which tests run where.
   *
   * @default - none
   */
  readonly tests?: PipelineTests;

  /**
   * What looks for weaknesses, and holds the change to your rules, before anything is deployed, all at the same time: `SecurityScan`,
   * `ComplianceCheck` or steps of your own.
   *
   * @default - none
   */
  readonly checks?: IPipelineStep[];

  /**
   * What happens after a release to production that went well.
   *
   * @default - nothing
   */
  readonly afterProduction?: IPipelineStep[];

  /**
   * How fast the pipeline is to be, and at what price.
   *
   * @default SpeedProfile.balanced()
   */
  readonly speed?: SpeedProfile;

  /**
   * Who says yes, and when.
   *
   * @default PipelineApproval.manual()
   */
  readonly approval?: PipelineApproval;

  /**
   * Hears of approvals that wait, of rollbacks and of every execution that fails as `WARNING`, and of production that failed as `CRITICAL`.
   * In GovCloud and China, CodePipeline publishes no metric of executions that fail: there the stages are told, the alarm stays silent. For
   * other events or severities, make `PipelineNotifications` of your own.
   *
   * @default - nobody hears
   */
  readonly alerts?: AlertRouter;

  /**
   * The name of the pipeline, 1 to 100 letters, digits or any of `.@-_`. A change replaces the pipeline and loses its history.
   *
   * @default - CloudFormation makes one up
   */
  readonly pipelineName?: string;

  /**
   * How long sources and build results are kept, in whole days. A release cannot be rolled back to one whose artifacts are
   * gone, so this must be longer than an approval may take.
   *
   * @default Duration.days(90)
   */
  readonly artifactRetention?: Duration;
}

/**
 * Takes every commit to production: source, build, staging if you want it, approval, production.
 *
 * Executions queue, so releases go out one at a time and in order. The pipeline lives in CodePipeline (type V2) and is not
 * made of CDK apps: it releases images to services that CDK has deployed.
 */
export class StandardPipeline extends Construct implements ISignalSource {
  /** What a person calls the pipeline; heads its dashboard section. */
  public readonly sourceName: string;

  /** That it is a pipeline. */
  public readonly resourceKind?: ResourceKind = ResourceKind.PIPELINE;

  /** The pipeline, as what is observed. */
  public readonly resource?: IConstruct;

  /** The pipeline that goes to production; `pipelineOf` has those of the other branch rules. Add stages and rules of your own here. */
  public readonly pipeline: codepipeline.Pipeline;

  /** Holds the sources and what the stages hand on. */
  public readonly artifactBucket: s3.Bucket;

  /** The released image as a pipeline variable, for actions of your own; none when the build makes no image. */
  public readonly image?: string;

  /** The project that builds; none when the build step has no project. */
  public readonly buildProject?: codebuild.IProject;

  /** The action that waits for an approval in `pipeline`; none where nobody is asked. */
  public readonly approvalAction?: actions.ManualApprovalAction;

  /** Fires when an execution fails; only with `alerts`. */
  public readonly failureAlarm?: cloudwatch.Alarm;

  /** The pipeline that runs the performance tests on a schedule; only with `tests.performance`. */
  public readonly performancePipeline?: codepipeline.Pipeline;

  private readonly lanes: PipelineLane[];
  private readonly signals: ISignalSource;
  private readonly billed: BilledPipeline;

  constructor(scope: Construct, id: string, props: StandardPipelineProps) {
    super(scope, id);
    const plan = resolvePipelinePlan(this, props);
    this.artifactBucket = buildArtifactBucket(this, plan.artifactRetention, plan.artifactAccounts);
    this.lanes = plan.lanes.map((lane, index) =>
      buildLane(index === 0 ? this : new Construct(this, lane.ruleName), plan, lane, this.artifactBucket));

    this.performancePipeline = plan.performance && buildPerformancePipeline(this, plan.performance, this.artifactBucket, props.alerts);

    const [main] = this.lanes;
    this.pipeline = main.pipeline;
    this.image = main.built.image;
    this.buildProject = main.buildProject;
    this.approvalAction = main.approvalAction;
    this.failureAlarm = props.alerts && watchPipelines(this, plan.lanes, this.lanes, props.alerts);

    this.sourceName = nameOf(this);
    this.signals = Signals.pipeline(main.pipeline);
    this.resource = this.signals.resource;
    this.billed = {
      pipeline: main.pipeline,
      artifactBucket: this.artifactBucket,
      artifactRetention: plan.artifactRetention,
      alarm: this.failureAlarm,
      tellsApprovals: main.approvalAction !== undefined && (main.approvalAction.notificationTopic ?? props.alerts) !== undefined,
    };
  }

  /**
   * The pipeline of a branch rule, such as `PullRequests` or `Hotfix`. Fails when there is no such rule.
   *
   * @param ruleName the name of the rule; the strategies of this library say the names of theirs
   */
  public pipelineOf(ruleName: string): codepipeline.Pipeline {
    const lane = this.lanes.find((candidate) => candidate.ruleName === ruleName);
    if (lane) { return lane.pipeline; }
    const names = this.lanes.map((candidate) => candidate.ruleName).join(', ');
    throw inputError(this, `'ruleName' must be the name of a branch rule of this pipeline (${names}), got ${show(ruleName)}`);
  }

  /**
   * Lets somebody see this pipeline and approve its releases, those of all branch rules that ask.
   *
   * Fails for a pipeline without an approval.
   */
  public grantApprove(grantee: iam.IGrantable): iam.Grant {
    const grants = this.lanes.flatMap(({ pipeline, approvalAction }) => approvalAction ? [allowToApprove(grantee, pipeline, approvalAction)] : []);
    if (grants.length === 0) {
      throw inputError(this, "'grantApprove' needs a pipeline that asks for an approval, got one with PipelineApproval.none()");
    }
    return grants.reduce((one, other) => one.combine(other));
  }

  /** Failed executions and how long executions take, of the pipeline that goes all the way. */
  public goldenSignals(): GoldenSignals {
    return this.signals.goldenSignals();
  }

  /**
   * What runs one after another on the way to production, and how long it takes: actions of one step run at the same time. Includes stages
   * that you have added until now.
   *
   * Fails when `minutes` names an action that there is not.
   *
   * @param times how long actions take, where you know it
   */
  public criticalPath(times: PipelineTimes = {}): PipelinePathStep[] {
    return criticalPathOf(this, this.pipeline, times);
  }

  /**
   * What the pipeline that goes all the way adds to the bill each month: minutes of CodePipeline (approvals are free) and CodeBuild, stored
   * artifacts, a key, an alarm, messages. Without what the targets themselves cost, logs, transfer and Amazon Inspector. Of the free tier, 100
   * minutes of CodePipeline and 100 of CodeBuild are in each account, whatever the number of its pipelines.
   *
   * @param runs executions a month
   * @param options how long actions take, where you know it
   * @see https://aws.amazon.com/codepipeline/pricing/
   */
  public estimateMonthlyCost(runs: number, options: PipelineCostOptions = {}): CostEstimate {
    return costOf(this, this.billed, runs, options);
  }
}
