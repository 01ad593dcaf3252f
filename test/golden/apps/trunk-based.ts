import { Stack } from 'aws-cdk-lib';
import { BlueGreenFargateService, ServiceImage } from '../../../src/deployment';
import { ServiceNetwork } from '../../../src/network';
import { BranchStrategy, BuildStep, DeployTarget, PipelineSource, StandardPipeline } from '../../../src/pipeline';
import { ContainerRepository } from '../../../src/registry';
import { BuildApp } from '../golden';

/** A team that releases from one branch of a repository with other services in it; pull requests are built and go nowhere. */
export const build: BuildApp = (app) => {
  const stack = new Stack(app, 'TrunkBased', { env: { account: '111111111111', region: 'eu-west-1' } });
  const images = new ContainerRepository(stack, 'Images');
  const network = new ServiceNetwork(stack, 'Network');
  const image = ServiceImage.released(images);
  const staging = new BlueGreenFargateService(stack, 'Staging', { network, image });
  const web = new BlueGreenFargateService(stack, 'Web', { network, image });

  new StandardPipeline(stack, 'Delivery', {
    pipelineName: 'shop-delivery',
    source: PipelineSource.codeConnection({
      connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e',
      repository: 'example/services',
    }),
    branchStrategy: BranchStrategy.trunkBased({ filePaths: ['services/shop/**', 'libraries/**'], excludedFilePaths: ['**/*.md'] }),
    buildStep: BuildStep.dockerImage(images, { directory: 'services/shop' }),
    staging: DeployTarget.ecs(staging),
    production: DeployTarget.ecs(web),
  });
};
