// Peer: CDK Pipelines, for an app with one stack and an approval. It deploys CDK apps and builds no images, so it does other work;
// what is compared is what it leaves in the account, and the time it takes.
const { Stack, Stage } = require('aws-cdk-lib');
const sns = require('aws-cdk-lib/aws-sns');
const pipelines = require('aws-cdk-lib/pipelines');
const { buildPipelineGround } = require('../pipeline-ground');

function build(app, count) {
  for (const { stack, numbers, code } of buildPipelineGround(app, count)) {
    for (const number of numbers) {
      const pipeline = new pipelines.CodePipeline(stack, `Delivery${number}`, {
        synth: new pipelines.ShellStep('Synth', { input: pipelines.CodePipelineSource.codeCommit(code, 'main'), commands: ['npm ci', 'npx cdk synth'] }),
      });
      const stage = new Stage(stack, `Production${number}`);
      new sns.Topic(new Stack(stage, 'App'), 'Topic');
      pipeline.addStage(stage, { pre: [new pipelines.ManualApprovalStep('Approve')] });
    }
  }
}

module.exports = { build };
