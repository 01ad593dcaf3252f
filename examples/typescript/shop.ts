/** A service and everything around it: the README's first example. `../python/shop.py` is the same in Python. */
import { App, Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import {
  AlertRouter,
  BlueGreenFargateService,
  BuildStep,
  ContainerRepository,
  DeployTarget,
  Destination,
  HighCpuAlarm,
  ObservabilityDashboard,
  PipelineSource,
  ServiceImage,
  StandardPipeline,
} from 'cdk-devops-patterns';

/** Adds the shop to an app; `cdk deploy --all` brings it to AWS. */
export function addShop(app: App): void {
  const stack = new Stack(app, 'Shop');

  const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('oncall@example.com')] });
  const images = new ContainerRepository(stack, 'Images');
  const web = new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.released(images), alerts });

  const cpu = new HighCpuAlarm(stack, 'Cpu', { source: web, alerts });
  new ObservabilityDashboard(stack, 'Dashboard', { sources: [web], alarms: [cpu.alarm] });

  new StandardPipeline(stack, 'Pipeline', {
    source: PipelineSource.codeCommit(new codecommit.Repository(stack, 'Code', { repositoryName: 'shop' })),
    buildStep: BuildStep.dockerImage(images),
    production: DeployTarget.ecs(web),
  });
}

if (require.main === module) {
  const app = new App();
  addShop(app);
  app.synth();
}
