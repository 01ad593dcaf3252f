import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AlertRouter, Destination, DoraMetrics, DoraMetricsProps, FailureClock } from '../../src';

const READS = ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'];

let app: App;
let monitoring: Stack;
beforeEach(() => {
  app = new App();
  monitoring = new Stack(app, 'Monitoring');
});

const metrics = (props?: DoraMetricsProps) => new DoraMetrics(monitoring, 'Dora', props);
const template = (stack = monitoring) => Template.fromStack(stack);
const imported = (stack: Stack, name: string) =>
  codepipeline.Pipeline.fromPipelineArn(stack, name, `arn:aws:codepipeline:eu-west-1:111111111111:${name}`);

/** The settings of the function; values that are not known at synth are left out. */
function settings(): any {
  const [{ Properties }] = Object.values(template().findResources('AWS::Lambda::Function'));
  const { SETTINGS } = Properties.Environment.Variables;
  return JSON.parse(SETTINGS['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : '').join(''));
}

/** A pipeline of somebody's own. */
function pipelineIn(stack: Stack, stages = ['Deploy', 'Production']): codepipeline.Pipeline {
  const pipeline = new codepipeline.Pipeline(stack, 'Delivery');
  const output = new codepipeline.Artifact();
  const bucket = s3.Bucket.fromBucketName(stack, 'Sources', 'sources');
  pipeline.addStage({
    stageName: 'Source', actions: [new actions.S3SourceAction({ actionName: 'Source', bucket, bucketKey: 'a.zip', output, trigger: actions.S3Trigger.NONE })],
  });
  stages.forEach((stageName) => pipeline.addStage({ stageName, actions: [new actions.ManualApprovalAction({ actionName: 'Wait' })] }));
  return pipeline;
}

describe('facts', () => {
  test('are in a table that can be restored, stays, and forgets after 400 days', () => {
    metrics();
    template().hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
    expect(settings().retentionDays).toBe(400);
  });

  test('come by a queue that keeps what cannot be read, a hundred at a time', () => {
    metrics();
    template().hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: { maxReceiveCount: 10 }, VisibilityTimeout: 720 });
    template().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 100, MaximumBatchingWindowInSeconds: 5, FunctionResponseTypes: ['ReportBatchItemFailures'], ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('are judged as the team says', () => {
    metrics({
      minimumSamples: 3,
      attributionWindow: Duration.minutes(30),
      failureClock: FailureClock.DEPLOYED,
      rework: { branches: ['fix/*'], reverts: false },
      metricNamespace: 'Shop/Delivery',
      retention: Duration.days(800),
    });
    expect(settings()).toMatchObject({
      minimumSamples: 3,
      metricNamespace: 'Shop/Delivery',
      retentionDays: 800,
      windows: [7, 28, 90],
      rules: { attributionWindow: 1_800_000, failureClock: 'DEPLOYED', reworkBranches: ['fix/*'], revertsAreRework: false },
    });
  });

  test('are encrypted with a key, and so is what brings them', () => {
    metrics({ encryptionKey: new kms.Key(monitoring, 'Key') });
    template().hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: Match.anyValue() } });
    template().allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
    template().hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
    template().hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'AllowUseByLogGroups' }), Match.objectLike({ Sid: 'AllowUseByRules' })]) },
    });
  });

  test('may be lost with a key that is not ours to change, so it warns', () => {
    metrics({ encryptionKey: kms.Key.fromKeyArn(monitoring, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1234') });
    Annotations.fromStack(monitoring).hasWarning('/Monitoring/Dora', Match.stringLikeRegexp('events.amazonaws.com to use the key'));
  });

  test('go to a bucket every day, below one prefix', () => {
    metrics({ exportBucket: s3.Bucket.fromBucketName(monitoring, 'Exports', 'exports') });
    expect(settings().exportBucket).toBe('exports');
    const [{ Properties }] = Object.values(template().findResources('AWS::IAM::ManagedPolicy'));
    const statement = Properties.PolicyDocument.Statement.find(({ Action }: any) => Action === 's3:PutObject');
    expect(JSON.stringify(statement.Resource)).toContain(':s3:::exports/delivery-metrics/*');
  });
});

describe('a pipeline', () => {
  test('in another stack adds nothing to the stack of the metrics that names it, which may so hold the router of its alerts', () => {
    const alerts = new AlertRouter(monitoring, 'Alerts', { warning: [Destination.email('team@example.com')] });
    const shop = new Stack(app, 'Shop');
    const pipeline = pipelineIn(shop);
    const alarm = new cloudwatch.Alarm(shop, 'Errors', { metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 });
    alerts.route(alarm, 'warning' as never);
    metrics({ alerts }).addPipeline(pipeline, { alarms: [alarm] });

    const assembly = app.synth();
    expect(assembly.getStackByName('Monitoring').dependencies.filter(({ id }) => id === 'Shop')).toEqual([]);
    expect(assembly.getStackByName('Shop').dependencies.map(({ id }) => id)).toContain('Monitoring');
    template(shop).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Action: READS, Effect: 'Allow', Resource: Match.anyValue() }] } });
  });

  test('in the same stack is named in the policy of the function', () => {
    metrics().addPipeline(pipelineIn(monitoring));
    template().hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: READS, Resource: { 'Fn::Join': Match.anyValue() } })]) },
    });
  });

  test('is compared with what CodePipeline knows every night, of three days; the first time as far back as the backfill', () => {
    const shop = new Stack(app, 'Shop');
    metrics({ backfill: Duration.days(180) }).addPipeline(imported(shop, 'Orders'));
    template(shop).hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'cron(10 0 * * ? *)',
      Targets: [Match.objectLike({ Input: Match.stringLikeRegexp('"reconcile":{"pipeline":"Orders","days":3,"backfillDays":180}') })],
    });
  });

  test('may be compared at another time', () => {
    const shop = new Stack(app, 'Shop');
    metrics({ reconcileSchedule: events.Schedule.cron({ hour: '3', minute: '30' }) }).addPipeline(imported(shop, 'Orders'));
    template(shop).hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(30 3 * * ? *)' });
  });

  test('of 25 other stacks at most: a policy of a role holds no more', () => {
    const dora = metrics();
    for (let index = 0; index < 25; index++) { dora.addPipeline(imported(new Stack(app, `Team${index}`), `P${index}`)); }
    expect(() => dora.addPipeline(imported(new Stack(app, 'Team25'), 'P25')))
      .toThrow("'addPipeline' must be given pipelines of at most 25 other stacks, got one of 'Team25'. Make a DoraMetrics for each team [at Monitoring/Dora]");
  });

  test('that has no such stage fails the synthesis, however late its stages were added', () => {
    const shop = new Stack(app, 'Shop');
    metrics().addPipeline(pipelineIn(shop, ['Deploy']));
    expect(() => app.synth()).toThrow("'productionStage' must be a stage of Shop/Delivery (Source, Deploy), got \"Production\"");
  });

  test('is added once for a stage and service', () => {
    const dora = metrics();
    const pipeline = imported(new Stack(app, 'Shop'), 'Orders');
    dora.addPipeline(pipeline);
    dora.addPipeline(pipeline, { productionStage: 'Staging', environment: 'staging' });
    expect(() => dora.addPipeline(pipeline)).toThrow(/'Shop\/Orders' must be added once for a service and stage, got it twice/);
  });

  test('may be measured by two teams', () => {
    const pipeline = imported(new Stack(app, 'Shop'), 'Orders');
    metrics().addPipeline(pipeline);
    new DoraMetrics(monitoring, 'Other').addPipeline(pipeline);
    expect(() => app.synth()).not.toThrow();
  });
});

test('a service without a pipeline has its gauges published every night, once', () => {
  const dora = metrics();
  dora.addEcsService(ecs.FargateService.fromFargateServiceArn(monitoring, 'Cart', 'arn:aws:ecs:eu-west-1:111111111111:service/shop/cart'), { service: 'cart' });
  dora.addDeploymentGroup('cart', 'cart-prod');
  const nightly = Object.values(template().findResources('AWS::Events::Rule')).filter(({ Properties }) => Properties.ScheduleExpression);
  expect(nightly.map(({ Properties }) => Properties.Targets[0].Input)).toEqual(
    ['{"binding":{"service":"cart","environment":"production","stage":"-"},"gauges":{}}'],
  );
});

test('a service that a pipeline delivers, too, is not counted twice, whichever is added first', () => {
  const dora = metrics();
  const service = ecs.FargateService.fromFargateServiceArn(monitoring, 'Cart', 'arn:aws:ecs:eu-west-1:111111111111:service/shop/cart');
  dora.addEcsService(service, { service: 'cart' });
  const standalone = () => JSON.stringify(Template.fromStack(monitoring).toJSON()).includes('standalone');
  dora.addPipeline(imported(monitoring, 'Delivery'), { service: 'cart' });
  expect(standalone()).toBe(false);
});

describe('who may', () => {
  test('report incidents reports nothing else', () => {
    const role = new iam.Role(monitoring, 'PagerDuty', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    metrics().grantReportIncident(role);
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'events:PutEvents', Condition: { StringEquals: { 'events:source': 'devops.dora' } } })] },
    });
  });

  test('query reads', () => {
    const role = new iam.Role(monitoring, 'Report', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    metrics().grantQuery(role);
    template().hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Action: 'dynamodb:Query' })] } });
  });

  test('query decrypts with the key of the table', () => {
    const role = new iam.Role(monitoring, 'Report', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    metrics({ encryptionKey: new kms.Key(monitoring, 'Key') }).grantQuery(role);
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'dynamodb:Query' }), Match.objectLike({ Action: 'kms:Decrypt' })] },
    });
  });
});

test('events that nobody can read are told to who hears of warnings', () => {
  metrics({ alerts: new AlertRouter(monitoring, 'Alerts', { warning: [Destination.email('team@example.com')] }) });
  template().hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible', AlarmActions: [Match.anyValue()] });
});

describe('refuses', () => {
  test.each<[string, any]>([
    ["'minimumSamples' must be a whole number between 1 and 1000, got 0", { minimumSamples: 0 }],
    ["'attributionWindow' must be a whole number between 1 and 1440 minutes, got 2880", { attributionWindow: Duration.days(2) }],
    ["'backfill' must be a whole number between 1 and 365 days, got 400", { backfill: Duration.days(400) }],
    ["'retention' must be a whole number between 120 and 3650 days, got 30", { retention: Duration.days(30) }],
    ["'rework.branches' must be names of branches such as 'hotfix/*', got \"\"", { rework: { branches: [''] } }],
    ["'failureClock' must be a member of FailureClock, got \"NOW\"", { failureClock: 'NOW' }],
    ["'metricNamespace' must be 1 to 255 letters, digits or any of '._/#:-', and not begin with 'AWS/', got \"AWS/ECS\"", { metricNamespace: 'AWS/ECS' }],
    ["'exportBucket' must be a bucket of Amazon S3, got \"exports\"", { exportBucket: 'exports' }],
    ["'reconcileSchedule' must be a Schedule of aws-events, such as Schedule.cron({ hour: '3', minute: '0' }), got \"nightly\"", { reconcileSchedule: 'nightly' }],
    ["'reconcileSchedule' must be once a day, such as Schedule.cron({ hour: '3', minute: '0' }), got cron(* 3 * * ? *)", { reconcileSchedule: events.Schedule.cron({ hour: '3' }) }],
    ['got rate(1 hour). Give both the hour and the minute, and no days', { reconcileSchedule: events.Schedule.rate(Duration.hours(1)) }],
    ['got cron(0 1 ? * MON *)', { reconcileSchedule: events.Schedule.cron({ weekDay: 'MON', hour: '1', minute: '0' }) }],
    ["'backfill' must be at most 'retention', 120 days, got 365 days", { backfill: Duration.days(365), retention: Duration.days(120) }],
    ["'rework' must be values by name, such as { name: value }, got [\"hotfix/*\"]", { rework: ['hotfix/*'] }],
    ["'rework.branches' must be a list, got \"hotfix/*\"", { rework: { branches: 'hotfix/*' } }],
    ["'rework.reverts' must be true or false, got \"no\"", { rework: { reverts: 'no' } }],
    ["'encryptionKey' must be a key of AWS KMS, got an object with addToResourcePolicy", { encryptionKey: { addToResourcePolicy: () => undefined } }],
    ["'encryptionKey' must be a key of AWS KMS, got null", { encryptionKey: null }],
    ["'props' must be values by name, such as { name: value }, got null", null],
    ["'alerts' must be an AlertRouter, got \"ops\"", { alerts: 'ops' }],
    ["'encryptionKey' must be a key of AWS KMS, got \"key\"", { encryptionKey: 'key' }],
  ])('%s', (message, props) => {
    expect(() => metrics(props)).toThrow(message);
    expect(() => new DoraMetrics(monitoring, 'Again', props)).toThrow('[at Monitoring/Again]');
  });

  test.each<[string, any]>([
    ["'productionStage' must be 1 to 100 letters, digits or any of '.@_-', got \"Go live\"", { productionStage: 'Go live' }],
    ["'service' must be 1 to 100 letters, digits, spaces or any of '._/-', known at synth, got \"\"", { service: '' }],
    ["'environment' must be 1 to 100 letters, digits, spaces or any of '._/-', known at synth, got \"prod#1\"", { environment: 'prod#1' }],
    ["'alarms' must be a list, got \"errors\"", { alarms: 'errors' }],
    ["'alarms' must be a CloudWatch alarm, got \"errors\"", { alarms: ['errors'] }],
  ])('%s', (message, options) => {
    expect(() => metrics().addPipeline(imported(monitoring, 'Orders'), options)).toThrow(message);
  });

  test.each([undefined, null, 'arn:aws:iam::111111111111:role/Report'] as any[])('%p as somebody to grant to', (grantee) => {
    const dora = metrics();
    const message = "'grantee' must be somebody to grant it to, such as a role or a function, got";
    expect(() => dora.grantQuery(grantee)).toThrow(message);
    expect(() => dora.grantView(grantee)).toThrow(message);
    expect(() => dora.grantReportIncident(grantee)).toThrow('Of an ARN, pass Role.fromRoleArn(…) [at Monitoring/Dora]');
  });

  test('what is no pipeline', () => {
    expect(() => metrics().addPipeline('Orders' as never)).toThrow("'pipeline' must be a pipeline; of a StandardPipeline, pass its .pipeline, got \"Orders\"");
  });
});
