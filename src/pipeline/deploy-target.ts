import { Duration } from 'aws-cdk-lib';
import { IBlueGreenService } from '../deployment';
import { CdkAppDeployOptions } from './cdk-app-options';
import { CloudFormationDeployOptions } from './cloud-formation-options';
import { PipelineStage } from './pipeline-stage';
import { CdkAppTarget } from './private/cdk-app-target';
import { CloudFormationTarget } from './private/cloud-formation-target';
import { EcsDeployTarget } from './private/ecs-deploy-target';

/** How the pipeline deploys to a service on Amazon ECS. */
export interface EcsDeployOptions {
  /**
   * How long the pipeline waits for the deployment, its bake times included: whole minutes, 5 to 2160 (36 hours), and no
   * less than the service's plan takes. The deployment itself goes on when the pipeline gives up; a retry of the stage
   * picks it up again.
   *
   * @default - 8 hours, or an hour more than the service's plan takes if that is longer
   */
  readonly timeout?: Duration;
}

/** Anything that a pipeline can release to. */
export interface IDeployTarget {
  /**
   * Whether a release that fails is taken back by what deploys it, as Amazon ECS and CodeDeploy do. CodePipeline then does not roll
   * the stage back for it: the second rollback would deploy once more what is live already.
   *
   * @default false
   */
  readonly restoresItself?: boolean;

  /**
   * Other accounts, with 12 digits each, in which actions of the target read artifacts of the pipeline. The bucket then gets a key of its own, for
   * 1 USD a month, and lets those accounts read. A target that takes on a role elsewhere and brings what is needed there, as all of this library
   * do, needs none.
   *
   * @default - none
   */
  readonly artifactAccounts?: string[];

  /**
   * Called once for each stage that releases to the target. Adds the actions that release `stage.image` or `stage.buildArtifact`,
   * the first of them with `stage.runOrder`.
   *
   * The last of them must end only when the release has succeeded for good, and fail when it has not.
   */
  bind(stage: PipelineStage): void;
}

/** What whoever approves gets to see of a release. */
export interface ReleaseReview {
  /** What the release will change, as a pipeline variable that holds one line of text, at most 800 characters. */
  readonly summary: string;

  /** How many things it will change, as a pipeline variable that holds a whole number. With 0, nobody is asked. */
  readonly changes: string;

  /**
   * A page that shows the changes.
   *
   * @default - the page that the approval names
   */
  readonly url?: string;
}

/** A target that can say beforehand what a release will change. */
export interface IReviewableTarget extends IDeployTarget {
  /**
   * Called for each pipeline that asks for an approval before it releases to the target. Adds actions, in the stage before the approval,
   * that find out what the release will change and change nothing.
   */
  review(stage: PipelineStage): ReleaseReview;
}

/** The things a pipeline can release to. */
export class DeployTarget {
  /**
   * A blue/green service in the account and region of the pipeline. The stage waits until the deployment plan of the
   * service is through; when Amazon ECS rolls the deployment back, the stage fails and says why.
   *
   * Give the service its image with `ServiceImage.released`, so that a later `cdk deploy` keeps what the pipeline released.
   */
  public static ecs(service: IBlueGreenService, options: EcsDeployOptions = {}): IDeployTarget {
    return new EcsDeployTarget(service, options);
  }

  /**
   * A stack from a template, in any account and region, by change sets. Before an approval, a change set shows what the release would change.
   * CloudFormation takes a failed update back by itself, and the stage fails with the reasons.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
   */
  public static cloudFormation(options: CloudFormationDeployOptions): IReviewableTarget {
    return new CloudFormationTarget(options);
  }

  /**
   * Stacks of a CDK app, in any accounts and regions that are bootstrapped. The build step leaves the cloud assembly; nothing is synthesized again.
   * Before an approval, `cdk diff` shows what the release would change.
   *
   * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
   */
  public static cdkApp(options: CdkAppDeployOptions): IReviewableTarget {
    return new CdkAppTarget(options);
  }

  private constructor() {}
}
