import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import { AlertRouter, Destination, OpsgenieApi, PagerDutyRegion, Runbook } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';

/** What belongs to the stack is made anew for each. */
type Make = (world: World) => any;

class World {
  public readonly stack = new Stack(new App(), 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
  public readonly secret = secretsmanager.Secret.fromSecretNameV2(this.stack, 'Secret', 'alerting/key');
  public readonly parameter = new CfnParameter(this.stack, 'Parameter', { default: 'text' }).valueAsString;
  public readonly key = new kms.Key(this.stack, 'Key');
  public readonly topic = new sns.Topic(this.stack, 'Topic');
  public readonly queue = new sqs.Queue(this.stack, 'Queue');
  public readonly fifo = new sqs.Queue(this.stack, 'Fifo', { fifo: true });
  public readonly function = lambda.Function.fromFunctionArn(this.stack, 'Function', 'arn:aws:lambda:eu-west-1:111111111111:function:f');
  public readonly alarm = new cloudwatch.Alarm(this.stack, 'Alarm', { metric: new cloudwatch.Metric({ namespace: 'T', metricName: 'M' }), threshold: 1, evaluationPeriods: 1 });
}

const constant = (...values: unknown[]): fc.Arbitrary<Make> => fc.constantFrom(...values).map((value) => () => value);
const wrong = constant(null, 0, 5, NaN, '', 'text', true, {}, [], [undefined], [null], () => 'text', new Set(['a']), 'x'.repeat(300));
const text = (...right: string[]): fc.Arbitrary<Make> => fc.oneof(
  { weight: 30, arbitrary: constant(...right) },
  { weight: 3, arbitrary: fc.constant<Make>((world) => world.parameter) },
  { weight: 2, arbitrary: fc.constant<Make>(() => Lazy.string({ produce: () => 'lazy' })) },
  { weight: 1, arbitrary: fc.oneof(wrong, fc.string().map((value): Make => () => value)) },
);
const mostly = (right: fc.Arbitrary<Make>): fc.Arbitrary<Make> => fc.oneof({ weight: 25, arbitrary: right }, { weight: 1, arbitrary: wrong });
const thing = (make: Make): fc.Arbitrary<Make> => mostly(fc.constant(make));
const struct = (fields: Record<string, fc.Arbitrary<Make>>, required: string[] = []): fc.Arbitrary<Make> => (
  fc.record(fields, { requiredKeys: required })
    .map((made): Make => (world) => Object.fromEntries(Object.entries(made).map(([name, make]) => [name, (make as Make)(world)]))));
const call = (make: (...args: any[]) => unknown, ...args: fc.Arbitrary<Make>[]): fc.Arbitrary<Make> => (
  fc.tuple(...args).map((made): Make => (world) => make(...made.map((each) => each(world)))));

const secret = thing((world) => world.secret);
const destination = fc.oneof(
  call(Destination.email, text('a@example.com', 'b@example.com')),
  call(Destination.sms, text('+12065550100', '+4915112345678')),
  call(Destination.snsTopic, fc.constant((world: World) => world.topic)),
  call(Destination.pagerDuty, secret, mostly(struct({ region: mostly(constant(...Object.values(PagerDutyRegion))), component: text('web'), secretField: text('key') }))),
  call(Destination.opsgenie, secret, mostly(struct({ api: mostly(constant(...Object.values(OpsgenieApi))), secretField: text('key') }))),
  call(Destination.webhook, text('https://a.example.com', 'https://b.example.com/x?y=1'), mostly(struct({ authorization: secret, authorizationField: text('key') }))),
  call(Destination.secretWebhook, secret, mostly(struct({ authorization: secret, secretField: text('url') }))),
  call(Destination.lambdaFunction, thing((world) => world.function)),
  call(Destination.queue, fc.oneof(thing((world) => world.queue), fc.constant((world: World) => world.fifo))),
  call(Destination.slackChannel, struct({ workspaceId: text('T01'), channelId: text('C01', 'C02'), name: text('alerts') }, ['workspaceId', 'channelId'])),
  call(Destination.teamsChannel, struct({
    tenantId: text('0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f'), teamId: text('0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f'), channelId: text('19%3ab6'), name: text('alerts'),
  }, ['tenantId', 'teamId', 'channelId'])),
  call(Destination.logGroup),
);
const destinations = mostly(fc.array(fc.oneof({ weight: 40, arbitrary: destination }, { weight: 1, arbitrary: wrong }), { maxLength: 4 })
  .map((made): Make => (world) => made.map((each) => each(world))));

const router = struct({
  critical: destinations,
  warning: destinations,
  informational: destinations,
  deliveryFailures: destinations,
  okNotifications: mostly(fc.subarray(Object.values(Severity)).map((value): Make => () => value)),
  team: text('orders', 'Team Ü/1'),
  service: text('checkout'),
  tagsInPayload: mostly(constant(true, false)),
  encryptionKey: thing((world) => world.key),
  createKey: mostly(constant(true, false, false, false)),
});
const routing = fc.tuple(
  mostly(constant(...Object.values(Severity))),
  struct({ runbook: mostly(constant(...Object.values(AlarmKind).map(Runbook.builtIn))), team: text('orders'), service: text('checkout') }),
);

test('random routers are synthesized or refused in our own words', () => {
  let accepted = 0;
  fc.assert(fc.property(router, routing, (props, [severity, options]) => {
    const world = new World();
    try {
      const alerts = new AlertRouter(world.stack, 'Alerts', props(world));
      alerts.route(world.alarm, severity(world), options(world));
      (world.stack.node.root as App).synth();
      alerts.costEstimate().describe();
      accepted++;
    } catch (error) {
      const { message } = error as Error;
      if (!/'.*' must .*\[at /s.test(message) && !/Nobody hears of the alarm/.test(message)) { throw error; }
    }
  }), { numRuns: 250, seed: 4 });
  expect(accepted).toBeGreaterThan(0);
}, 180_000);
