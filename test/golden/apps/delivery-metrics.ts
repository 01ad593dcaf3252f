import { Duration, Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { AlertRouter, Destination } from '../../../src/alerting';
import { ObservabilityDashboard } from '../../../src/dashboards';
import { DoraMetrics } from '../../../src/delivery-metrics';
import { BlueGreenFargateService, ServiceImage } from '../../../src/deployment';
import { BuildStep, DeployTarget, PipelineSource, StandardPipeline } from '../../../src/pipeline';
import { ContainerRepository } from '../../../src/registry';
import { BuildApp } from '../golden';

/** Two services that are measured together: one with a pipeline of ours in a stack of its own, one with a pipeline of another app. */
export const build: BuildApp = (app) => {
  const env = { account: '111111111111', region: 'eu-west-1' };
  const monitoring = new Stack(app, 'Monitoring', { env });
  const alerts = new AlertRouter(monitoring, 'Alerts', {
    warning: [Destination.email('delivery@example.com')], informational: [Destination.logGroup()],
  });
  const dora = new DoraMetrics(monitoring, 'Dora', { alerts, backfill: Duration.days(365) });

  const shop = new Stack(app, 'Shop', { env });
  const images = new ContainerRepository(shop, 'Images');
  const web = new BlueGreenFargateService(shop, 'Web', { image: ServiceImage.released(images) });
  new StandardPipeline(shop, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(shop, 'Code', 'web'), { fullClone: true }),
    buildStep: BuildStep.dockerImage(images),
    production: DeployTarget.ecs(web),
    productionOptions: { deliveryMetrics: dora, measuredAs: 'web' },
  });

  dora.addPipeline(codepipeline.Pipeline.fromPipelineArn(monitoring, 'Billing', 'arn:aws:codepipeline:eu-west-1:111111111111:billing'), {
    service: 'billing', productionStage: 'Deploy',
  });
  // What everybody sends to is in the stack below, what looks at everybody in the one above.
  new ObservabilityDashboard(new Stack(app, 'Dashboards', { env }), 'Delivery', { sources: [web], sections: [dora] });
};
