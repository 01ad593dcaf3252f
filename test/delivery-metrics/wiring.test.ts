import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { DoraMetrics } from '../../src';
import { Emulator } from '../support/emulator';

jest.setTimeout(120_000);

const { factsOfEvent } = jest.requireActual<any>(join(__dirname, '../../handlers/delivery-metrics/facts'));

const SERVICE = 'arn:aws:ecs:eu-west-1:111111111111:service/shop/orders';
const ALARM = 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:orders-errors';

/** Rules as they are in the template, in an emulator of EventBridge that matches patterns and fills in templates, in front of a real queue. */
let emulator: Emulator;
let queue: string;

beforeAll(async () => {
  emulator = await Emulator.start();
  queue = (await emulator.call('SQS', 'CreateQueue', { QueueName: 'events' })).QueueUrl;
  for (const [name, { Properties }] of Object.entries<any>(rules())) {
    if (!Properties.EventPattern) { continue; }
    await emulator.call('EventBridge', 'PutRule', { Name: name, EventPattern: JSON.stringify(Properties.EventPattern), State: Properties.State });
    const Targets = Properties.Targets.map(({ Id, InputTransformer }: any) => ({ Id, InputTransformer, Arn: 'arn:aws:sqs:eu-west-1:123456789012:events' }));
    await emulator.call('EventBridge', 'PutTargets', { Rule: name, Targets });
  }
});
afterAll(() => emulator.stop());

function rules(): Record<string, any> {
  const app = new App();
  const monitoring = new Stack(app, 'Monitoring');
  const shop = new Stack(app, 'Shop');
  const dora = new DoraMetrics(monitoring, 'Dora');
  const pipeline = codepipeline.Pipeline.fromPipelineArn(shop, 'Orders', 'arn:aws:codepipeline:eu-west-1:111111111111:OrdersDelivery');
  dora.addPipeline(pipeline, { service: 'orders', alarms: [cloudwatch.Alarm.fromAlarmArn(shop, 'Errors', ALARM)] });
  dora.addEcsService(ecs.FargateService.fromFargateServiceArn(shop, 'Service', SERVICE), { service: 'orders' });
  dora.addDeploymentGroup('billing', 'billing-prod');
  return { ...Template.fromStack(monitoring).findResources('AWS::Events::Rule'), ...Template.fromStack(shop).findResources('AWS::Events::Rule') };
}

/** Sends events, and returns the messages that came out. */
async function messagesOf(...entries: { source: string; type: string; detail: object; resources?: string[] }[]): Promise<any[]> {
  await emulator.call('EventBridge', 'PutEvents', {
    Entries: entries.map(({ source, type, detail, resources }) => ({
      Source: source, DetailType: type, Detail: JSON.stringify(detail), Resources: resources, Time: Date.parse('2026-03-02T08:00:00Z') / 1000,
    })),
  });
  const { Messages = [] } = await emulator.call('SQS', 'ReceiveMessage', { QueueUrl: queue, MaxNumberOfMessages: 10 });
  for (const { ReceiptHandle } of Messages) { await emulator.call('SQS', 'DeleteMessage', { QueueUrl: queue, ReceiptHandle }); }
  return Messages.map(({ Body }: any) => JSON.parse(Body));
}

const ofPipeline = (level: string, detail: object) => ({
  source: 'aws.codepipeline',
  type: `CodePipeline ${level} Execution State Change`,
  detail: { 'pipeline': 'OrdersDelivery', 'execution-id': 'e1', ...detail },
});
const kindsOf = ({ event, binding }: any) => factsOfEvent(event, binding).facts.map(({ kind }: any) => kind);

describe('what reaches the function', () => {
  test.each([
    ['the start of an execution', ofPipeline('Pipeline', { state: 'STARTED' }), ['started']],
    ['the end of the production stage', ofPipeline('Stage', { state: 'SUCCEEDED', stage: 'Production' }), ['stageEnded']],
    ['the start of what deploys', ofPipeline('Action', { state: 'STARTED', stage: 'Production', type: { category: 'Deploy' } }), ['deployStarted']],
  ])('%s, with the service and the whole event', async (_, event, facts) => {
    const [message, ...others] = await messagesOf(event);
    expect(others).toEqual([]);
    expect(message.binding).toEqual({ service: 'orders', environment: 'production', stage: 'Production' });
    expect(message.event).toMatchObject({ 'source': event.source, 'detail-type': event.type, 'detail': event.detail });
    expect(kindsOf(message)).toEqual(facts);
  });

  test('what an alarm, the service itself and another deployer do', async () => {
    const at = '2026-03-02T08:00:00Z';
    const alarm = { state: { value: 'ALARM', timestamp: at }, previousState: { value: 'OK' }, alarmName: 'orders-errors' };
    const messages = await messagesOf(
      { source: 'aws.cloudwatch', type: 'CloudWatch Alarm State Change', resources: [ALARM], detail: alarm },
      { source: 'aws.ecs', type: 'ECS Deployment State Change', resources: [SERVICE], detail: { eventName: 'SERVICE_DEPLOYMENT_FAILED', deploymentId: 'ecs-svc/1' } },
      {
        source: 'aws.codedeploy',
        type: 'CodeDeploy Deployment State-change Notification',
        detail: { application: 'billing', deploymentGroup: 'billing-prod', deploymentId: 'd-1', state: 'FAILURE' },
      },
    );
    expect(messages.map(({ binding: { service, standalone } }) => [service, standalone])).toEqual([
      ['orders', undefined], ['orders', undefined], ['billing', 'codedeploy'],
    ]);
    expect(messages.slice(0, 2).flatMap(kindsOf)).toEqual(['alarm', 'deployer']);
  });

  test.each([['of its environment', { environment: 'production' }], ['of all environments', {}]])('an incident %s', async (_, where) => {
    const [message] = await messagesOf({ source: 'devops.dora', type: 'Incident', detail: { type: 'incident.opened', service: 'orders', id: 'INC-1', ...where } });
    expect(message.binding.service).toBe('orders');
    expect(kindsOf(message)).toEqual(['incident']);
  });
});

test.each([
  ['another pipeline', ofPipeline('Pipeline', { pipeline: 'Other', state: 'STARTED' })],
  ['another stage', ofPipeline('Stage', { state: 'FAILED', stage: 'Staging' })],
  ['another service', { source: 'devops.dora', type: 'Incident', detail: { service: 'cart', type: 'incident.opened', id: '1' } }],
  ['another environment', { source: 'devops.dora', type: 'Incident', detail: { service: 'orders', environment: 'staging', type: 'incident.opened', id: '1' } }],
  ['another alarm', { source: 'aws.cloudwatch', type: 'CloudWatch Alarm State Change', resources: [`${ALARM}-other`], detail: {} }],
])('what happens to %s reaches nobody', async (_, event) => {
  expect(await messagesOf(event)).toEqual([]);
});
