// What all contenders stand on: one network, one cluster, and the same spread of services over stacks.
const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const sns = require('aws-cdk-lib/aws-sns');
const { EmailSubscription } = require('aws-cdk-lib/aws-sns-subscriptions');

/** A stack holds 500 resources; the largest contender has 43 for each service. */
const SERVICES_PER_STACK = 10;

const env = { account: '111111111111', region: 'eu-west-1' };

const IMAGE = 'public.ecr.aws/nginx/nginx:1.29';
const CONTAINER_PORT = 8080;

function newApp(outdir) {
  return new App({ outdir });
}

function buildGround(app) {
  const stack = new Stack(app, 'Ground', { env });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true });
  return { vpc, cluster };
}

/** A service that is somebody else's, for contenders that only watch. */
function importService(stack, id, cluster) {
  return ecs.FargateService.fromFargateServiceAttributes(stack, id, { cluster, serviceName: id.toLowerCase() });
}

/** A topic that somebody reads: the library refuses alarms that nobody hears. */
function topicWithReader(stack) {
  const topic = new sns.Topic(stack, 'Topic');
  topic.addSubscription(new EmailSubscription('oncall@example.com'));
  return topic;
}

/** Stacks with the numbers of the services that go into each. */
function spread(app, count) {
  return Array.from({ length: Math.ceil(count / SERVICES_PER_STACK) }, (_, index) => {
    const first = index * SERVICES_PER_STACK;
    const size = Math.min(SERVICES_PER_STACK, count - first);
    return {
      stack: new Stack(app, `Services${index}`, { env }),
      numbers: Array.from({ length: size }, (_, offset) => first + offset),
    };
  });
}

module.exports = { newApp, buildGround, importService, topicWithReader, spread, env, IMAGE, CONTAINER_PORT };
