/** API Gateway -> Lambda -> DynamoDB, traced from end to end and watched. */
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import {
  AccountTracing, AlertRouter, Destination, ISignalSource, ObservabilityDashboard, RecommendedAlarms, SamplingRule, ServiceLogGroup, ServiceTracing, Signals,
} from 'cdk-devops-patterns';

/** Adds the API of the orders to an app; `cdk deploy` brings it to AWS. */
export function addServerless(app: App): void {
  const env = { account: process.env.CDK_DEFAULT_ACCOUNT ?? '111111111111', region: process.env.CDK_DEFAULT_REGION ?? 'eu-west-1' };
  // Once for all services of an account and region.
  const account = new Stack(app, 'Tracing', { env });
  new AccountTracing(account, 'Tracing');
  new SamplingRule(account, 'Checkout', { rate: 1, priority: 100, httpMethod: 'POST', urlPath: '/orders' });

  // API -> function -> table.
  const stack = new Stack(app, 'Serverless', { env });
  const table = new dynamodb.Table(stack, 'Orders', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST, deletionProtection: true,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  const logs = new ServiceLogGroup(stack, 'Logs', { indexedFields: ['requestId'], detectAnomalies: true });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const orders = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'handler.handler', code: lambda.Code.fromAsset(path.join(__dirname, 'serverless')),
    memorySize: 512, role, logGroup: logs.logGroup, environment: { TABLE: table.tableName },
  });
  logs.logGroup.grantWrite(role);
  table.grant(role, 'dynamodb:PutItem', 'dynamodb:GetItem');
  const api = protectedApi(stack, orders);

  // Where the time goes.
  const tracing = new ServiceTracing(stack, 'Tracing', { serviceName: 'orders' });
  tracing.traceRestApi(api);
  tracing.traceFunction(orders);

  // Who looks, and who is woken.
  const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('oncall@example.com')] });
  const failures = logs.metricFilter('OrdersFailed', { pattern: '{ $.level = "error" }', label: 'Failed orders', metricNamespace: 'Orders', tooMany: 0 });
  logs.saveQuery('orders/failures', 'fields @timestamp, message, requestId | filter level = "error" | sort @timestamp desc | limit 50');
  const service = tracing.signals();
  const log: ISignalSource = { sourceName: 'orders log', goldenSignals: () => ({ extras: { failures } }) };
  const { alarms } = new RecommendedAlarms(stack, 'Alarms', { sources: [service, log], alerts });
  new ObservabilityDashboard(stack, 'Dashboard', { sources: [service, Signals.lambdaFunction(orders)], alarms });
}

/** For people who have signed in, behind the rules that AWS keeps against what is common on the internet. */
function protectedApi(stack: Stack, orders: lambda.IFunction): apigateway.RestApi {
  const users = new cognito.UserPool(stack, 'Users', {
    featurePlan: cognito.FeaturePlan.PLUS, mfa: cognito.Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: { minLength: 12, requireUppercase: true, requireDigits: true, requireSymbols: true },
  });
  const requests = new ServiceLogGroup(stack, 'Requests');
  const api = new apigateway.RestApi(stack, 'Api', {
    // The role with which API Gateway writes logs is one for the account: see README.md.
    cloudWatchRole: false,
    deployOptions: {
      loggingLevel: apigateway.MethodLoggingLevel.ERROR,
      accessLogDestination: new apigateway.LogGroupLogDestination(requests.logGroup),
      accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
    },
    defaultIntegration: new apigateway.LambdaIntegration(orders),
    defaultMethodOptions: { authorizer: new apigateway.CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [users] }) },
  });
  const requestValidator = api.addRequestValidator('Validator', { validateRequestBody: true, validateRequestParameters: true });
  const resource = api.root.addResource('orders');
  resource.addMethod('POST', undefined, { requestValidator });
  resource.addResource('{id}').addMethod('GET', undefined, { requestValidator });

  const visibility = (metricName: string) => ({ metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true });
  const managed = { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet' };
  const webAcl = new wafv2.CfnWebACL(stack, 'WebAcl', {
    scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: visibility('orders'),
    rules: [{
      name: 'Common', priority: 0, overrideAction: { none: {} }, statement: { managedRuleGroupStatement: managed }, visibilityConfig: visibility('orders-common'),
    }],
  });
  new wafv2.CfnWebACLAssociation(stack, 'WebAclAssociation', { webAclArn: webAcl.attrArn, resourceArn: api.deploymentStage.stageArn });
  return api;
}

if (require.main === module) { addServerless(new App()); }
