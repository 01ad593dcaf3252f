import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { AlertRouter, AlertRouterProps, Destination, IDestination, OpsgenieApi, PagerDutyRegion } from '../../src/alerting';
import { Severity } from '../../src/core';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

function alarmIn(stack: Stack): cloudwatch.Alarm {
  return new cloudwatch.Alarm(stack, 'Cpu', { metric: new cloudwatch.Metric({ namespace: 'Test', metricName: 'Cpu' }), threshold: 1, evaluationPeriods: 1 });
}

/** What the function is told: references by what they refer to. */
function settingsIn(template: Template, name = 'DESTINATIONS'): any[] {
  const { Variables } = onlyResource(template, 'AWS::Lambda::Function').Properties.Environment;
  const value = Variables[name];
  const parts = typeof value === 'string' ? [value] : value['Fn::Join'][1];
  return JSON.parse(parts.map((part: any) => typeof part === 'string' ? part : part.Ref ?? part['Fn::GetAtt'][0]).join(''));
}

describe('destinations by HTTPS', () => {
  let stack: Stack;
  let key: secretsmanager.ISecret;
  beforeEach(() => {
    stack = prodStack({ proof: true });
    key = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Key', 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:alerting/key-AbCdEf');
  });

  const routed = (props: AlertRouterProps, ...severities: Severity[]) => {
    const router = new AlertRouter(stack, 'Alerts', props);
    severities.forEach((severity) => router.route(alarmIn(stack), severity));
    return Template.fromStack(stack);
  };

  test.each<[string, () => IDestination, object]>([
    ['PagerDuty', () => Destination.pagerDuty(key), { kind: 'pagerDuty', url: 'https://events.pagerduty.com/v2/enqueue' }],
    ['PagerDuty in the EU', () => Destination.pagerDuty(key, { region: PagerDutyRegion.EU, component: 'checkout', secretField: 'key' }),
      { kind: 'pagerDuty', url: 'https://events.eu.pagerduty.com/v2/enqueue', component: 'checkout', field: 'key' }],
    ['Opsgenie', () => Destination.opsgenie(key), { kind: 'opsgenie', url: 'https://api.opsgenie.com/v2/alerts' }],
    ['Jira Service Management', () => Destination.opsgenie(key, { api: OpsgenieApi.JIRA_SERVICE_MANAGEMENT }),
      { kind: 'opsgenie', url: 'https://api.atlassian.com/jsm/ops/integration/v2/alerts' }],
    ['a webhook', () => Destination.webhook('https://alerts.example.com/aws?team=orders'), { kind: 'webhook', url: 'https://alerts.example.com/aws?team=orders' }],
    ['a secret webhook', () => Destination.secretWebhook(key, { secretField: 'url' }), { kind: 'webhook', field: 'url' }],
  ])('tell the function of %s', (_name, destination, expected) => {
    const [settings] = settingsIn(routed({ critical: [destination()] }, Severity.CRITICAL));

    expect(settings).toEqual({
      ...expected, queue: expect.stringContaining('AlertsHttps'), ...!JSON.stringify(expected).includes('"https://alerts.example.com') && { secret: expect.stringContaining('alerting/key') },
    });
  });

  test('have a queue that the topic may write to, with the dead-letter queue of the router', () => {
    const template = routed({ critical: [Destination.pagerDuty(key)] }, Severity.CRITICAL);

    const [queue] = idsOf(template, 'AWS::SQS::Queue').filter((id) => id.startsWith('AlertsHttps'));
    const [deadLetters] = idsOf(template, 'AWS::SQS::Queue').filter((id) => id.startsWith('AlertsDeadLetters'));
    const deadLetterTargetArn = { 'Fn::GetAtt': [deadLetters, 'Arn'] };
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: 30 }, SqsManagedSseEnabled: true, VisibilityTimeout: 360 });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': [queue, 'Arn'] }, RedrivePolicy: { deadLetterTargetArn } });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] }, FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 10,
    });
  });

  test('keep dead letters encrypted for two weeks, and from nobody without TLS', () => {
    const template = routed({ critical: [Destination.webhook('https://alerts.example.com')] }, Severity.CRITICAL);

    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true, RedrivePolicy: Match.absent() });
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    });
  });

  test('are one function for a router, with a queue for each destination', () => {
    const pager = Destination.pagerDuty(key);
    const template = routed({ critical: [pager, Destination.webhook('https://a.example.com')], warning: [pager] }, Severity.CRITICAL);

    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::SQS::Queue', 3);
    template.resourceCountIs('AWS::SNS::Subscription', 3);
    expect(settingsIn(template)).toHaveLength(2);
    expect(settingsIn(template, 'TOPICS').map(({ severity }) => severity)).toEqual(['critical', 'warning']);
  });

  test('do not mind to be listed twice', () => {
    routed({ critical: [Destination.pagerDuty(key), Destination.pagerDuty(key)] }, Severity.CRITICAL).resourceCountIs('AWS::SNS::Subscription', 1);
  });

  test('keep their ids when others come before them', () => {
    const ids = (critical: IDestination[]) => idsOf(Template.fromStack((() => {
      const fresh = prodStack();
      new AlertRouter(fresh, 'Alerts', { critical });
      return fresh;
    })()), 'AWS::SQS::Queue');
    const [first, second] = [Destination.webhook('https://a.example.com'), Destination.webhook('https://b.example.com')];

    expect(ids([second, first])).toEqual(expect.arrayContaining(ids([first])));
  });

  test('let the function read its secrets, take from its queues and ask for alarms, and no more', () => {
    const template = routed({ critical: [Destination.pagerDuty(key)] }, Severity.CRITICAL);

    const { Statement } = onlyResource(template, 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument;
    expect(Statement.flatMap(({ Action }: any) => Action).sort()).toEqual([
      'cloudwatch:DescribeAlarms', 'logs:CreateLogStream', 'logs:PutLogEvents', 'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue',
      'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage', 'sqs:SendMessage',
    ]);
  });

  test.each<[string, Severity, () => IDestination]>([
    ['PagerDuty', Severity.WARNING, () => Destination.pagerDuty(key)], ['Opsgenie', Severity.INFORMATIONAL, () => Destination.opsgenie(key)],
  ])('hear that an alarm is over, whatever its severity, when they are %s: an incident would stay open', (_name, severity, destination) => {
    routed({ [severity]: [destination()] }, severity).hasResourceProperties('AWS::CloudWatch::Alarm', { OKActions: [{ Ref: Match.anyValue() }] });
  });

  test('hear of it with a webhook as the router says', () => {
    routed({ warning: [Destination.webhook('https://a.example.com')] }, Severity.WARNING).hasResourceProperties('AWS::CloudWatch::Alarm', { OKActions: Match.absent() });
  });

  test('use the key of the router for everything that keeps alerts', () => {
    const template = routed({ critical: [Destination.pagerDuty(key)], encryptionKey: new kms.Key(stack, 'Cmk') }, Severity.CRITICAL);

    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
    const { Statement } = onlyResource(template, 'AWS::KMS::Key').Properties.KeyPolicy;
    expect(Statement.map((each: any) => each.Principal.Service).filter(Boolean)).toEqual(expect.arrayContaining(['cloudwatch.amazonaws.com', 'sns.amazonaws.com']));
  });

  test('take a URL that is only known at deployment', () => {
    const url = new CfnParameter(stack, 'Url').valueAsString;

    expect(() => routed({ critical: [Destination.webhook(url), Destination.webhook(url)] }, Severity.CRITICAL)).not.toThrow();
  });

  test('are at most six for a router', () => {
    const urls = (count: number) => Array.from({ length: count }, (_, index) => Destination.webhook(`https://${index}.example.com`));
    new AlertRouter(stack, 'Six', { critical: urls(6) });

    expect(() => new AlertRouter(stack, 'Seven', { critical: urls(7) })).toThrow(/must have at most 6 different destinations by HTTPS, got 7.*\[at Prod\/Seven\]/);
  });

  test.each(['', 'http://example.com', 'example.com', 'https://', 'https://user:secret@example.com', 'https://exa mple.com', 5, null, undefined, [], {}])(
    'fail when a url is %p, naming the prop', (url: any) => {
      expect(() => new AlertRouter(stack, 'Alerts', { critical: [Destination.webhook(url)] })).toThrow(/'url' must be a URL that begins with https:\/\/, got .*\[at Prod\/Alerts\]/);
    },
  );

  test.each<[string, (wrong: any) => IDestination]>([
    ['integrationKey', (wrong) => Destination.pagerDuty(wrong)],
    ['apiKey', (wrong) => Destination.opsgenie(wrong)],
    ['url', (wrong) => Destination.secretWebhook(wrong)],
    ['authorization', (wrong) => Destination.webhook('https://example.com', { authorization: wrong })],
  ])('fail when %s is no secret but the key itself, and do not show it', (prop, destination) => {
    const build = (wrong: any) => () => new AlertRouter(stack, `Alerts${typeof wrong}${wrong}`, { critical: [destination(wrong)] });
    expect(build('R02ABCDEFGHIJ')).toThrow(/'\w+' must be a secret of AWS Secrets Manager, .*got a text \[at/);
    for (const wrong of [null, 5, {}]) { expect(build(wrong)).toThrow(`'${prop}' must be a secret of AWS Secrets Manager`); }
  });

  test.each<[string, (secret: secretsmanager.ISecret, wrong: any) => IDestination]>([
    ['region', (secret, region) => Destination.pagerDuty(secret, { region })],
    ['api', (secret, api) => Destination.opsgenie(secret, { api })],
    ['secretField', (secret, secretField) => Destination.opsgenie(secret, { secretField })],
    ['component', (secret, component) => Destination.pagerDuty(secret, { component })],
    ['authorizationField', (secret, authorizationField) => Destination.secretWebhook(secret, { authorizationField })],
    ['options', (secret, options) => Destination.pagerDuty(secret, options)],
  ])('fail when %s is something else, naming the prop', (prop, destination) => {
    expect(() => new AlertRouter(stack, 'Alerts', { critical: [destination(key, 5)] })).toThrow(new RegExp(`'${prop}' must .*, got 5 \\[at Prod/Alerts\\]`));
  });
});
