import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertRouter, AlertRouterProps, Destination, SlackChannelOptions } from '../../src/alerting';
import { Severity } from '../../src/core';
import { WarningId } from '../../src/core/private/warning-ids';
import { idsOf, onlyResource, prodStack, warningsWith } from '../support/stacks';

const CHANNEL = { workspaceId: 'T01234ABCDE', channelId: 'C01234ABCDE' };

function alarmIn(scope: Construct, id = 'Cpu'): cloudwatch.Alarm {
  const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: id });
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1 });
}

function routed(stack: Stack, props: AlertRouterProps, ...severities: Severity[]): Template {
  const router = new AlertRouter(stack, 'Alerts', props);
  const alarm = alarmIn(stack);
  severities.forEach((severity) => router.route(alarm, severity));
  return Template.fromStack(stack);
}

describe('Destination', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  describe('email', () => {
    test('subscribes the address to the topic of each severity that lists it', () => {
      const team = Destination.email('team@example.com');
      const template = routed(stack, { critical: [team], warning: [team] });

      template.resourceCountIs('AWS::SNS::Subscription', 2);
      template.allResourcesProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'team@example.com' });
    });

    test('does not mind to be listed twice', () => {
      const template = routed(stack, { critical: [Destination.email('team@example.com'), Destination.email('team@example.com')] });

      template.resourceCountIs('AWS::SNS::Subscription', 1);
    });

    test.each(['', 'team', 'team@', '@example.com', 'team@example', 'team@example.', 'the team@example.com', 'a@b@example.com'])(
      'fails for %p, naming the address', (address) => {
        expect(() => new AlertRouter(stack, 'Alerts', { critical: [Destination.email(address)] }))
          .toThrow(`'address' must be an e-mail address, got ${JSON.stringify(address)} [at Prod/Alerts]`);
      });

    test('fails without an address, as of a variable that is not set', () => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [Destination.email(process.env.NOT_SET!)] }))
        .toThrow("'address' must be an e-mail address, got undefined [at Prod/Alerts]");
    });

    test('takes an address that is only known at deployment', () => {
      const address = new CfnParameter(stack, 'Address').valueAsString;
      const template = routed(stack, { critical: [Destination.email(address)] });

      template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: { Ref: 'Address' } });
    });
  });

  describe('snsTopic', () => {
    test.each([undefined, 'arn:aws:sns:eu-west-1:111111111111:pager'])('fails when it is %p, naming the prop', (topic: any) => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [Destination.snsTopic(topic)], warning: [Destination.email('team@example.com')] }))
        .toThrow(/^'topic' must be an Amazon SNS topic, got .*\[at Prod\/Alerts\]$/);
    });

    const ARN = 'arn:aws:sns:eu-west-1:111111111111:pager';

    test('makes alarms publish to the topic itself, without a topic in between', () => {
      const topic = sns.Topic.fromTopicArn(stack, 'Pager', ARN);
      const template = routed(stack, { critical: [Destination.snsTopic(topic)] }, Severity.CRITICAL);

      template.resourceCountIs('AWS::SNS::Topic', 0);
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [ARN], OKActions: [ARN] });
    });

    test('is told once by an alarm that has two severities', () => {
      const pager = Destination.snsTopic(sns.Topic.fromTopicArn(stack, 'Pager', ARN));
      const template = routed(stack, { critical: [pager], warning: [pager] }, Severity.WARNING, Severity.CRITICAL);

      template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [ARN], OKActions: [ARN] });
    });

    test('leaves a topic without a policy alone: by default, CloudWatch and others of the account may publish', () => {
      const topic = new sns.Topic(stack, 'Pager');
      const template = routed(stack, { critical: [Destination.snsTopic(topic)] }, Severity.CRITICAL);

      template.resourceCountIs('AWS::SNS::TopicPolicy', 0);
    });

    test.each([
      ['insists on TLS', () => new sns.Topic(stack, 'Pager', { enforceSSL: true }), () => undefined],
      ['gets a policy later', () => new sns.Topic(stack, 'Pager'), (topic: sns.Topic) => topic.addToResourcePolicy(allowBudgets(topic))],
    ])('may be published to by alarms when the topic %s', (_, create, afterwards) => {
      const topic = create();
      const router = new AlertRouter(stack, 'Alerts', { critical: [Destination.snsTopic(topic)], warning: [Destination.snsTopic(topic)] });
      router.route(alarmIn(stack), Severity.CRITICAL);
      afterwards(topic);

      const { Statement } = onlyResource(Template.fromStack(stack), 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
      expect(Statement.filter((each: any) => each.Principal?.Service === 'cloudwatch.amazonaws.com')).toHaveLength(1);
    });

    test("may use the topic's key", () => {
      const masterKey = new kms.Key(stack, 'Key');
      const template = routed(stack, { critical: [Destination.snsTopic(new sns.Topic(stack, 'Pager', { masterKey }))] });

      template.hasResourceProperties('AWS::KMS::Key', {
        KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' } })]) },
      });
    });
  });

  describe('slackChannel', () => {
    test('posts what the topic of the severity says', () => {
      const template = routed(stack, { warning: [Destination.slackChannel(CHANNEL)] });

      template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
        SlackWorkspaceId: 'T01234ABCDE',
        SlackChannelId: 'C01234ABCDE',
        SnsTopicArns: [{ Ref: onlyResource(template, 'AWS::SNS::Topic').id }],
      });
    });

    test('lets the channel read CloudWatch and nothing else', () => {
      const template = routed(stack, { warning: [Destination.slackChannel(CHANNEL)] });

      template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
        GuardrailPolicies: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/CloudWatchReadOnlyAccess']] }],
      });
      template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
        PolicyDocument: { Statement: [Match.objectLike({ Action: Match.arrayWith(['cloudwatch:GetMetricWidgetImage']), Effect: 'Allow' })] },
      });
    });

    test('keeps its error log for three months, in the region where AWS writes it', () => {
      const template = routed(stack, { warning: [Destination.slackChannel({ ...CHANNEL, name: 'team-alerts' })] });

      template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', { LoggingLevel: 'ERROR', ConfigurationName: 'team-alerts' });
      template.hasResourceProperties('Custom::LogRetention', {
        LogGroupName: '/aws/chatbot/team-alerts', LogGroupRegion: 'us-east-1', RetentionInDays: 90,
      });
    });

    test('has one configuration for a channel that serves several severities', () => {
      const template = routed(stack, {
        critical: [Destination.slackChannel(CHANNEL)],
        warning: [Destination.slackChannel(CHANNEL), Destination.slackChannel(CHANNEL)],
      });

      const { SnsTopicArns } = onlyResource(template, 'AWS::Chatbot::SlackChannelConfiguration').Properties;
      expect(SnsTopicArns).toEqual(idsOf(template, 'AWS::SNS::Topic').map((id) => ({ Ref: id })));
    });

    test('has one configuration for a channel that serves several routers of a stack', () => {
      new AlertRouter(stack, 'Orders', { critical: [Destination.slackChannel(CHANNEL)] });
      new AlertRouter(stack, 'Payments', { critical: [Destination.slackChannel(CHANNEL)] });

      const { SnsTopicArns } = onlyResource(Template.fromStack(stack), 'AWS::Chatbot::SlackChannelConfiguration').Properties;
      expect(SnsTopicArns).toHaveLength(2);
    });

    test('has one configuration for each channel', () => {
      const template = routed(stack, {
        critical: [Destination.slackChannel(CHANNEL)],
        warning: [Destination.slackChannel({ ...CHANNEL, channelId: 'G9999' })],
      });

      template.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 2);
    });

    test('fails when another stack of the account configures the channel, naming it: AWS allows one', () => {
      const other = new Stack(stack.node.root as App, 'Other', { env: { account: '111111111111', region: 'us-east-1' } });
      new AlertRouter(stack, 'Alerts', { critical: [Destination.slackChannel(CHANNEL)] });

      expect(() => new AlertRouter(other, 'Alerts', { critical: [Destination.slackChannel(CHANNEL)] }))
        .toThrow(/'channelId' must belong to one stack of an account, got "C01234ABCDE", which 'Prod\/SlackChannelC01234ABCDE' configures already/);
    });

    test.each([
      ['another account', { env: { account: '222222222222', region: 'eu-west-1' } }],
      ['an account that is not known yet', {}],
    ])('may be configured in %s, too', (_, props) => {
      const other = new Stack(stack.node.root as App, 'Other', props);
      new AlertRouter(stack, 'Alerts', { critical: [Destination.slackChannel(CHANNEL)] });

      expect(() => new AlertRouter(other, 'Alerts', { critical: [Destination.slackChannel(CHANNEL)] })).not.toThrow();
    });

    test('takes a channel that is only known at deployment', () => {
      const channelId = new CfnParameter(stack, 'Channel').valueAsString;
      const template = routed(stack, {
        critical: [Destination.slackChannel({ ...CHANNEL, channelId })],
        warning: [Destination.slackChannel({ ...CHANNEL, channelId })],
      });

      expect(onlyResource(template, 'AWS::Chatbot::SlackChannelConfiguration').Properties.SlackChannelId).toEqual({ Ref: 'Channel' });
    });

    test.each<[keyof SlackChannelOptions, string]>([
      ['workspaceId', 'C01234ABCDE'],
      ['workspaceId', 'my workspace'],
      ['workspaceId', ''],
      ['channelId', '#alerts'],
      ['channelId', 'T01234ABCDE'],
      ['channelId', 'c01234abcde'],
      ['name', 'team alerts'],
      ['name', 'x'.repeat(129)],
    ])('fails when %s is %p, naming the prop', (prop, value) => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [Destination.slackChannel({ ...CHANNEL, [prop]: value })] }))
        .toThrow(new RegExp(`^'${prop}' must be .*, got "${value}" \\[at Prod/Alerts\\]$`));
    });

    test.each([
      [undefined, 'workspaceId'], [{}, 'workspaceId'], [{ workspaceId: CHANNEL.workspaceId }, 'channelId'],
    ])('fails when all that is known of it is %p, naming the prop', (channel: any, prop) => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [Destination.slackChannel(channel)], warning: [Destination.email('team@example.com')] }))
        .toThrow(new RegExp(`^'${prop}' must be .*, got undefined \\[at Prod/Alerts\\]$`));
    });

    test('fails when a channel has two names, naming the prop', () => {
      expect(() => new AlertRouter(stack, 'Alerts', {
        critical: [Destination.slackChannel({ ...CHANNEL, name: 'one' })],
        warning: [Destination.slackChannel({ ...CHANNEL, name: 'other' })],
      })).toThrow(/'name' must be the same wherever the Slack channel "C01234ABCDE" is used, got "other" after "one"/);
    });
  });

  describe('logGroup', () => {
    test('logs the changes of state of exactly the alarms that are routed', () => {
      const router = new AlertRouter(stack, 'Alerts', { informational: [Destination.logGroup()] });
      router.route(alarmIn(stack, 'Cpu'), Severity.INFORMATIONAL);
      router.route(alarmIn(stack, 'Memory'), Severity.INFORMATIONAL);
      alarmIn(stack, 'NotRouted');

      Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
        EventPattern: {
          'source': ['aws.cloudwatch'],
          'detail-type': ['CloudWatch Alarm State Change'],
          'resources': [
            { 'Fn::GetAtt': [Match.stringLikeRegexp('^Cpu'), 'Arn'] },
            { 'Fn::GetAtt': [Match.stringLikeRegexp('^Memory'), 'Arn'] },
          ],
        },
      });
    });

    test('has no rule while nothing is routed: it would match every alarm', () => {
      routed(stack, { informational: [Destination.logGroup()] }).resourceCountIs('AWS::Events::Rule', 0);
    });

    test('keeps a year in a log group that outlives the stack', () => {
      const template = routed(stack, { informational: [Destination.logGroup()] }, Severity.INFORMATIONAL);

      template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 365 } });
    });

    test('needs no topic, no function and no custom resource', () => {
      const template = routed(stack, { informational: [Destination.logGroup()] }, Severity.INFORMATIONAL);

      template.resourceCountIs('AWS::SNS::Topic', 0);
      template.resourceCountIs('AWS::Lambda::Function', 0);
      template.resourceCountIs('Custom::CloudwatchLogResourcePolicy', 0);
    });

    test('lets rules of the account write, and nobody else', () => {
      const template = routed(stack, { informational: [Destination.logGroup()] }, Severity.INFORMATIONAL);

      const { PolicyDocument } = onlyResource(template, 'AWS::Logs::ResourcePolicy').Properties;
      const { Statement } = JSON.parse(PolicyDocument['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : '<token>').join(''));
      const Principal = { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] };
      expect(Statement).toEqual([
        { Effect: 'Allow', Principal, Resource: '<token>', Action: 'logs:CreateLogStream' },
        {
          Effect: 'Allow',
          Principal,
          Resource: '<token>',
          Action: 'logs:PutLogEvents',
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:<token>:events:eu-west-1:111111111111:rule/*' } },
        },
      ]);
    });

    test('has one policy for each router, because an account has few', () => {
      const own = new logs.LogGroup(stack, 'Own');
      const template = routed(stack, { warning: [Destination.logGroup(own)], informational: [Destination.logGroup()] });

      template.resourceCountIs('AWS::Logs::ResourcePolicy', 1);
    });

    test('writes to a log group that exists', () => {
      const own = logs.LogGroup.fromLogGroupName(stack, 'Own', 'alarm-history');
      const template = routed(stack, { informational: [Destination.logGroup(own)] }, Severity.INFORMATIONAL);

      template.resourceCountIs('AWS::Logs::LogGroup', 0);
      template.hasResourceProperties('AWS::Events::Rule', {
        Targets: [Match.objectLike({
          Arn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111111111111:log-group:alarm-history']] },
        })],
      });
    });

    test('logs an alarm once that has two severities', () => {
      const template = routed(stack, { warning: [Destination.logGroup()], informational: [Destination.logGroup()] },
        Severity.WARNING, Severity.INFORMATIONAL);

      expect(onlyResource(template, 'AWS::Events::Rule').Properties.EventPattern.resources).toHaveLength(1);
    });

    test('starts another rule before an event pattern grows longer than EventBridge takes', () => {
      const router = new AlertRouter(stack, 'Alerts', { informational: [Destination.logGroup()] });
      Array.from({ length: 13 }, (_, index) => router.route(alarmIn(stack, `Alarm${index}`), Severity.INFORMATIONAL));

      const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
      expect(rules.map((rule) => rule.Properties.EventPattern.resources.length)).toEqual([6, 6, 1]);
    });

    test('logs alarms of several stacks, each by a rule of its own stack', () => {
      const router = new AlertRouter(stack, 'Alerts', { informational: [Destination.logGroup()] });
      const other = new Stack(stack.node.root as App, 'Orders', { env: { account: '111111111111', region: 'eu-west-1' } });
      router.route(alarmIn(stack), Severity.INFORMATIONAL);
      router.route(alarmIn(other), Severity.INFORMATIONAL);

      Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 1);
      Template.fromStack(other).hasResourceProperties('AWS::Events::Rule', {
        EventPattern: Match.objectLike({ resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Cpu'), 'Arn'] }] }),
      });
    });

    test('leaves nobody without a destination: a log counts as one', () => {
      const router = new AlertRouter(stack, 'Alerts', { informational: [Destination.logGroup()] });
      router.route(alarmIn(stack), Severity.INFORMATIONAL);

      expect(warningsWith(stack, WarningId.SEVERITY_WITHOUT_DESTINATION)).toEqual([]);
    });
  });
});

function allowBudgets(topic: sns.Topic): iam.PolicyStatement {
  const principals = [new iam.ServicePrincipal('budgets.amazonaws.com')];
  return new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn], principals });
}
