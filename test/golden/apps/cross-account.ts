import { CfnCapabilities, Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import { AlertRouter, BuildStep, DeployTarget, Destination, DriftDetection, PipelineSource, StackPolicy, StandardPipeline } from '../../../src';
import { BuildApp } from '../golden';

const TOOLS = { account: '111111111111', region: 'eu-west-1' };
const STAGING = { account: '222222222222', region: 'eu-west-1' };
const PRODUCTION = [{ account: '333333333333', region: 'eu-west-1' }, { account: '333333333333', region: 'us-east-1' }];

/** A pipeline in an account of its own: a stack in the account of staging, a CDK app in two regions of that of production. */
export const build: BuildApp = (app) => {
  const stack = new Stack(app, 'Tools', { env: TOOLS });
  const alerts = new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] });
  new StandardPipeline(stack, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'shop')),
    buildStep: BuildStep.cdkSynth(),
    staging: DeployTarget.cloudFormation({
      stackName: 'shop', templatePath: 'template.json', environment: STAGING, capabilities: [CfnCapabilities.NAMED_IAM], parameters: { Commit: '#{Source.CommitId}' },
    }),
    production: DeployTarget.cdkApp({ stacks: ['Prod/*'], environments: PRODUCTION }),
    alerts,
  });
  new StandardPipeline(stack, 'Tooling', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'ToolingCode', 'tooling')),
    buildStep: BuildStep.cdkSynth(),
    production: DeployTarget.cloudFormation({ stackName: 'tooling', templatePath: 'template.json', stackPolicy: StackPolicy.protectStateful() }),
  });
  new DriftDetection(stack, 'Drift', { stacks: [stack], stackNames: ['tooling'], alerts });
};
