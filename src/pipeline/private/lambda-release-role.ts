import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { allow } from './ecs-release';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { LambdaReleaseHooks } from '../released-function';

/** What CodeDeploy moves, and what it calls. */
export interface LambdaReleaseReach extends LambdaReleaseHooks {
  readonly lambdaFunction: lambda.IFunction;
  readonly aliasName: string;
}

/**
 * The role with which CodeDeploy moves one alias. AWS has a policy for it, AWSCodeDeployRoleForLambdaLimited, which moves each alias of the account.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambdaLimited.html
 */
export function buildLambdaReleaseRole(scope: Construct, id: string, { lambdaFunction, aliasName, preHook, postHook }: LambdaReleaseReach): iam.Role {
  const { functionArn } = lambdaFunction;
  const role = new iam.Role(scope, id, {
    description: 'Lets AWS CodeDeploy move an alias to the new version of a function.',
    assumedBy: new iam.ServicePrincipal('codedeploy.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  role.addToPolicy(allow(['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'], [functionArn, `${functionArn}:${aliasName}`]));
  role.addToPolicy(allow(['cloudwatch:DescribeAlarms'], ['*']));
  acknowledgeWildcards(role, [], ['*'], 'Reading alarms cannot be limited to single ones: a composite alarm has no resource level.');
  const hooks = [preHook, postHook].filter((hook) => hook !== undefined).map((hook) => hook.functionArn);
  if (hooks.length > 0) { role.addToPolicy(allow(['lambda:InvokeFunction'], hooks)); }
  return role;
}
