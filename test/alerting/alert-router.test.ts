import { App, CfnElement, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertRoute, AlertRouter, Destination, IDestination } from '../../src/alerting';
import { Severity } from '../../src/core';
import { WarningId } from '../../src/core/private/warning-ids';
import { idsOf, onlyResource, prodStack, warningsWith } from '../support/stacks';

const TEAM = Destination.email('team@example.com');

function alarmIn(scope: Construct, id = 'Cpu'): cloudwatch.Alarm {
  const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: id });
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1 });
}

function topics(scope: Construct, count: number): sns.ITopic[] {
  return Array.from({ length: count }, (_, index) => new sns.Topic(scope, `Topic${index}`));
}

/** A destination of a user's own, that only keeps what it is given. */
class Recorder implements IDestination {
  public readonly routes: AlertRoute[] = [];
  public readonly scopes: Construct[] = [];

  public bind(scope: Construct, route: AlertRoute): void {
    this.scopes.push(scope);
    this.routes.push(route);
  }
}

describe('AlertRouter', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  describe('topics', () => {
    test('exist for severities that have a destination which asks for one, and for no others', () => {
      new AlertRouter(stack, 'Alerts', { critical: [TEAM], informational: [Destination.logGroup()] });

      expect(idsOf(Template.fromStack(stack), 'AWS::SNS::Topic')).toEqual([expect.stringMatching(/^AlertsCritical[0-9A-F]{8}$/)]);
    });

    test('have one stable id for each severity', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM], informational: [TEAM] });

      ['Critical', 'Warning', 'Informational'].forEach((id) => expect(router.node.findChild(id)).toBeInstanceOf(sns.Topic));
    });

    test('let alarms of the account publish, and nobody without TLS', () => {
      new AlertRouter(stack, 'Alerts', { warning: [TEAM] });

      Template.fromStack(stack).hasResourceProperties('AWS::SNS::TopicPolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
            Match.objectLike({
              Effect: 'Allow',
              Action: 'sns:Publish',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Condition: {
                StringEquals: { 'aws:SourceAccount': '111111111111' },
                ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:*:111111111111:alarm:*']] } },
              },
            }),
          ]),
        },
      });
    });

    test('let alarms publish in a stack that does not know its account', () => {
      const agnostic = prodStack({ agnostic: true });
      const router = new AlertRouter(agnostic, 'Alerts', { warning: [TEAM] });
      router.route(alarmIn(agnostic), Severity.WARNING);

      Template.fromStack(agnostic).hasResourceProperties('AWS::SNS::TopicPolicy', {
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
          })]),
        },
      });
    });

    test('have no key unless one is given', () => {
      new AlertRouter(stack, 'Alerts', { warning: [TEAM] });

      Template.fromStack(stack).hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.absent() });
    });
  });

  describe('encryption key', () => {
    test('encrypts the topics and may be used by alarms of the account', () => {
      const encryptionKey = new kms.Key(stack, 'Key');
      new AlertRouter(stack, 'Alerts', { critical: [TEAM], encryptionKey });

      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
      template.hasResourceProperties('AWS::KMS::Key', {
        KeyPolicy: {
          Statement: Match.arrayWith([Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': '111111111111' } }),
          })]),
        },
      });
    });

    test('encrypts the alarm log and may be used by log groups of the account', () => {
      const encryptionKey = new kms.Key(stack, 'Key');
      new AlertRouter(stack, 'Alerts', { informational: [Destination.logGroup()], encryptionKey });

      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
      template.hasResourceProperties('AWS::KMS::Key', {
        KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' } })]) },
      });
    });

    test('gets each statement once, however many topics it encrypts', () => {
      const encryptionKey = new kms.Key(stack, 'Key');
      new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM], encryptionKey });

      const { Statement } = onlyResource(Template.fromStack(stack), 'AWS::KMS::Key').Properties.KeyPolicy;
      expect(Statement.filter((each: any) => each.Sid === 'AllowUseByAlarms')).toHaveLength(1);
    });

    test('warns when it is imported, because its policy cannot be changed', () => {
      const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1234');
      new AlertRouter(stack, 'Alerts', { critical: [TEAM], encryptionKey });

      expect(warningsWith(stack, WarningId.KEY_POLICY_NOT_CHANGED)).toEqual([
        expect.stringContaining('cloudwatch.amazonaws.com'), expect.stringContaining('sns.amazonaws.com'),
      ]);
    });

    test("fails when it is SNS's own key, naming the prop: CloudWatch can never use that", () => {
      const encryptionKey = kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/sns');

      expect(() => new AlertRouter(stack, 'Alerts', { critical: [TEAM], encryptionKey }))
        .toThrow(/'encryptionKey' must be a key of yours, got alias\/aws\/sns.*\[at Prod\/Alerts\]/);
    });
  });

  describe('routing', () => {
    test('tells of critical alarms when they go off and when they are over', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      router.route(alarmIn(stack), Severity.CRITICAL);

      const template = Template.fromStack(stack);
      const topic = { Ref: onlyResource(template, 'AWS::SNS::Topic').id };
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topic], OKActions: [topic] });
    });

    test.each([
      [Severity.WARNING, /^AlertsWarning/],
      [Severity.INFORMATIONAL, /^AlertsInformational/],
    ])('tells of %s alarms only when they go off', (severity, topic) => {
      const router = new AlertRouter(stack, 'Alerts', { warning: [TEAM], informational: [TEAM] });
      router.route(alarmIn(stack), severity);

      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmActions: [{ Ref: Match.stringLikeRegexp(topic.source) }],
        OKActions: Match.absent(),
      });
    });

    test('takes composite alarms', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      router.route(new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: alarmIn(stack) }), Severity.CRITICAL);

      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
        AlarmActions: [{ Ref: Match.anyValue() }],
        OKActions: [{ Ref: Match.anyValue() }],
      });
    });

    test('changes nothing when an alarm is routed again with the same severity', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      const alarm = alarmIn(stack);
      router.route(alarm, Severity.CRITICAL);
      router.route(alarm, Severity.CRITICAL);

      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmActions: [{ Ref: Match.anyValue() }],
        OKActions: [{ Ref: Match.anyValue() }],
      });
    });

    test('sends an alarm with two severities to both', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM], warning: [TEAM] });
      const alarm = alarmIn(stack);
      router.route(alarm, Severity.WARNING);
      router.route(alarm, Severity.CRITICAL);

      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmActions: [{ Ref: Match.stringLikeRegexp('AlertsWarning') }, { Ref: Match.stringLikeRegexp('AlertsCritical') }],
        OKActions: [{ Ref: Match.stringLikeRegexp('AlertsCritical') }],
      });
    });

    test('keeps the actions that an alarm has', () => {
      const router = new AlertRouter(stack, 'Alerts', { warning: [TEAM] });
      const alarm = alarmIn(stack);
      alarm.addAlarmAction(new SnsAction(new sns.Topic(stack, 'Own')));
      router.route(alarm, Severity.WARNING);

      const { AlarmActions } = onlyResource(Template.fromStack(stack), 'AWS::CloudWatch::Alarm').Properties;
      expect(AlarmActions).toHaveLength(2);
    });

    test('works for alarms of another stack in the same environment, whatever the destinations', () => {
      const router = new AlertRouter(stack, 'Alerts', {
        critical: [TEAM, Destination.logGroup(), Destination.slackChannel({ workspaceId: 'T1', channelId: 'C1' })],
      });
      const other = new Stack(stack.node.root as App, 'Orders', { env: { account: '111111111111', region: 'eu-west-1' } });
      router.route(alarmIn(other), Severity.CRITICAL);

      const template = Template.fromStack(other);
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ 'Fn::ImportValue': Match.stringLikeRegexp('AlertsCritical') }] });
      template.resourceCountIs('AWS::Events::Rule', 1);
      Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 0);
    });

    test('fails for an imported alarm, naming it: its actions would go nowhere', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      const imported = cloudwatch.Alarm.fromAlarmName(stack, 'Theirs', 'theirs');

      expect(() => router.route(imported, Severity.CRITICAL))
        .toThrow(/'alarm' must be an alarm that this app defines, got the imported 'Prod\/Theirs'.*\[at Prod\/Alerts\]/);
    });

    test('fails for something that has an alarm but is none, naming the prop', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      expect(() => router.route({ alarm: alarmIn(stack) } as any, Severity.CRITICAL)).toThrow("'alarm' must be a CloudWatch alarm, got an object with alarm");
    });

    test('fails for an alarm of another region, naming both: a topic there cannot be its action', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      const other = new Stack(stack.node.root as App, 'Us', { env: { account: '111111111111', region: 'us-east-1' } });

      expect(() => router.route(alarmIn(other), Severity.CRITICAL))
        .toThrow(/'alarm' must be in the account and region of its router \(111111111111\/eu-west-1\), got 'Us\/Cpu' in 111111111111\/us-east-1/);
    });

    test('fails when an alarm would have more than five actions, naming it', () => {
      const router = new AlertRouter(stack, 'Alerts', { warning: topics(stack, 5).map((topic) => Destination.snsTopic(topic)) });
      const alarm = alarmIn(stack);
      alarm.addAlarmAction(new SnsAction(new sns.Topic(stack, 'Own')));

      expect(() => router.route(alarm, Severity.WARNING)).toThrow(/at most 5 actions for each state, got 6 for 'Prod\/Cpu'/);
    });

    test('lets an alarm have five actions', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: topics(stack, 5).map((topic) => Destination.snsTopic(topic)) });

      expect(() => router.route(alarmIn(stack), Severity.CRITICAL)).not.toThrow();
    });

    test('fails at synthesis when an alarm got its sixth action after it was routed', () => {
      const router = new AlertRouter(stack, 'Alerts', { warning: topics(stack, 5).map((topic) => Destination.snsTopic(topic)) });
      const alarm = alarmIn(stack);
      router.route(alarm, Severity.WARNING);
      alarm.addAlarmAction(new SnsAction(new sns.Topic(stack, 'Own')));

      expect(() => Template.fromStack(stack)).toThrow(/at most 5 actions for each state, got 6 for 'Prod\/Cpu'/);
    });
  });

  describe('severities without a destination', () => {
    test('warn once an alarm uses them', () => {
      const router = new AlertRouter(stack, 'Alerts', { warning: [TEAM], critical: [] });
      router.route(alarmIn(stack, 'Cpu'), Severity.CRITICAL);
      router.route(alarmIn(stack, 'Memory'), Severity.CRITICAL);

      expect(warningsWith(stack, WarningId.SEVERITY_WITHOUT_DESTINATION)).toEqual([expect.stringContaining("'critical' has no destination")]);
    });

    test('have their warnings heard by those who hear of critical alarms, so that a team with one mailbox names it once', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      const alarm = alarmIn(stack);
      router.route(alarm, Severity.WARNING);

      expect(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmActions: Match.anyValue() } })).toHaveProperty(stack.getLogicalId(alarm.node.defaultChild as CfnElement));
      expect(warningsWith(stack, WarningId.SEVERITY_WITHOUT_DESTINATION)).toEqual([]);
    });

    test('never wake anybody for what is only kept for the record', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      router.route(alarmIn(stack), Severity.INFORMATIONAL);

      expect(Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmActions: Match.anyValue() } }))).toEqual([]);
      expect(warningsWith(stack, WarningId.SEVERITY_WITHOUT_DESTINATION)).toEqual([expect.stringContaining("'informational' has no destination")]);
    });

    test('do not warn while no alarm uses them', () => {
      const router = new AlertRouter(stack, 'Alerts', { critical: [TEAM] });
      router.route(alarmIn(stack), Severity.CRITICAL);

      expect(warningsWith(stack, WarningId.SEVERITY_WITHOUT_DESTINATION)).toEqual([]);
    });

    test.each([[{}], [{ critical: [], warning: [], informational: [] }]])('fails when no severity has one, naming the props', (props) => {
      expect(() => new AlertRouter(stack, 'Alerts', props))
        .toThrow(/'critical', 'warning' or 'informational' must have a destination, got none.*\[at Prod\/Alerts\]/);
    });

    test('fails for what is no destination, naming its severity', () => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [Destination.email('a@example.com')], warning: ['b@example.com'] as any }))
        .toThrow(/^'warning' must be a destination, such as Destination.email\('team@example.com'\), got "b@example.com" \[at Prod\/Alerts\]$/);
    });
  });

  describe('destinations of the user', () => {
    test('are bound once for each severity that lists them, each time in a scope of its own', () => {
      const recorder = new Recorder();
      new AlertRouter(stack, 'Alerts', { critical: [recorder], warning: [recorder] });

      expect(recorder.routes.map((route) => route.severity)).toEqual([Severity.CRITICAL, Severity.WARNING]);
      expect(recorder.scopes[0]).not.toBe(recorder.scopes[1]);
    });

    test('get all alarms, whenever these are routed', () => {
      const recorder = new Recorder();
      const router = new AlertRouter(stack, 'Alerts', { warning: [recorder] });
      const early = recorder.routes[0].alarmArns;
      router.route(alarmIn(stack, 'Cpu'), Severity.WARNING);
      router.route(alarmIn(stack, 'Memory'), Severity.WARNING);

      expect(stack.resolve(early)).toEqual([
        { 'Fn::GetAtt': [expect.stringMatching(/^Cpu/), 'Arn'] },
        { 'Fn::GetAtt': [expect.stringMatching(/^Memory/), 'Arn'] },
      ]);
    });

    test('may ask for the topic after alarms were routed', () => {
      const recorder = new Recorder();
      const router = new AlertRouter(stack, 'Alerts', { critical: [recorder] });
      router.route(alarmIn(stack), Severity.CRITICAL);
      const { topic } = recorder.routes[0];

      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmActions: [stack.resolve(topic.topicArn)],
        OKActions: [stack.resolve(topic.topicArn)],
      });
      expect(recorder.routes[0].topic).toBe(topic);
    });
  });

  test('gives the same template each time', () => {
    const render = () => {
      const fresh = prodStack();
      const router = new AlertRouter(fresh, 'Alerts', { critical: [TEAM, Destination.logGroup()] });
      router.route(alarmIn(fresh), Severity.CRITICAL);
      return Template.fromStack(fresh).toJSON();
    };

    expect(render()).toEqual(render());
  });
});
