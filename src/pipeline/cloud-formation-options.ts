import { CfnCapabilities, Duration, Environment } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { StackPolicy } from './stack-policy';

/** A stack that the pipeline deploys from a template. */
export interface CloudFormationDeployOptions {
  /** The name of the stack: 1 to 128 letters, digits and hyphens, the first a letter. It is created if it does not exist. */
  readonly stackName: string;

  /**
   * The template, relative to the root of what was built or, when the build makes no artifact, of the source: at most 1 MB. More than 51,200
   * bytes go through the bucket that `cdk bootstrap` makes in the environment of the stack.
   */
  readonly templatePath: string;

  /**
   * Parameters of the template, by name. Values may hold pipeline variables such as `#{Source.CommitId}`. They are readable in the pipeline:
   * for secrets, use dynamic references in the template. What is not given has its default in the template.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: string };

  /**
   * The parameter that gets the image that was built, such as `Image`.
   *
   * @default - the template needs no image
   */
  readonly imageParameter?: string;

  /**
   * A JSON file beside the template with `Parameters` and `Tags`, by name. `parameters` wins over it.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
   */
  readonly templateConfigurationPath?: string;

  /**
   * What the template needs to be allowed for, such as making IAM roles.
   *
   * @default - nothing
   */
  readonly capabilities?: CfnCapabilities[];

  /**
   * The role with which CloudFormation makes the resources. It has to trust `cloudformation.amazonaws.com`.
   *
   * @default - the role `cfn-exec` that `cdk bootstrap` made in the environment of the stack
   */
  readonly deploymentRole?: iam.IRole;

  /**
   * The role that the pipeline takes on to call CloudFormation: it has to trust the account of the pipeline, to be allowed to make and execute
   * change sets of the stack, and to pass `deploymentRole`. In another account, a stack policy and a `deploymentRole` need one.
   *
   * @default - in the account of the pipeline none is needed; in another one, the role `deploy` that `cdk bootstrap --trust` made there
   */
  readonly accessRole?: iam.IRole;

  /**
   * Where the stack is.
   *
   * @default - the account and region of the pipeline
   */
  readonly environment?: Environment;

  /**
   * The qualifier with which that environment was bootstrapped: 1 to 10 lowercase letters and digits.
   *
   * @default 'hnb659fds'
   */
  readonly qualifier?: string;

  /**
   * What updates may do to the resources of the stack, from this update on.
   *
   * @default - the policy that the stack has; a new one has none
   */
  readonly stackPolicy?: StackPolicy;

  /**
   * Whether nobody can delete the stack before the protection is taken off.
   *
   * @default - true in production; elsewhere as it is
   */
  readonly terminationProtection?: boolean;

  /**
   * Alarms, 5 at most, in the environment of the stack. When one of them is in alarm during an update or the time after it, CloudFormation
   * rolls the update back.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-rollback-triggers.html
   */
  readonly rollbackAlarms?: cloudwatch.IAlarm[];

  /**
   * How long `rollbackAlarms` are watched after everything is deployed: whole minutes, 0 to 180.
   *
   * @default Duration.minutes(10)
   */
  readonly monitoringTime?: Duration;

  /**
   * How long the pipeline waits for CloudFormation: whole minutes, 5 to 2160 (36 hours). CloudFormation goes on when the pipeline gives up; a
   * retry of the stage waits for it and picks it up again.
   *
   * @default Duration.hours(8)
   */
  readonly timeout?: Duration;
}
