import { Aspects, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertRoute, AlertRouter, AlertRouterProps, Destination, IDestination, Runbook } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';
import { factsOf, recordAlarm } from '../../src/core/private/alarm-facts';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const TEAM = Destination.email('team@example.com');
const CHAT = Destination.slackChannel({ workspaceId: 'T01234ABCDE', channelId: 'C01234ABCDE' });

function alarmIn(scope: Construct, id = 'Cpu'): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, id, { metric: new cloudwatch.Metric({ namespace: 'Test', metricName: id }), threshold: 1, evaluationPeriods: 1 });
}

describe('AlertRouter', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack({ proof: true }); });

  const tagsOf = (template: Template, type = 'AWS::CloudWatch::Alarm') => {
    const { Tags: tags = [] } = onlyResource(template, type).Properties;
    return Object.fromEntries(tags.map(({ Key, Value }: any) => [Key, Value]));
  };

  describe('tags', () => {
    test('say team, service, severity and runbook, and are part of what the alarm says', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], team: 'orders', service: 'checkout' });
      router.route(alarmIn(stack), Severity.CRITICAL, { runbook: Runbook.builtIn(AlarmKind.CPU) });

      const template = Template.fromStack(stack);
      expect(tagsOf(template)).toMatchObject({ team: 'orders', service: 'checkout', severity: 'critical', runbook: expect.stringMatching(/^[\w\s.:/=+\-@]+$/) });
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { ActionConfiguration: { AlarmTagsPropagation: { Enabled: true } } });
    });

    test('of one alarm are those that it is routed with', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], team: 'orders', service: 'checkout' });
      router.route(alarmIn(stack), Severity.WARNING, { team: 'payments' });

      expect(tagsOf(Template.fromStack(stack))).toEqual({ team: 'payments', service: 'checkout', severity: 'warning' });
    });

    test('say where the runbook is when it is somewhere', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      const alarm = alarmIn(stack);
      recordAlarm(alarm, { runbook: { title: 'CPU', firstStep: 'Look.', url: 'https://wiki.example.com/cpu' } });
      router.route(alarm, Severity.CRITICAL);

      expect(tagsOf(Template.fromStack(stack)).runbook).toBe('https://wiki.example.com/cpu');
    });

    test('say what a runbook is called when its address is none that AWS takes in a tag', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      const alarm = alarmIn(stack);
      recordAlarm(alarm, { runbook: { title: 'CPU (high), 90%!', firstStep: 'Look.', url: 'https://wiki.example.com/cpu?page=1#2' } });
      router.route(alarm, Severity.CRITICAL);

      expect(tagsOf(Template.fromStack(stack)).runbook).toBe('CPU high 90');
    });

    test('are those of composite alarms, too', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], team: 'orders' });
      router.route(new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: alarmIn(stack) }), Severity.CRITICAL);

      const template = Template.fromStack(stack);
      expect(tagsOf(template, 'AWS::CloudWatch::CompositeAlarm')).toMatchObject({ team: 'orders', severity: 'critical' });
      template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', { ActionConfiguration: { AlarmTagsPropagation: { Enabled: true } } });
    });

    test('say the more urgent of two severities', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [CHAT], deliveryFailures: [] });
      const alarm = alarmIn(stack);
      router.route(alarm, Severity.CRITICAL);
      router.route(alarm, Severity.WARNING);

      expect(tagsOf(Template.fromStack(stack)).severity).toBe('critical');
      expect(factsOf(alarm).severity).toBe(Severity.CRITICAL);
    });

    test('are more exact than those of the whole stack, which stay', () => {
      Tags.of(stack).add('team', 'platform');
      Tags.of(stack).add('cost-center', '42');
      new AlertRouter(stack, 'Alerts', { critical: [TEAM], team: 'orders' }).route(alarmIn(stack), Severity.WARNING);

      expect(tagsOf(Template.fromStack(stack))).toEqual({ 'team': 'orders', 'cost-center': '42', 'severity': 'warning' });
    });

    test('stay out of what the alarm says where CloudFormation does not know that yet', () => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM], tagsInPayload: false }).route(alarmIn(stack), Severity.WARNING);

      const template = Template.fromStack(stack);
      expect(tagsOf(template)).toEqual({ severity: 'warning' });
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { ActionConfiguration: Match.absent() });
    });

    test('are at most fifty', () => {
      Array.from({ length: 50 }, (_, index) => Tags.of(stack).add(`tag${index}`, 'x'));
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] }).route(alarmIn(stack), Severity.WARNING);

      expect(() => Template.fromStack(stack)).toThrow(/'alarm' must have at most 50 tags, got 51 for 'Prod\/Cpu'/);
    });

    test.each(['', ' ', ' orders', 'orders!', 'a,b', 'x'.repeat(257), 5, null, {}])('fail when team is %p, naming the prop', (team: any) => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [TEAM], team })).toThrow(/'team' must be 1 to 256 letters, digits, spaces and any of .*\[at Prod\/Alerts\]/);
      const router = new AlertRouter(stack, 'Others', { critical: [TEAM] });
      expect(() => router.route(alarmIn(stack), Severity.WARNING, { service: team })).toThrow(/'service' must be/);
    });
  });

  describe('runbooks', () => {
    test('are those of their kind for critical alarms that have none', () => {
      const alarm = alarmIn(stack);
      recordAlarm(alarm, { kind: AlarmKind.LATENCY });
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] }).route(alarm, Severity.CRITICAL);

      expect(factsOf(alarm).runbook?.title).toBe(Runbook.builtIn(AlarmKind.LATENCY).title);
    });

    test('are not made up for alarms that can wait', () => {
      const alarm = alarmIn(stack);
      new AlertRouter(stack, 'Alerts', { critical: [TEAM] }).route(alarm, Severity.WARNING);

      expect(factsOf(alarm).runbook).toBeUndefined();
    });

    test.each(['https://wiki.example.com', 5, null, {}])('fail when one is %p, naming the option', (runbook: any) => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      expect(() => router.route(alarmIn(stack), Severity.WARNING, { runbook })).toThrow(/'runbook' must be a Runbook, such as .*\[at Prod\/Alerts\]/);
    });
  });

  describe('okNotifications', () => {
    test.each<[Severity[] | undefined, Severity, boolean]>([
      [undefined, Severity.CRITICAL, true],
      [undefined, Severity.WARNING, false],
      [[Severity.WARNING], Severity.WARNING, true],
      [[Severity.WARNING], Severity.CRITICAL, false],
      [[], Severity.CRITICAL, false],
    ])('that are %p tell %s that it is over: %p', (okNotifications, severity, tells) => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM], okNotifications }).route(alarmIn(stack), severity);

      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { OKActions: tells ? [{ Ref: Match.anyValue() }] : Match.absent() });
    });

    test.each([[['critcal']], [[undefined]], ['critical'], [5]])('fail when they are %p, naming the prop', (okNotifications: any) => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [TEAM], okNotifications })).toThrow(/'okNotifications' must be .*\[at Prod\/Alerts\]/);
    });
  });

  test.each(['critcal', 5, null, {}, undefined])('fails when the severity of an alarm is %p, naming it', (severity: any) => {
    const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
    expect(() => router.route(alarmIn(stack), severity)).toThrow(/'severity' must be a member of Severity, got .*\[at Prod\/Alerts\]/);
  });

  describe('what cannot be delivered', () => {
    const templateWith = (props: AlertRouterProps) => {
      new AlertRouter(stack, 'Alerts', props);
      return Template.fromStack(stack);
    };

    test('is kept in one queue, whoever was to hear of it', () => {
      const template = templateWith({ critical: [TEAM, Destination.sms('+12065550100')], warning: [Destination.email('later@example.com')] });

      const [id] = idsOf(template, 'AWS::SQS::Queue');
      template.resourceCountIs('AWS::SQS::Queue', 1);
      template.allResourcesProperties('AWS::SNS::Subscription', { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [id, 'Arn'] } } });
      template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sqs:SendMessage', Principal: { Service: 'sns.amazonaws.com' } })]) },
      });
    });

    test('may be kept for destinations of the user, too', () => {
      class Webhook implements IDestination {
        public bind(_scope: Construct, route: AlertRoute): void {
          const { topic, deadLetterQueue } = route;
          new sns.Subscription(topic, 'Webhook', { topic, deadLetterQueue, protocol: sns.SubscriptionProtocol.HTTPS, endpoint: 'https://alerts.example.com' });
        }
      }

      templateWith({ critical: [new Webhook()] }).hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'https', RedrivePolicy: { deadLetterTargetArn: Match.anyValue() } });
    });

    test('costs nothing where alarms publish to topics of the user', () => {
      const template = templateWith({ critical: [Destination.snsTopic(new sns.Topic(stack, 'Pager'))] });

      expect(Object.values(template.toJSON().Resources).map((resource: any) => resource.Type)).toEqual(['AWS::SNS::Topic']);
    });

    test('raises no alarm where the way that fails would have to tell', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM], informational: [Destination.logGroup()] });

      expect(router.deliveryAlarm).toBeUndefined();
      expect(router.costEstimate().monthlyUsd).toBe(0);
    });

    test('raises an alarm that all other ways tell', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [CHAT] });

      const template = Template.fromStack(stack);
      const [critical, warning] = ['AlertsCritical', 'AlertsWarning'].map((start) => ({ Ref: idsOf(template, 'AWS::SNS::Topic').find((id) => id.startsWith(start)) }));
      const { AlarmActions, Metrics } = onlyResource(template, 'AWS::CloudWatch::Alarm').Properties;
      expect(AlarmActions).toEqual([critical, warning]);
      expect(Metrics[0].Expression).toBe('FILL(failed0, 0) + FILL(failed1, 0) + FILL(dead, 0)');
      expect(Metrics.slice(1).map(({ MetricStat }: any) => MetricStat.Metric.MetricName)).toEqual([
        'NumberOfNotificationsFailed', 'NumberOfNotificationsFailed', 'ApproximateNumberOfMessagesVisible',
      ]);
      expect(factsOf(router.deliveryAlarm!)).toMatchObject({
        kind: AlarmKind.ALERT_DELIVERY, severity: Severity.CRITICAL, runbook: { title: expect.any(String) },
      });
    });

    test('raises the alarm also while alerts wait for a service that does not answer', () => {
      const key = secretsmanager.Secret.fromSecretNameV2(stack, 'Key', 'pagerduty');
      const template = templateWith({ critical: [Destination.pagerDuty(key)], warning: [CHAT] });

      const { Metrics } = onlyResource(template, 'AWS::CloudWatch::Alarm').Properties;
      expect(Metrics[0].Expression).toBe('FILL(failed0, 0) + FILL(failed1, 0) + FILL(dead, 0) + IF(FILL(resting0, 0) > 3, 1, 0)');
    });

    test('is told by those that the user names, and by nobody else', () => {
      const template = templateWith({ critical: [TEAM], warning: [CHAT], deliveryFailures: [Destination.email('platform@example.com')] });

      const { AlarmActions } = onlyResource(template, 'AWS::CloudWatch::Alarm').Properties;
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^AlertsDeliveryFailures/) }]);
    });

    test('is told of topics of the user, too, when that is asked for', () => {
      const template = templateWith({ critical: [Destination.snsTopic(new sns.Topic(stack, 'Pager'))], deliveryFailures: [TEAM] });

      expect(onlyResource(template, 'AWS::CloudWatch::Alarm').Properties.Metrics[0].Expression).toContain('FILL(failed0, 0)');
    });

    test('is watched as far as one alarm can: ten metrics', () => {
      const topics = Array.from({ length: 5 }, (_, index) => Destination.snsTopic(new sns.Topic(stack, `Topic${index}`)));
      const urls = Array.from({ length: 6 }, (_, index) => Destination.webhook(`https://${index}.example.com`));
      const template = templateWith({ critical: urls, warning: topics, informational: [TEAM], deliveryFailures: [CHAT] });

      const { Metrics } = onlyResource(template, 'AWS::CloudWatch::Alarm').Properties;
      expect(Metrics).toHaveLength(1 + 10);
      expect(Metrics[0].Expression).toContain('FILL(dead, 0) + IF(FILL(resting0, 0) > 3, 1, 0)');
    });

    test('raises no alarm when the user wants none', () => {
      templateWith({ critical: [TEAM], warning: [CHAT], deliveryFailures: [] }).resourceCountIs('AWS::CloudWatch::Alarm', 0);
    });

    test.each([[[5]], [[null]], [['team@example.com']], [5], ['team@example.com']])('fails when deliveryFailures is %p, naming the prop', (deliveryFailures: any) => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [TEAM], deliveryFailures })).toThrow(/'deliveryFailures' must be .*\[at Prod\/Alerts\]/);
    });
  });

  describe('a key of its own', () => {
    test('encrypts everything and turns', () => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM], informational: [Destination.logGroup()], createKey: true });

      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
      template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
      template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
    });

    test('fails beside another one', () => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [TEAM], createKey: true, encryptionKey: new kms.Key(stack, 'Key') }))
        .toThrow(/'createKey' must be left out when there is an 'encryptionKey'.*\[at Prod\/Alerts\]/);
    });

    test.each(['alias/alerts', 5, {}, null])('fails when encryptionKey is %p, naming the prop', (encryptionKey: any) => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [TEAM], encryptionKey })).toThrow(/'encryptionKey' must be a key of AWS KMS.*\[at Prod\/Alerts\]/);
    });
  });

  test('lets rules of EventBridge publish where a destination asks for it', () => {
    const encryptionKey = new kms.Key(stack, 'Key');
    new AlertRouter(stack, 'Alerts', { critical: [TEAM, { bind: (_scope, route) => { route.allowEvents(); route.allowEvents(); } }], encryptionKey });

    const template = Template.fromStack(stack);
    const { Statement } = onlyResource(template, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
    expect(Statement.filter(({ Principal }: any) => Principal.Service === 'events.amazonaws.com')).toHaveLength(1);
    template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'events.amazonaws.com' } })]) } });
  });

  test('estimates what it costs each month', () => {
    const key = secretsmanager.Secret.fromSecretNameV2(stack, 'Key', 'pagerduty');
    const router = new AlertRouter(stack, 'Alerts', { critical: [Destination.pagerDuty(key)], warning: [CHAT], createKey: true });

    // A key, an alarm on two topics, dead letters and a queue, and the polls of that.
    expect(router.costEstimate().monthlyUsd).toBe(1 + 4 * 0.10 + 0.26);
    expect(new AlertRouter(stack, 'Bare', { critical: [TEAM] }).costEstimate().lines).toEqual([]);
  });

  test('keeps the ids of topics and subscriptions that deployed routers have', () => {
    new AlertRouter(stack, 'Alerts', { critical: [TEAM] });

    const template = Template.fromStack(stack);
    expect(idsOf(template, 'AWS::SNS::Topic')).toEqual(['AlertsCriticalD98B8922']);
    expect(idsOf(template, 'AWS::SNS::Subscription')).toEqual(['AlertsCriticalteamexamplecom58C4BB49']);
  });

  test('routes alarms that are made by an aspect', () => {
    const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
    Aspects.of(stack).add({
      visit: (node) => { if (node === stack && !stack.node.tryFindChild('Late')) { router.route(alarmIn(stack, 'Late'), Severity.CRITICAL); } },
    });

    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.stringLikeRegexp('^AlertsCritical') }] });
  });
});
