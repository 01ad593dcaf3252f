import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Has a rule call a function with what it needs of each event, and no other rule. */
export function callFunction(rule: events.Rule, handler: lambda.IFunction, input: Record<string, unknown>): void {
  new lambda.CfnPermission(rule, 'Permission', {
    action: 'lambda:InvokeFunction',
    functionName: handler.functionArn,
    principal: new iam.ServicePrincipal('events.amazonaws.com').service,
    sourceArn: rule.ruleArn,
  });
  rule.addTarget({ bind: () => ({ arn: handler.functionArn, input: events.RuleTargetInput.fromObject(input) }) });
}
