/** For a site whose buckets are there already: each commit is built, tested, shown on staging, approved and published. */
import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BuildStep, DeployTarget, PipelineSource, StandardPipeline } from 'cdk-devops-patterns';

/** Adds the pipeline to an app; `cdk deploy` brings it to AWS. */
export function addPipelineOnly(app: App): void {
  const stack = new Stack(app, 'PipelineOnly', { env: { account: '111111111111', region: 'eu-west-1' } });
  const bucket = (id: string, name: string) => s3.Bucket.fromBucketName(stack, id, name);

  new StandardPipeline(stack, 'Delivery', {
    source: PipelineSource.codeConnection({
      connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e',
      repository: 'example/shop-web',
    }),
    buildStep: BuildStep.nodejs({ artifactDirectory: 'build' }),
    staging: DeployTarget.s3Website(bucket('Staging', 'shop-web-staging')),
    production: DeployTarget.s3Website(bucket('Production', 'shop-web')),
  });
}

if (require.main === module) {
  const app = new App();
  addPipelineOnly(app);
  app.synth();
}
