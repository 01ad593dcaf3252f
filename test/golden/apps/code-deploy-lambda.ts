import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DeployTarget, IBuildStep, PipelineSource, ReleasedFunction, StandardPipeline } from '../../../src/pipeline';

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
    buildStep: BUNDLE,
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

/** A build of one's own that makes an artifact. */
const BUNDLE: IBuildStep = {
  bind: ({ scope, source, codePipelineStage, runOrder }) => {
    const project = new codebuild.PipelineProject(scope, 'Bundle', {
      environment: { buildImage: codebuild.LinuxBuildImage.AMAZON_LINUX_2023_5 },
      buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: ['npm ci', 'npm run build'] } }, artifacts: { files: ['dist/**/*'] } }),
    });
    const artifact = new codepipeline.Artifact('Bundle');
    codePipelineStage.addAction(new actions.CodeBuildAction({ actionName: 'Bundle', project, input: source, outputs: [artifact], runOrder }));
    return { artifact, project };
  },
};
