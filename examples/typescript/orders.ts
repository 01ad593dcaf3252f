import { App, Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import {
  AlertRouter, BlueGreenFargateService, BuildStep, ContainerRepository, DeployTarget, DeploymentPlan, Destination, DoraMetrics, HighCpuAlarm,
  Ingress, ObservabilityDashboard, PipelineSource, ServiceImage, ServiceNetwork, Signals, StandardPipeline,
} from 'cdk-devops-patterns';

/** A frontend, an API and a database, watched, and delivered by a pipeline each. */
export function addOrders(app: App): void {
  const env = { account: process.env.CDK_DEFAULT_ACCOUNT ?? '111111111111', region: process.env.CDK_DEFAULT_REGION ?? 'eu-west-1' };

  // What outlives every release: the network, the images and the data.
  const platform = new Stack(app, 'OrdersPlatform', { env });
  const network = new ServiceNetwork(platform, 'Network');
  const images = { frontend: new ContainerRepository(platform, 'FrontendImages'), api: new ContainerRepository(platform, 'ApiImages') };
  const database = new rds.DatabaseInstance(platform, 'Database', {
    engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_6 }),
    vpc: network.vpc, vpcSubnets: network.dataSubnets, port: 15432, multiAz: true,
    manageMasterUserPassword: true, storageEncrypted: true, deletionProtection: true,
  });

  // Internet -> frontend -> API -> database.
  const services = new Stack(app, 'OrdersServices', { env });
  const alerts = new AlertRouter(services, 'Alerts', {
    critical: [Destination.email('oncall@example.com')],
    warning: [Destination.email('orders-team@example.com')],
  });
  const api = new BlueGreenFargateService(services, 'Api', {
    image: ServiceImage.released(images.api), network, alerts, ingress: Ingress.internalOnly(), healthCheck: { path: '/health' },
    plan: DeploymentPlan.canary({ canaryPercent: 5 }), smokeTest: { paths: ['/orders'] },
    environment: app.node.tryGetContext('logLevel') && { LOG_LEVEL: app.node.tryGetContext('logLevel') },
    secrets: { DATABASE: ecs.Secret.fromSecretsManager(database.secret!) },
  });
  const apiUrl = new ssm.StringParameter(services, 'ApiUrl', { stringValue: api.url });
  const frontend = new BlueGreenFargateService(services, 'Frontend', {
    image: ServiceImage.released(images.frontend), network, alerts, secrets: { API_URL: ecs.Secret.fromSsmParameter(apiUrl) },
  });
  api.allowTrafficFrom(frontend);
  api.connections.allowTo(database, ec2.Port.tcp(15432));

  // Who looks, and who is woken; how well we deliver.
  const dora = new DoraMetrics(services, 'Dora');
  const sources = { Frontend: frontend, Api: api, Database: Signals.rdsInstance(database) };
  const alarms = Object.entries(sources).map(([name, source]) => new HighCpuAlarm(services, `${name}Cpu`, { source, alerts }).alarm);
  new ObservabilityDashboard(services, 'Dashboard', {
    sources: Object.values(sources), alarms: [...alarms, ...frontend.rollbackAlarms, ...api.rollbackAlarms], sections: [dora],
  });

  // How a commit gets there.
  const delivery = new Stack(app, 'OrdersDelivery', { env });
  for (const [name, repository, service] of [['Frontend', images.frontend, frontend], ['Api', images.api, api]] as const) {
    const code = new codecommit.Repository(delivery, `${name}Code`, { repositoryName: `orders-${name.toLowerCase()}` });
    new StandardPipeline(delivery, `${name}Delivery`, {
      source: PipelineSource.codeCommit(code), buildStep: BuildStep.dockerImage(repository), production: DeployTarget.ecs(service),
      productionOptions: { deliveryMetrics: dora, measuredAs: name },
    });
  }
}

if (require.main === module) { addOrders(new App()); }
