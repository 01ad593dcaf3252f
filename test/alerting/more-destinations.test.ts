import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AlertRouter, Destination, IDestination, TeamsChannelOptions } from '../../src/alerting';
import { Severity } from '../../src/core';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const CHANNEL: TeamsChannelOptions = {
  tenantId: '0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f', teamId: '1a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f', channelId: '19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
};

describe('Destination', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack({ proof: true }); });

  /** A router of critical and warning alarms, with one that goes off. */
  const routed = (critical: IDestination[], warning: IDestination[] = []) => {
    const router = new AlertRouter(stack, 'Alerts', { critical, warning });
    const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: 'Cpu' });
    router.route(new cloudwatch.Alarm(stack, 'Cpu', { metric, threshold: 1, evaluationPeriods: 1 }), Severity.CRITICAL);
    return Template.fromStack(stack);
  };

  describe('sms', () => {
    test('subscribes the number, with a queue for what does not arrive', () => {
      const number = Destination.sms('+12065550100');

      routed([number, number]).hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: 'sms', Endpoint: '+12065550100', RedrivePolicy: { deadLetterTargetArn: Match.anyValue() },
      });
      Template.fromStack(stack).resourceCountIs('AWS::SNS::Subscription', 1);
    });

    test('takes a number that is only known at deployment', () => {
      const number = new CfnParameter(stack, 'Phone').valueAsString;

      routed([Destination.sms(number)]).hasResourceProperties('AWS::SNS::Subscription', { Endpoint: { Ref: 'Phone' } });
    });

    test.each(['', '2065550100', '0012065550100', '+1 206 555 0100', '+0123456', 'phone', 5, null, []])('fails when the number is %p, naming the prop', (number: any) => {
      expect(() => routed([Destination.sms(number)])).toThrow(/'phoneNumber' must be a telephone number with its country.*\[at Prod\/Alerts\]/);
    });
  });

  describe('lambdaFunction', () => {
    const functionIn = (scope: Stack) => new lambda.Function(scope, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });

    test('calls the function, and may do so', () => {
      const destination = Destination.lambdaFunction(functionIn(stack));
      const template = routed([destination, destination], [destination]);

      template.resourceCountIs('AWS::SNS::Subscription', 2);
      template.allResourcesProperties('AWS::SNS::Subscription', { Protocol: 'lambda', RedrivePolicy: { deadLetterTargetArn: Match.anyValue() } });
      template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'sns.amazonaws.com', SourceArn: { Ref: Match.stringLikeRegexp('^AlertsCritical') } });
    });

    test.each([null, 5, 'name', {}])('fails when it is %p, naming the prop', (wrong: any) => {
      expect(() => routed([Destination.lambdaFunction(wrong)])).toThrow(/'lambdaFunction' must be a Lambda function.*\[at Prod\/Alerts\]/);
    });
  });

  describe('queue', () => {
    test('sends to the queue, and may do so', () => {
      const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: new kms.Key(stack, 'Key') });
      const template = routed([Destination.queue(queue), Destination.queue(queue)]);

      template.resourceCountIs('AWS::SNS::Subscription', 1);
      template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sqs', RedrivePolicy: { deadLetterTargetArn: Match.anyValue() } });
      template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'sns.amazonaws.com' } })]) } });
    });

    test('fails for a FIFO queue, naming it: topics that alarms publish to cannot send there', () => {
      expect(() => routed([Destination.queue(new sqs.Queue(stack, 'Queue', { fifo: true }))])).toThrow(/'queue' must be a standard queue, got the FIFO queue 'Prod\/Queue'/);
    });

    test.each([null, 5, 'name', {}])('fails when it is %p, naming the prop', (wrong: any) => {
      expect(() => routed([Destination.queue(wrong)])).toThrow(/'queue' must be an Amazon SQS queue.*\[at Prod\/Alerts\]/);
    });
  });

  describe('teamsChannel', () => {
    test('posts what the topic of the severity says', () => {
      const template = routed([Destination.teamsChannel(CHANNEL)]);

      template.hasResourceProperties('AWS::Chatbot::MicrosoftTeamsChannelConfiguration', {
        TeamsTenantId: CHANNEL.tenantId,
        TeamId: CHANNEL.teamId,
        TeamsChannelId: CHANNEL.channelId,
        LoggingLevel: 'ERROR',
        SnsTopicArns: [{ Ref: onlyResource(template, 'AWS::SNS::Topic').id }],
      });
      template.hasResourceProperties('Custom::LogRetention', { LogGroupRegion: 'us-east-1', RetentionInDays: 90 });
    });

    test('lets the channel read CloudWatch and nothing else, whoever writes there', () => {
      const template = routed([Destination.teamsChannel(CHANNEL)]);

      template.hasResourceProperties('AWS::Chatbot::MicrosoftTeamsChannelConfiguration', {
        GuardrailPolicies: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/CloudWatchReadOnlyAccess']] }],
      });
      expect(JSON.stringify(template.toJSON())).not.toContain('AdministratorAccess');
    });

    test('has one configuration for a channel, whatever the severities and routers of a stack', () => {
      new AlertRouter(stack, 'Others', { critical: [Destination.teamsChannel(CHANNEL)] });
      const template = routed([Destination.teamsChannel(CHANNEL)], [Destination.teamsChannel(CHANNEL)]);

      expect(onlyResource(template, 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration').Properties.SnsTopicArns).toHaveLength(idsOf(template, 'AWS::SNS::Topic').length);
    });

    test('fails when another stack of the account configures the channel, naming it', () => {
      const other = new Stack(stack.node.root as App, 'Other', { env: { account: '111111111111', region: 'us-east-1' } });
      new AlertRouter(other, 'Alerts', { critical: [Destination.teamsChannel(CHANNEL)] });

      expect(() => routed([Destination.teamsChannel(CHANNEL)])).toThrow(/'channelId' must belong to one stack of an account, got .*which 'Other\/TeamsChannel/);
    });

    test('fails when a channel has two names, naming the prop', () => {
      expect(() => routed([Destination.teamsChannel({ ...CHANNEL, name: 'one' }), Destination.teamsChannel({ ...CHANNEL, name: 'other' })]))
        .toThrow(/'name' must be the same wherever the Teams channel .* is used, got "other" after "one"/);
    });

    test.each<[keyof TeamsChannelOptions, any]>([
      ['tenantId', 'contoso'], ['tenantId', undefined], ['teamId', '1'], ['teamId', 5], ['channelId', '#alerts'], ['channelId', ''], ['name', 'team alerts'],
    ])('fails when %s is %p, naming the prop', (prop, value) => {
      expect(() => routed([Destination.teamsChannel({ ...CHANNEL, [prop]: value })])).toThrow(new RegExp(`^'${prop}' must be .*\\[at Prod/Alerts\\]$`));
    });
  });
});
