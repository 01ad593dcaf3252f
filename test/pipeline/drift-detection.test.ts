import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as fc from 'fast-check';
import { AlertRouter, Destination } from '../../src/alerting';
import { WarningId } from '../../src/core/private/warning-ids';
import { DriftDetection, DriftDetectionProps } from '../../src/pipeline';
import { idsOf, onlyResource, prodStack, warningsWith } from '../support/stacks';

function detection(props: DriftDetectionProps = {}, stack: Stack = prodStack()): { template: Template; drift: DriftDetection } {
  const drift = new DriftDetection(stack, 'Drift', props);
  return { template: Template.fromStack(stack), drift };
}

function environmentOf(template: Template): any {
  return onlyResource(template, 'AWS::Lambda::Function').Properties.Environment.Variables;
}

/** References are written as their names. */
function placesOf(template: Template): any[] {
  const { PLACES } = environmentOf(template);
  return JSON.parse(typeof PLACES === 'string' ? PLACES : PLACES['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : part.Ref).join(''));
}

describe('DriftDetection', () => {
  test('looks once a day unless told otherwise', () => {
    const rate = (props: object) => onlyResource(detection({ stackNames: ['Shop'], ...props }).template, 'AWS::Events::Rule').Properties.ScheduleExpression;
    expect([rate({}), rate({ schedule: events.Schedule.rate(Duration.hours(6)) })]).toEqual(['rate(1 day)', 'rate(6 hours)']);
  });

  test('is called by its schedule and by no other', () => {
    const { template } = detection({ stackNames: ['Shop'] });
    const rule = onlyResource(template, 'AWS::Events::Rule');
    expect(rule.Properties.Targets).toEqual([expect.objectContaining({ Arn: { 'Fn::GetAtt': [onlyResource(template, 'AWS::Lambda::Function').id, 'Arn'] } })]);
    expect(onlyResource(template, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [rule.id, 'Arn'] },
    });
  });

  test('may take on the role that reads, and write its log', () => {
    const { template } = detection({ stackNames: ['Shop'] });
    const { Statement } = onlyResource(template, 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument;
    expect(Statement.map(({ Action }: any) => Action)).toEqual([['logs:CreateLogStream', 'logs:PutLogEvents'], 'sts:AssumeRole']);
    expect(JSON.stringify(Statement[1].Resource)).toContain(':iam::111111111111:role/cdk-hnb659fds-lookup-role-111111111111-eu-west-1');
  });

  test('looks at stacks of other environments by the roles there', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'eu-west-1' };
    const [here, shop, far] = [new Stack(app, 'Ops', { env }), new Stack(app, 'Shop', { env }), new Stack(app, 'Far', { env: { account: '222222222222', region: 'us-east-1' } })];
    const { template } = detection({ stacks: [shop, far, shop], stackNames: ['Other'] }, here);
    expect(placesOf(template)).toEqual([
      { role: 'arn:AWS::Partition:iam::111111111111:role/cdk-hnb659fds-lookup-role-111111111111-eu-west-1', region: 'eu-west-1', stacks: ['Shop', 'Other'].map((name) => ({ name, label: name })) },
      {
        role: 'arn:AWS::Partition:iam::222222222222:role/cdk-hnb659fds-lookup-role-222222222222-us-east-1',
        region: 'us-east-1',
        stacks: [{ name: 'Far', label: '222222222222/us-east-1/Far' }],
      },
    ]);
  });

  test('knows its own environment by reference when nobody says it', () => {
    const app = new App();
    const { template } = detection({ stacks: [new Stack(app, 'Shop')] }, new Stack(app, 'Ops'));
    expect(placesOf(template)).toEqual([{ role: expect.stringContaining('AWS::AccountId'), region: 'AWS::Region', stacks: [{ name: 'Shop', label: 'Shop' }] }]);
  });

  test('takes a role of your own', () => {
    const stack = prodStack();
    const lookupRole = iam.Role.fromRoleArn(stack, 'Auditor', 'arn:aws:iam::111111111111:role/auditor');
    expect(placesOf(detection({ stackNames: ['Shop'], lookupRole }, stack).template)[0].role).toBe('arn:aws:iam::111111111111:role/auditor');
  });

  test('tells of each stack that drifts and of those it cannot look at, as a warning', () => {
    const stack = prodStack({ proof: true });
    const alerts = new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] });
    const { template, drift } = detection({ stackNames: ['Shop', 'Web'], alerts }, stack);
    expect(drift.alarms).toHaveLength(3);
    const alarms: any[] = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }: any) => Properties);
    const drifted = alarms.filter(({ MetricName }) => MetricName === 'DriftedResources');
    expect(drifted.map(({ Dimensions }) => Dimensions)).toEqual(['Shop', 'Web'].map((Value) => [{ Name: 'Stack', Value }]));
    expect(drifted[0]).toMatchObject({ Namespace: 'DriftDetection', Threshold: 0, TreatMissingData: 'ignore', AlarmActions: [expect.anything()] });
    expect(alarms.filter(({ Metrics }) => JSON.stringify(Metrics ?? '').includes('UncheckedStacks'))).toHaveLength(1);
  });

  test('has no alarms that nobody hears', () => {
    const { template, drift } = detection({ stackNames: ['Shop'] });
    expect([idsOf(template, 'AWS::CloudWatch::Alarm'), drift.alarms]).toEqual([[], []]);
  });

  test('encrypts its log with a key of yours, which lets it', () => {
    const stack = prodStack();
    const { template } = detection({ stackNames: ['Shop'], encryptionKey: new kms.Key(stack, 'Key') }, stack);
    expect(onlyResource(template, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
    expect(JSON.stringify(onlyResource(template, 'AWS::KMS::Key').Properties.KeyPolicy)).toContain('logs.eu-west-1.amazonaws.com');
  });

  test('warns of a key whose policy is not ours to change', () => {
    const stack = prodStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1');
    detection({ stackNames: ['Shop'], encryptionKey }, stack);
    expect(warningsWith(stack, WarningId.PIPELINE_LOG_KEY_POLICY_NOT_CHANGED)).toHaveLength(1);
  });

  test('says what it costs', () => {
    const stack = prodStack();
    const alerts = new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] });
    // Two metrics at 0.30 and three that alarms read at 0.10.
    expect(detection({ stackNames: ['Shop'], alerts }, stack).drift.costEstimate().monthlyUsd).toBe(0.9);
    expect(detection({ stackNames: ['Shop'] }).drift.costEstimate().monthlyUsd).toBe(0.6);
  });

  test.each<[string, DriftDetectionProps]>([
    ["'stacks' or 'stackNames' must name one or more stacks, got none", {}],
    ["'stacks' or 'stackNames' must name one or more stacks, got none", { stacks: [], stackNames: [] }],
    ["'stacks' must be stacks of this app", { stacks: ['Shop' as any] }],
    ["'stackNames' must be names of 1 to 128 letters", { stackNames: ['Shop_1'] }],
    ["'stackNames' must be a list", { stackNames: 'Shop' as any }],
    ["'stacks' and 'stackNames' must fit into the 3000 characters", { stackNames: Array.from({ length: 100 }, (_, index) => `Stack${index}`) }],
    ["'ignoredProperties' must be a type and one of its properties", { stackNames: ['Shop'], ignoredProperties: ['DesiredCount'] }],
    ["'qualifier' must be 1 to 10 lowercase", { stackNames: ['Shop'], qualifier: '-' }],
    ["'alerts' must be an AlertRouter", { stackNames: ['Shop'], alerts: {} as any }],
    ["'encryptionKey' must be a key of AWS KMS", { stackNames: ['Shop'], encryptionKey: 'key' as any }],
    ["'lookupRole' must be a role", { stackNames: ['Shop'], lookupRole: 'arn' as any }],
  ])('fails with %s', (message, props) => {
    expect(() => detection(props)).toThrow(new RegExp(`${message}.*\\[at `, 's'));
  });

  test('renders any props, or refuses them in words', () => {
    const props = fc.record({
      stackNames: fc.constantFrom<any>(undefined, ['Shop'], ['Shop', 'Shop'], [undefined], 'Shop'),
      stacks: fc.constantFrom<any>(undefined, [], [null], [prodStack()]),
      qualifier: fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
      ignoredProperties: fc.option(fc.array(fc.oneof(fc.constant('AWS::SQS::Queue/Tags'), fc.string()), { maxLength: 2 }), { nil: undefined }),
    });
    fc.assert(fc.property(props, (random) => {
      try {
        detection(random);
      } catch (error) {
        expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      }
    }), { numRuns: 60, seed: 5 });
  });
});
