import { Stack } from 'aws-cdk-lib';
import { BranchStrategy, BuildStep, DeployTarget, PipelineSource, StandardPipeline } from '../../../src/pipeline';
import { BuildApp } from '../golden';

/** A team that deploys a CDK app and follows GitFlow: five pipelines, one for each kind of branch and one for pull requests. */
export const build: BuildApp = (app) => {
  const stack = new Stack(app, 'GitFlow', { env: { account: '111111111111', region: 'eu-west-1' } });
  new StandardPipeline(stack, 'Delivery', {
    pipelineName: 'shop-delivery',
    source: PipelineSource.codeConnection({
      connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e',
      repository: 'example/shop',
    }),
    branchStrategy: BranchStrategy.gitFlow(),
    buildStep: BuildStep.cdkSynth(),
    staging: DeployTarget.cdkApp({ stacks: ['Staging/*'] }),
    production: DeployTarget.cdkApp({ stacks: ['Prod/*'] }),
  });
};
