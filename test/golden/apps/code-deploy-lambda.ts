import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BuildStep, DeployTarget, PipelineSource, ReleasedFunction, StandardPipeline } from '../../../src/pipeline';

const env = { account: '111111111111', region: 'eu-west-1' };

/** A function that a pipeline takes to staging and, linearly, to production, with CodeDeploy. */
export function build(app: App): void {
  const functions = new Stack(app, 'Functions', { env });
  const beta = new ReleasedFunction(functions, 'BetaLive', {
    lambdaFunction: orders(functions, 'Beta'), deploymentConfig: codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE,
  });
  const lambdaFunction = orders(functions, 'Orders');
  const live = new ReleasedFunction(functions, 'OrdersLive', {
    lambdaFunction,
    deploymentConfig: codedeploy.LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
    alarms: [new cloudwatch.Alarm(functions, 'Errors', { metric: lambdaFunction.metricErrors({ period: Duration.minutes(1) }), threshold: 1, evaluationPeriods: 1 })],
    preHook: orders(functions, 'BeforeAllowTraffic'),
  });

  const delivery = new Stack(app, 'FunctionsDelivery', { env });
  new StandardPipeline(delivery, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(delivery, 'Code', 'orders')),
    buildStep: BuildStep.commands({ install: ['npm ci'], commands: ['npm run build'], artifactDirectory: '.' }),
    staging: DeployTarget.codeDeployLambda(beta, { directory: 'dist' }),
    production: DeployTarget.codeDeployLambda(live, { directory: 'dist' }),
  });
}

/** What runs until the first release. */
function orders(stack: Stack, id: string): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 503 });'),
  });
}
