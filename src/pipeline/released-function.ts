import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { buildLambdaReleaseRole } from './private/lambda-release-role';
import { requireReleasedFunction } from './private/released-function-checks';

/** The function calls of a shift of traffic. Both answer with `codedeploy:PutLifecycleEventHookExecutionStatus`; a failure takes the release back. */
export interface LambdaReleaseHooks {
  /**
   * Called before any request reaches the new version: the moment for tests.
   *
   * @default - nothing is called
   */
  readonly preHook?: lambda.IFunction;

  /**
   * Called when all requests reach the new version.
   *
   * @default - nothing is called
   */
  readonly postHook?: lambda.IFunction;
}

/**
 * A Lambda function whose new versions go live behind an alias.
 *
 * @subclassable
 */
export interface IReleasedFunction {
  /** What callers call. */
  readonly alias: lambda.IAlias;

  /** Says how the traffic of the alias shifts. */
  readonly deploymentGroup: codedeploy.ILambdaDeploymentGroup;

  /** What is called on the way. */
  readonly hooks: LambdaReleaseHooks;
}

/** How new versions of a function go live. */
export interface ReleasedFunctionProps extends LambdaReleaseHooks {
  /** The function. Its code in the template is what runs until the first release, and should never change: see the README. */
  readonly lambdaFunction: lambda.IFunction;

  /**
   * The name of the alias, 1 to 128 letters, digits, `-` or `_`. A change replaces it: callers lose it.
   *
   * @default 'live'
   */
  readonly aliasName?: string;

  /**
   * How traffic shifts: a predefined configuration, or a `codedeploy.LambdaDeploymentConfig` of your own.
   *
   * @default codedeploy.LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
   */
  readonly deploymentConfig?: codedeploy.ILambdaDeploymentConfig;

  /**
   * Take a release back when they fire while traffic shifts. At most 10.
   *
   * @default - only failing hooks take a release back
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

/**
 * The alias of a Lambda function whose versions a pipeline publishes, and the deployment group that shifts its traffic.
 *
 * The alias starts at the version that CloudFormation made once, and CloudFormation never moves it afterwards: a `cdk deploy` that changes
 * the settings of the function changes what the *next* release publishes. (With `lambdaFunction.currentVersion`, each such change would publish a
 * version and move the alias, past the pipeline.)
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
 */
export class ReleasedFunction extends Construct implements IReleasedFunction {
  /**
   * An alias and a deployment group that you made yourself.
   *
   * @param hooks what releases of the pipeline call; the role of the deployment group must be allowed to
   */
  public static fromDeploymentGroup(
    alias: lambda.IAlias, deploymentGroup: codedeploy.ILambdaDeploymentGroup, hooks: LambdaReleaseHooks = {},
  ): IReleasedFunction {
    return { alias, deploymentGroup, hooks };
  }

  /** What callers call. */
  public readonly alias: lambda.IAlias;

  /** Says how the traffic of the alias shifts. */
  public readonly deploymentGroup: codedeploy.ILambdaDeploymentGroup;

  /** What is called on the way. */
  public readonly hooks: LambdaReleaseHooks;

  constructor(scope: Construct, id: string, props: ReleasedFunctionProps) {
    super(scope, id);
    requireReleasedFunction(this, props);
    const { lambdaFunction, aliasName = 'live', preHook, postHook } = props;
    const deploymentConfig = props.deploymentConfig ?? codedeploy.LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES;

    // Its logical id says nothing of the code, so that it is made once.
    const version = new lambda.Version(this, 'First', { lambda: lambdaFunction, description: 'Live until the first release.' });
    const alias = new lambda.Alias(this, 'Alias', { aliasName, version });
    const role = buildLambdaReleaseRole(this, 'Role', { lambdaFunction, aliasName, preHook, postHook });
    const deploymentGroup = new codedeploy.LambdaDeploymentGroup(this, 'DeploymentGroup', {
      alias,
      deploymentConfig,
      alarms: props.alarms,
      // The L2 adds a policy that may do far more to a role it can change.
      role: role.withoutPolicyUpdates(),
      autoRollback: { failedDeployment: true, stoppedDeployment: true },
    });
    // With it, CloudFormation would have CodeDeploy move the alias.
    (alias.node.defaultChild as lambda.CfnAlias).cfnOptions.updatePolicy = undefined;
    // Hooks, and what shares a role with one, know the deployment group: it cannot wait for what knows them.
    if (!preHook && !postHook) { deploymentGroup.node.addDependency(role); }
    [preHook, postHook].forEach((hook) => hook && deploymentGroup.grantPutLifecycleEventHookExecutionStatus(hook));

    this.alias = alias;
    this.deploymentGroup = deploymentGroup;
    this.hooks = { preHook, postHook };
  }
}
