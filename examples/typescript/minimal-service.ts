/** A container that goes live blue/green, and nothing else to think of. */
import { App, Stack } from 'aws-cdk-lib';
import { BlueGreenFargateService, ServiceImage } from 'cdk-devops-patterns';

/** Adds the service to an app; `cdk deploy` brings it to AWS. */
export function addMinimalService(app: App): void {
  const stack = new Stack(app, 'MinimalService');
  new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29'), containerPort: 80 });
}

if (require.main === module) {
  const app = new App();
  addMinimalService(app);
  app.synth();
}
