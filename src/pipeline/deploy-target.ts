import { Duration } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CodeDeployEcsGroupOptions, CodeDeployEcsOptions, CodeDeployLambdaOptions } from './code-deploy-target-options';
import { CustomDeployOptions } from './custom-deploy-options';
import { IBlueGreenService } from '../deployment';
import { CdkAppDeployOptions } from './cdk-app-options';
import { CloudFormationDeployOptions } from './cloud-formation-options';
import { PipelineStage } from './pipeline-stage';
import { CdkAppTarget } from './private/cdk-app-target';
import { CloudFormationTarget } from './private/cloud-formation-target';
import { CodeDeployEc2Target } from './private/code-deploy-ec2-target';
import { CodeDeployEcsTarget } from './private/code-deploy-ecs-target';
import { CodeDeployLambdaTarget } from './private/code-deploy-lambda-target';
import { anyCodeDeployService, ownCodeDeployService } from './private/code-deploy-services';
import { CustomDeployTarget } from './private/custom-deploy-target';
import { EcsDeployTarget } from './private/ecs-deploy-target';
import { S3WebsiteTarget } from './private/s3-website-target';
import { SeveralTargets } from './private/several-targets';
import { IReleasedFunction } from './released-function';
import { S3WebsiteOptions } from './s3-website-options';

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

/**
 * Anything that a pipeline can release to.
 *
 * @subclassable
 */
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

/**
 * A target that can say beforehand what a release will change.
 *
 * @subclassable
 */
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
   * A blue/green service with `DeploymentEngine.codeDeploy()`, in the account and region of the pipeline. The stage waits until the deployment
   * of AWS CodeDeploy has succeeded, the old version being gone; when CodeDeploy rolls it back, the stage fails and says why.
   *
   * What is released is the newest revision of the task definition with the new image: what `cdk deploy` changed in the template goes live
   * with the next release. Give the service its image with `ServiceImage.released`.
   */
  public static codeDeployEcs(service: IBlueGreenService, options: CodeDeployEcsOptions = {}): IDeployTarget {
    return new CodeDeployEcsTarget((stage) => ownCodeDeployService(service, stage), options);
  }

  /**
   * A service of your own on Amazon ECS that AWS CodeDeploy deploys. As `codeDeployEcs`; nothing is written down of what is live.
   */
  public static codeDeployEcsGroup(deploymentGroup: codedeploy.IEcsDeploymentGroup, options: CodeDeployEcsGroupOptions): IDeployTarget {
    return new CodeDeployEcsTarget((stage) => anyCodeDeployService(deploymentGroup, options, stage), options);
  }

  /**
   * A Lambda function behind an alias. The code or image that was built becomes a new version, and AWS CodeDeploy shifts the traffic of the alias
   * to it, by canary, linearly or at once. When it rolls the shift back, the stage fails and says why.
   *
   * @param released such as `new ReleasedFunction(this, 'Live', { lambdaFunction })`
   */
  public static codeDeployLambda(released: IReleasedFunction, options: CodeDeployLambdaOptions = {}): IDeployTarget {
    return new CodeDeployLambdaTarget(released, options);
  }

  /**
   * The instances of a deployment group. The build artifact has the `appspec.yml` that says what goes where. The group must take failed
   * deployments back.
   *
   * @param deploymentGroup such as the `deploymentGroup` of an `Ec2DeploymentGroup`
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html
   */
  public static codeDeployEc2(deploymentGroup: codedeploy.IServerDeploymentGroup): IDeployTarget {
    return new CodeDeployEc2Target(deploymentGroup);
  }

  /**
   * A bucket that serves a site. Files go up before the pages that name them, and what the new site does not have is deleted last. A rollback of
   * the stage publishes the older site again.
   *
   * @param bucket what else is in it goes under `keepFiles`, or it is deleted
   */
  public static s3Website(bucket: s3.IBucket, options: S3WebsiteOptions = {}): IDeployTarget {
    return new S3WebsiteTarget(bucket, options);
  }

  /**
   * Anything that commands can release. They run in the build artifact, or in the source when the build makes none. A failing command fails the stage.
   *
   * @param name names the action in the pipeline, behind `Deploy-`: 1 to 80 letters, digits or any of `.@-_`
   * @param commands run one after the other, in bash. Text that others write, such as the message of a commit, belongs into environment variables
   */
  public static custom(name: string, commands: string[], options: CustomDeployOptions = {}): IDeployTarget {
    return new CustomDeployTarget(name, commands, options);
  }

  /** Several targets at the same time, in one stage. When one of them fails, a rollback of the stage takes the others back, too. */
  public static all(targets: IDeployTarget[]): IDeployTarget {
    return new SeveralTargets(targets, false);
  }

  /** Several targets in this order, in one stage. When one of them fails, the ones behind it are not released to. */
  public static inOrder(targets: IDeployTarget[]): IDeployTarget {
    return new SeveralTargets(targets, true);
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
