import { App, Duration, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { AlertEscalation, AlertRouter, AlertRouterProps, Destination, Escalation, IncidentReview, RepeatUntilAcknowledgedOptions } from '../../src/alerting';
import { AlarmKind, Severity } from '../../src/core';
import { factsOf } from '../../src/core/private/alarm-facts';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const ON_CALL = Destination.email('on-call@example.com');
const MANAGER = Destination.email('manager@example.com');

function alarmIn(scope: Construct, id = 'Cpu'): cloudwatch.Alarm {
  const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: id });
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1 });
}

function routerIn(stack: Stack, props: Partial<AlertRouterProps> = {}): AlertRouter {
  return new AlertRouter(stack, 'Alerts', { critical: [ON_CALL], ...props });
}

function functionOf(template: Template, folder: string): any {
  const [found] = Object.values(template.findResources('AWS::Lambda::Function')).filter(({ Properties }) => Properties.Handler === folder);
  return found?.Properties;
}

/** All statements of the library's own policies that allow an action. */
function statementsWith(template: Template, action: string): any[] {
  return Object.values(template.findResources('AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().includes(action));
}

/** The rules, by the states they match. */
function rulesFor(template: Template, states: string[]): any[] {
  return Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties)
    .filter(({ EventPattern }) => JSON.stringify(EventPattern.detail?.state?.value) === JSON.stringify(states));
}

let stack: Stack;
beforeEach(() => { stack = prodStack(); });

describe('an escalation', () => {
  test('is made by the router, and by a construct', () => {
    routerIn(stack, { escalation: Escalation.repeatUntilAcknowledged() });
    const other = prodStack();
    new AlertEscalation(other, 'Escalation', { alerts: routerIn(other) });
    for (const each of [stack, other]) { Template.fromStack(each).resourceCountIs('AWS::StepFunctions::StateMachine', 1); }
  });

  test('does not exist unless it is asked for', () => {
    routerIn(stack);
    Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  });

  test('hears of critical alarms only, whenever they are routed, in rules of six', () => {
    const alerts = routerIn(stack);
    alerts.route(alarmIn(stack, 'Before'), Severity.CRITICAL);
    new AlertEscalation(stack, 'Escalation', { alerts });
    for (let index = 0; index < 7; index++) { alerts.route(alarmIn(stack, `After${index}`), Severity.CRITICAL); }
    // Those who hear of critical alarms hear of this one, too; that does not make it critical.
    alerts.route(alarmIn(stack, 'Warning'), Severity.WARNING);
    alerts.route(alarmIn(stack, 'After0Again'), Severity.CRITICAL);

    const rules = rulesFor(Template.fromStack(stack), ['ALARM', 'OK']);
    expect(rules.map(({ EventPattern }) => EventPattern.resources.length)).toEqual([6, 3]);
    expect(JSON.stringify(rules)).not.toContain('Warning');
  });

  test('waits a quarter of an hour, four times, unless told otherwise', () => {
    new AlertEscalation(stack, 'Escalation', { alerts: routerIn(stack) });
    const template = Template.fromStack(stack);
    const { Definition } = onlyResource(template, 'AWS::StepFunctions::StateMachine').Properties;
    expect(Definition.States.Wait.Seconds).toBe(900);
    expect(Definition.TimeoutSeconds).toBe(5 * 900 + 3600);
    expect(functionOf(template, 'repeat.handler').Environment.Variables).toMatchObject({ AT_MOST: '4', NEXT_TOPICS: '', WATCH_ROUNDS: '0' });
  });

  test('escalates to a topic of its own, beside that of the first ones', () => {
    routerIn(stack, { escalation: Escalation.repeatUntilAcknowledged({ every: Duration.minutes(5), atMost: 3, then: [MANAGER] }) });
    const template = Template.fromStack(stack);
    const { TOPICS, NEXT_TOPICS, WATCH_ROUNDS } = functionOf(template, 'repeat.handler').Environment.Variables;
    expect(TOPICS).toEqual({ Ref: expect.stringMatching(/^AlertsCritical/) });
    expect(NEXT_TOPICS).toEqual({ Ref: expect.stringMatching(/^AlertsEscalated/) });
    expect(WATCH_ROUNDS).toBe('1000');
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'manager@example.com', TopicArn: NEXT_TOPICS });
    expect(statementsWith(template, 'sns:Publish')).toEqual([expect.objectContaining({ Resource: [TOPICS, NEXT_TOPICS] })]);
  });

  test('is part of what the router costs', () => {
    const without = routerIn(prodStack()).costEstimate().monthlyUsd;
    const estimate = routerIn(stack, { escalation: Escalation.repeatUntilAcknowledged() }).costEstimate();
    expect(estimate.monthlyUsd).toBeCloseTo(without + 0.56);
    expect(new Set(estimate.lines.map(({ item }) => item)).size).toBe(estimate.lines.length);
  });

  test('is watched by the router: what those who hear later do not get', () => {
    const critical = [Destination.snsTopic(new sns.Topic(stack, 'Theirs'))];
    const escalation = Escalation.repeatUntilAcknowledged({ then: [MANAGER] });
    routerIn(stack, { critical, escalation, deliveryFailures: [Destination.email('other@example.com')] });
    const alarms = Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).filter(([id]) => id.startsWith('AlertsUndelivered'));
    expect(JSON.stringify(alarms)).toContain('"Fn::GetAtt":["AlertsDeadLetters');
  });

  test('keeps an execution within the events that it has room for', () => {
    routerIn(stack, { escalation: Escalation.repeatUntilAcknowledged({ every: Duration.minutes(1), atMost: 100, then: [MANAGER] }) });
    const { TimeoutSeconds } = onlyResource(Template.fromStack(stack), 'AWS::StepFunctions::StateMachine').Properties.Definition;
    expect(TimeoutSeconds).toBe((200 + 1000 + 1) * 60 + 3600);
  });

  test('uses topics of the user\'s and their keys', () => {
    const topic = new sns.Topic(stack, 'Theirs', { masterKey: new kms.Key(stack, 'Key') });
    routerIn(stack, { critical: [Destination.snsTopic(topic)], escalation: Escalation.repeatUntilAcknowledged() });
    const template = Template.fromStack(stack);
    expect(statementsWith(template, 'sns:Publish')[0].Resource).toEqual({ Ref: expect.stringMatching(/^Theirs/) });
    expect(statementsWith(template, 'kms:GenerateDataKey')).toHaveLength(1);
  });

  test('shares the function and the dead letters of the router with those who hear later', () => {
    const pager = Destination.pagerDuty(secretsmanager.Secret.fromSecretNameV2(stack, 'Pager', 'pager'));
    routerIn(stack, { critical: [pager], escalation: Escalation.repeatUntilAcknowledged({ then: [pager] }) });
    const template = Template.fromStack(stack);
    expect(Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.Handler).sort())
      .toEqual(['index.handler', 'repeat.handler', 'start.handler']);
  });

  test('lets a function take away nothing but acknowledgements', () => {
    new AlertEscalation(stack, 'Escalation', { alerts: routerIn(stack) });
    expect(statementsWith(Template.fromStack(stack), 'cloudwatch:UntagResource')).toEqual([{
      Effect: 'Allow',
      Action: 'cloudwatch:UntagResource',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:eu-west-1:111111111111:alarm:*']] },
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['acknowledged-by'] }, 'Null': { 'aws:TagKeys': 'false' } },
    }]);
  });

  test('serves alarms of other stacks, which then depend on this one alone', () => {
    const app = stack.node.root as App;
    const other = new Stack(app, 'Other', { env: { account: '111111111111', region: 'eu-west-1' } });
    const alerts = routerIn(stack, { escalation: Escalation.repeatUntilAcknowledged() });
    alerts.route(alarmIn(other), Severity.CRITICAL);
    expect(() => app.synth()).not.toThrow();
    expect(rulesFor(Template.fromStack(other), ['ALARM', 'OK'])).toHaveLength(1);
    expect(stack.dependencies).not.toContain(other);
  });

  test('tells those who hear of warnings when it fails', () => {
    const alerts = routerIn(stack, { warning: [Destination.email('team@example.com')] });
    const escalation = new AlertEscalation(stack, 'Escalation', { alerts });
    const alarms = escalation.node.findAll().filter((node): node is cloudwatch.Alarm => node instanceof cloudwatch.Alarm);
    expect(alarms).toHaveLength(2);
    alarms.forEach((alarm) => expect(factsOf(alarm)).toMatchObject({
      kind: AlarmKind.ALERT_DELIVERY, severity: Severity.WARNING, sourceName: 'Escalation', runbook: { title: 'Alerts do not arrive' },
    }));
    expect(escalation.costEstimate().monthlyUsd).toBe(0.56);
  });

  test('has a queue that only rules of the account may fill, and a queue of dead letters', () => {
    new AlertEscalation(stack, 'Escalation', { alerts: routerIn(stack) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true, VisibilityTimeout: 180, RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' }, ArnLike: { 'aws:SourceArn': Match.anyValue() } },
        })]),
      },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });

  test.each<[string, unknown, RegExp]>([
    ['every', { every: Duration.seconds(30) }, /'every' must be .*got 0\.5.*\[at Prod\/Alerts\/Escalation\]/],
    ['every', { every: Duration.minutes(1441) }, /'every' must be .*between 1 and 1440 minutes, got 1441/],
    ['every', { every: 15 }, /'every' must be a Duration, such as Duration\.minutes\(15\), got 15/],
    ['every', { every: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })) }, /'every' must be known at synth/],
    ['atMost', { atMost: 0 }, /'atMost' must be a whole number between 1 and 100, got 0/],
    ['then', { then: MANAGER }, /'then' must be a list, got/],
    ['then', { then: ['manager@example.com'] }, /'then' must be a list of destinations, such as Destination\.email/],
    ['then', { then: [Destination.logGroup()] }, /'then' must have a destination with a topic for critical alerts, got none/],
  ])('fails when %s is %j', (_prop, options, message) => {
    expect(() => routerIn(stack, { escalation: Escalation.repeatUntilAcknowledged(options as RepeatUntilAcknowledgedOptions) })).toThrow(message);
  });

  test('fails for a router without a topic for critical alerts, and for what is no router or no escalation', () => {
    const logged = new AlertRouter(stack, 'Logged', { critical: [Destination.logGroup()] });
    expect(() => new AlertEscalation(stack, 'A', { alerts: logged })).toThrow(/'alerts' must have a destination with a topic .*\[at Prod\/A\]/);
    expect(() => new AlertEscalation(stack, 'B', { alerts: {} as any })).toThrow(/'alerts' must be an AlertRouter, got .*\[at Prod\/B\]/);
    expect(() => new AlertEscalation(stack, 'C', { alerts: routerIn(stack), escalation: {} as any })).toThrow(/'escalation' must be an Escalation.*\[at Prod\/C\]/);
    expect(() => new AlertRouter(stack, 'D', { critical: [ON_CALL], escalation: {} as any })).toThrow(/'escalation' must be an escalation.*\[at Prod\/D\]/);
  });
});

describe('incident reviews', () => {
  test('are drafted when critical alarms are over', () => {
    const alerts = routerIn(stack);
    new IncidentReview(stack, 'Reviews', { alerts });
    alerts.route(alarmIn(stack), Severity.CRITICAL);
    alerts.route(alarmIn(stack, 'Warning'), Severity.WARNING);

    const template = Template.fromStack(stack);
    expect(rulesFor(template, ['OK']).map(({ EventPattern }) => EventPattern.resources)).toEqual([[{ 'Fn::GetAtt': [expect.stringMatching(/^Cpu/), 'Arn'] }]]);
    expect(functionOf(template, 'index.handler').Environment.Variables).toEqual({
      BUCKET: { Ref: expect.stringMatching(/^ReviewsBucket/) }, JOIN_WITHIN_MINUTES: '30', CHANGES_BEFORE_MINUTES: '60', OPS_ITEMS: 'true', MAX_RECEIVES: '5',
    });
  });

  test('go to a bucket that is encrypted, versioned, closed, TLS only and retained', () => {
    const { bucket } = new IncidentReview(stack, 'Reviews', { alerts: routerIn(stack) });
    const id = stack.getLogicalId(bucket.node.defaultChild as s3.CfnBucket);
    const template = Template.fromStack(stack);
    const { Properties, DeletionPolicy } = template.toJSON().Resources[id];
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 1095, NoncurrentVersionExpiration: { NoncurrentDays: 90 } }] },
      LoggingConfiguration: { LogFilePrefix: expect.stringMatching(/^reviews-access\/\w{8}\/$/) },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    });
  });

  test('use the key of the router for everything', () => {
    new IncidentReview(stack, 'Reviews', { alerts: routerIn(stack, { encryptionKey: new kms.Key(stack, 'Key') }) });
    const template = Template.fromStack(stack);
    const { Properties } = onlyResource(template, 'AWS::KMS::Key');
    const users = Properties.KeyPolicy.Statement.map(({ Principal }: any) => JSON.stringify(Principal));
    expect(users).toEqual(expect.arrayContaining([expect.stringContaining('events.amazonaws.com'), expect.stringContaining('logs.eu-west-1')]));
    Object.values(template.findResources('AWS::Logs::LogGroup')).forEach((group) => expect(group.Properties.KmsKeyId).toBeDefined());
    Object.values(template.findResources('AWS::SQS::Queue')).forEach((queue) => expect(queue.Properties.KmsMasterKeyId).toBeDefined());
    expect(statementsWith(template, 'kms:GenerateDataKey')).toHaveLength(1);
  });

  test('go to a bucket of the user\'s, and nothing but reviews there', () => {
    const bucket = s3.Bucket.fromBucketName(stack, 'Archive', 'incident-archive');
    const reviews = new IncidentReview(stack, 'Reviews', { alerts: routerIn(stack), bucket, opsItems: false });
    const template = Template.fromStack(stack);
    expect(reviews.bucket).toBe(bucket);
    template.resourceCountIs('AWS::S3::Bucket', 0);
    expect(statementsWith(template, 's3:PutObject')).toEqual([{
      Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::incident-archive/reviews/*']] },
    }]);
    expect(statementsWith(template, 'ssm:CreateOpsItem')).toEqual([]);
  });

  test('cost one alarm, and the polls of a queue', () => {
    expect(new IncidentReview(stack, 'Reviews', { alerts: routerIn(stack) }).costEstimate().monthlyUsd).toBe(0.36);
  });

  test('keep stable ids of what holds data', () => {
    new IncidentReview(stack, 'Reviews', { alerts: routerIn(stack) });
    const template = Template.fromStack(stack);
    const ids = [...idsOf(template, 'AWS::S3::Bucket'), ...idsOf(template, 'AWS::SQS::Queue')].filter((id) => id.startsWith('Reviews'));
    expect(ids).toEqual(['ReviewsBucketA25397EC', 'ReviewsEventsDeadLettersDCE6DB42', 'ReviewsEventsQueueCCC25CB9']);
  });

  test.each<[string, unknown, RegExp]>([
    ['joinWithin', { joinWithin: Duration.days(2) }, /'joinWithin' must be .*between 0 and 1440 minutes, got 2880 \[at Prod\/Reviews\]/],
    ['changesBefore', { changesBefore: 60 }, /'changesBefore' must be a Duration.*got 60/],
    ['keepFor', { keepFor: Duration.hours(12) }, /'keepFor' must be a whole number between 1 and 3650 days, got 0\.5/],
    ['keepFor', { keepFor: '1y' }, /'keepFor' must be a Duration, such as Duration\.days\(365\)/],
    ['opsItems', { opsItems: 'yes' }, /'opsItems' must be true or false/],
    ['bucket', { bucket: 'reviews' }, /'bucket' must be a bucket, got "reviews"/],
    ['alerts', { alerts: undefined }, /'alerts' must be an AlertRouter, got undefined/],
  ])('fail when %s is %j', (_prop, props, message) => {
    expect(() => new IncidentReview(stack, 'Reviews', { alerts: routerIn(stack), ...props as object })).toThrow(message);
  });

  test('fail for how long a bucket of the user\'s keeps them', () => {
    const bucket = s3.Bucket.fromBucketName(stack, 'Archive', 'incident-archive');
    expect(() => new IncidentReview(stack, 'Reviews', { alerts: routerIn(stack), bucket, keepFor: Duration.days(1) })).toThrow(/'keepFor' must be left out with a 'bucket' of yours/);
  });
});

test('whatever the input, it is deployed or refused in the library\'s own words', () => {
  const odd = fc.constantFrom<any>(null, 0, -1, 1.5, NaN, 15, '', 'x', true, [], {}, () => 1);
  const mostly = (usual: fc.Arbitrary<any>) => (
    fc.oneof({ weight: 12, arbitrary: fc.option(usual, { nil: undefined }) }, { weight: 1, arbitrary: odd }));
  const minutes = (max: number) => mostly(fc.integer({ min: 0, max }).map(Duration.minutes));
  const inputs = fc.record({
    every: minutes(1500),
    atMost: mostly(fc.integer({ min: 0, max: 101 })),
    then: mostly(fc.constantFrom([], [MANAGER], [MANAGER, MANAGER], [ON_CALL], [Destination.logGroup()], ['x'])),
    joinWithin: minutes(1500),
    changesBefore: minutes(1500),
    keepFor: mostly(fc.integer({ min: 0, max: 3700 }).map(Duration.days)),
    opsItems: mostly(fc.boolean()),
  });
  let deployed = 0;
  fc.assert(fc.property(inputs, ({ every, atMost, then: next, ...reviews }) => {
    const fresh = prodStack();
    try {
      const alerts = routerIn(fresh, { escalation: Escalation.repeatUntilAcknowledged({ every, atMost, then: next }) });
      new IncidentReview(fresh, 'Reviews', { alerts, ...reviews });
      Template.fromStack(fresh);
      deployed++;
    } catch (error) {
      if (!/'.*' must .*\[at /s.test((error as Error).message)) { throw error; }
    }
  }), { numRuns: 100 });
  expect(deployed).toBeGreaterThan(0);
});
