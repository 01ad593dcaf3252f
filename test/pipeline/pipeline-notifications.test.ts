import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as pipelines from 'aws-cdk-lib/pipelines';
import * as fc from 'fast-check';
import { AlertRouter, AlertRouterProps, Destination } from '../../src/alerting';
import { Severity } from '../../src/core';
import { WarningId } from '../../src/core/private/warning-ids';
import { ObservabilityDashboard } from '../../src/dashboards';
import { PipelineApproval, PipelineEvent, PipelineNotifications, PipelineNotificationsProps } from '../../src/pipeline';
import { Signals } from '../../src/signals';
import { prodStack, warningsWith } from '../support/stacks';
import { pipelineIn } from './support/pipelines';

const CHAT = Destination.email('team@example.com');
const ON_CALL = Destination.email('on-call@example.com');

interface Setting extends Partial<PipelineNotificationsProps> {
  readonly router?: AlertRouterProps;
}

function templateWith({ router = { critical: [ON_CALL], warning: [CHAT] }, ...props }: Setting = {}, stack = prodStack()): Template {
  const alerts = new AlertRouter(stack, 'Alerts', router);
  const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, 'Theirs', 'arn:aws:codepipeline:eu-west-1:111111111111:theirs');
  new PipelineNotifications(stack, 'News', { pipeline, alerts, ...props });
  return Template.fromStack(stack);
}

/** The rules by what they look for, each with its only call of the function. */
function rulesOf(template: Template): Record<string, any> {
  const rules: any[] = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }: any) => Properties)
    .filter(({ EventPattern }) => EventPattern.source[0] === 'aws.codepipeline' && EventPattern.detail);
  return Object.fromEntries(rules.map((rule) => [rule.Description.split(' of ')[0], rule]));
}

function inputOf({ Targets }: any): { paths: object; template: string } {
  const [{ InputTransformer }] = Targets;
  return { paths: InputTransformer.InputPathsMap, template: JSON.stringify(InputTransformer.InputTemplate) };
}

const severities = (template: Template) => Object.fromEntries(Object.entries(rulesOf(template)).map(([event, { Description }]) => [event, Description.split(' told as ')[1]]));

const everything = Object.values(PipelineEvent).map((pipelineEvent) => ({ pipelineEvent, severity: Severity.WARNING }));

describe('the notifications of a pipeline', () => {
  test('tell of what needs somebody, by default', () => {
    expect(severities(templateWith())).toEqual({
      'approval-waiting': 'warning', 'production-failed': 'critical', 'stage-failed': 'warning', 'rollback-began': 'warning',
    });
  });

  test('tell those who hear of warnings of a failure of production, where nobody hears of anything critical', () => {
    expect(severities(templateWith({ router: { warning: [CHAT] } }))['production-failed']).toBe('warning');
  });

  test('tell nobody by default where nobody is told anything', () => {
    const stack = prodStack();
    expect(severities(templateWith({ router: { informational: [CHAT] } }, stack))).toEqual({});
    expect(warningsWith(stack, WarningId.SEVERITY_WITHOUT_DESTINATION)).toEqual([]);
  });

  test('look for each event where CodePipeline reports it', () => {
    const rules = rulesOf(templateWith({ events: everything, productionStages: ['Prod', 'Live'] }));
    const patternOf = (event: string) => ({ kind: rules[event].EventPattern['detail-type'], ...rules[event].EventPattern.detail });
    const pipeline = ['theirs'];
    expect(patternOf('approval-waiting')).toEqual({
      kind: ['CodePipeline Action Execution State Change'], pipeline, state: ['STARTED'], type: { category: ['Approval'] },
    });
    expect(patternOf('production-failed')).toEqual({ kind: ['CodePipeline Stage Execution State Change'], pipeline, state: ['FAILED'], stage: ['Prod', 'Live'] });
    expect(patternOf('stage-failed')).toEqual({
      kind: ['CodePipeline Stage Execution State Change'], pipeline, state: ['FAILED'], stage: [{ 'anything-but': ['Prod', 'Live'] }],
    });
    expect(patternOf('rollback-began')).toEqual({ kind: ['CodePipeline Pipeline Execution State Change'], pipeline, state: ['STARTED'] });
    expect(patternOf('succeeded')).toEqual({ kind: ['CodePipeline Pipeline Execution State Change'], pipeline, state: ['SUCCEEDED'] });
  });

  test('hand the function what it needs of each event, and name nothing that the event does not have', () => {
    const rules = rulesOf(templateWith({ events: everything }));
    expect(inputOf(rules['approval-waiting']).paths).toEqual({
      'detail-execution-id': '$.detail.execution-id', 'time': '$.time', 'detail-stage': '$.detail.stage', 'detail-action': '$.detail.action',
    });
    expect(inputOf(rules['stage-failed']).paths).toEqual({ 'detail-execution-id': '$.detail.execution-id', 'time': '$.time', 'detail-stage': '$.detail.stage' });
    expect(inputOf(rules.succeeded).paths).toEqual({ 'detail-execution-id': '$.detail.execution-id', 'time': '$.time' });
    expect(JSON.parse(inputOf(rules.succeeded).template)['Fn::Join'][1][0]).toBe('{"event":"succeeded","severity":"warning","topics":["');
  });

  test('need one function for all pipelines of a stack, which reads them and publishes to these topics alone', () => {
    const stack = prodStack();
    const alerts = new AlertRouter(stack, 'Alerts', { critical: [ON_CALL], warning: [CHAT] });
    for (const name of ['one', 'two']) {
      const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, name, `arn:aws:codepipeline:eu-west-1:111111111111:${name}`);
      new PipelineNotifications(stack, `News${name}`, { pipeline, alerts, events: everything });
    }
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    const [{ Properties: { PolicyDocument: { Statement } } }]: any[] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(Statement.slice(1)).toEqual([
      {
        Effect: 'Allow',
        Action: ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions'],
        Resource: ['one', 'two'].map((name) => `arn:aws:codepipeline:eu-west-1:111111111111:${name}`),
      },
      { Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: expect.stringContaining('AlertsWarning') } },
    ]);
  });

  test('may use the key of encrypted topics', () => {
    const stack = prodStack();
    const template = templateWith({ router: { critical: [ON_CALL], warning: [CHAT], encryptionKey: new kms.Key(stack, 'Key') } }, stack);
    const policies: any[] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const keys = policies[0].Properties.PolicyDocument.Statement.filter(({ Action }: any) => Action.includes('kms:Decrypt'));
    expect(keys).toEqual([{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] } }]);
  });

  test('tell a topic of the user\'s, too', () => {
    const stack = prodStack();
    const topic = new sns.Topic(stack, 'Theirs2');
    const template = templateWith({ router: { warning: [Destination.snsTopic(topic)] }, events: [everything[0]] }, stack);
    expect(inputOf(rulesOf(template)['approval-waiting']).template).toContain(stack.getLogicalId(topic.node.defaultChild as sns.CfnTopic));
  });

  test('go to a log as they are, which takes no function', () => {
    const template = templateWith({
      router: { informational: [Destination.logGroup()] }, events: [{ pipelineEvent: PipelineEvent.SUCCEEDED, severity: Severity.INFORMATIONAL }],
    });
    template.resourceCountIs('AWS::Lambda::Function', 0);
    const { Targets } = rulesOf(template).succeeded;
    expect(Targets).toHaveLength(1);
    expect(JSON.stringify(Targets[0].Arn)).toContain('log-group');
    expect(Targets[0]).not.toHaveProperty('InputTransformer');
  });

  test('warn when nobody hears of an event that was asked for', () => {
    const stack = prodStack();
    templateWith({ router: { warning: [CHAT] }, events: [{ pipelineEvent: PipelineEvent.SUCCEEDED, severity: Severity.INFORMATIONAL }] }, stack);
    expect(warningsWith(stack, WarningId.SEVERITY_WITHOUT_DESTINATION)).toHaveLength(1);
  });

  test.each<[string, any, string]>([
    ['pipeline is missing', { pipeline: undefined }, "'pipeline' must be a pipeline of AWS CodePipeline; of a StandardPipeline and of one of CDK Pipelines, pass the '.pipeline', got undefined [at Prod/News]"],
    ['alerts is a topic', { alerts: {} }, "'alerts' must be an AlertRouter, got an object with nothing in it [at Prod/News]"],
    ['events is one event', { events: PipelineEvent.SUCCEEDED }, "'events' must be a list, got \"succeeded\" [at Prod/News]"],
    ['an event is unknown', { events: [{ pipelineEvent: 'started', severity: Severity.WARNING }] }, "'pipelineEvent' must be a member of PipelineEvent, got \"started\" [at Prod/News]"],
    ['a severity is missing', { events: [{ pipelineEvent: PipelineEvent.SUCCEEDED }] }, "'severity' must be a member of Severity, got null [at Prod/News]"],
    ['a route is missing', { events: [undefined] }, "'events' must be values by name, such as { name: value }, got null [at Prod/News]"],
    ['an event is routed twice', { events: [everything[0], everything[0]] }, "'events' must have one route for each event, got approval-waiting twice. Keep one of them [at Prod/News]"],
    ['no stage is named', { productionStages: [] }, "'productionStages' must name a stage, got none. Leave it out for ['Production'] [at Prod/News]"],
    ['a stage has a blank', { productionStages: ['Prod', 'in production'] }, "'productionStages' must be names of stages, 1 to 100 letters, digits or any of '.@-_', got \"in production\" [at Prod/News]"],
    ['a stage is missing', { productionStages: [undefined] }, "'productionStages' must be names of stages, 1 to 100 letters, digits or any of '.@-_', got undefined [at Prod/News]"],
  ])('fail when %s, naming the prop', (_, props, message) => {
    expect(() => templateWith(props)).toThrow(message);
  });

  test('fail for a pipeline elsewhere, whose events do not come here', () => {
    const stack = prodStack();
    const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, 'Far', 'arn:aws:codepipeline:us-east-1:111111111111:far');
    expect(() => templateWith({ pipeline }, stack)).toThrow(
      "'pipeline' must be in the account and region of this stack (111111111111/eu-west-1), got Prod/Far in 111111111111/us-east-1. Make the PipelineNotifications in a stack there [at Prod/News]");
  });
});

describe('a StandardPipeline with alerts', () => {
  const watched = (approval?: PipelineApproval) => {
    const stack = prodStack();
    const alerts = new AlertRouter(stack, 'Alerts', { critical: [ON_CALL], warning: [CHAT] });
    const { failureAlarm } = pipelineIn(stack, { alerts, approval });
    return { template: Template.fromStack(stack), failureAlarm, stack };
  };

  test('tells of approvals, of production and of rollbacks; of other stages the alarm does', () => {
    expect(severities(watched().template)).toEqual({ 'approval-waiting': 'warning', 'production-failed': 'critical', 'rollback-began': 'warning' });
  });

  test('has an alarm on all executions that fail', () => {
    watched().template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/CodePipeline', MetricName: 'FailedPipelineExecutions' });
  });

  test('has an alarm that leaves rejected releases out, where stale ones are rejected', () => {
    const { template } = watched(PipelineApproval.manual({ rejectStale: true }));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Events', MetricName: 'MatchedEvents', Threshold: 0 });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'detail-type': ['CodePipeline Stage Execution State Change'], 'detail': { state: ['FAILED'], stage: [{ 'anything-but': ['Approval'] }] } },
    });
  });

  test('keeps the logical id of its alarm', () => {
    const { stack, failureAlarm } = watched();
    expect(stack.getLogicalId(failureAlarm!.node.defaultChild as any)).toBe('DeliveryFailures274EEA9D');
  });
});

describe('a pipeline of CDK Pipelines', () => {
  function theirs(): { template: Template; stack: Stack } {
    const app = new App();
    const stack = new Stack(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    const cdkPipeline = new pipelines.CodePipeline(stack, 'Theirs', {
      pipelineType: codepipeline.PipelineType.V2,
      synth: new pipelines.ShellStep('Synth', {
        input: pipelines.CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'web'), 'main'),
        commands: ['npx cdk synth'],
      }),
    });
    cdkPipeline.addWave('Live', { post: [new pipelines.ManualApprovalStep('Ok')] });
    cdkPipeline.buildPipeline();
    const alerts = new AlertRouter(stack, 'Alerts', { critical: [ON_CALL], warning: [CHAT] });
    new PipelineNotifications(stack, 'News', { pipeline: cdkPipeline.pipeline, alerts, productionStages: ['Live'] });
    new ObservabilityDashboard(stack, 'Board', { sources: [Signals.pipeline(cdkPipeline.pipeline)] });
    return { template: Template.fromStack(stack), stack };
  }

  test('is told of like any other', () => {
    const { template } = theirs();
    expect(Object.keys(rulesOf(template)).sort()).toEqual(['approval-waiting', 'production-failed', 'rollback-began', 'stage-failed']);
    expect(rulesOf(template)['production-failed'].EventPattern.detail).toEqual({ pipeline: [{ Ref: expect.stringContaining('Theirs') }], state: ['FAILED'], stage: ['Live'] });
  });

  test('is shown on dashboards like any other', () => {
    expect(JSON.stringify(theirs().template.findResources('AWS::CloudWatch::Dashboard'))).toContain('FailedPipelineExecutions');
  });

  test('itself stays as it was', () => {
    const { template } = theirs();
    const [{ Properties }]: any[] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
    expect(Properties.Stages.map(({ Name }: any) => Name)).toEqual(['Source', 'Build', 'UpdatePipeline', 'Live']);
  });
});

test('notifications of any shape are made, or refused with the name of what is wrong', () => {
  const any = fc.constantFrom<any>(undefined, null, true, 'text', 7, [], {});
  const mostly = <T>(good: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: any });
  const route = fc.record({
    pipelineEvent: mostly(fc.constantFrom(...Object.values(PipelineEvent))), severity: mostly(fc.constantFrom(...Object.values(Severity))),
  });
  const props = fc.record({
    events: mostly(fc.array(mostly(route), { maxLength: 5 })),
    productionStages: mostly(fc.array(mostly(fc.constantFrom('Production', 'Live', 'in production', 'x'.repeat(101))), { maxLength: 3 })),
    alerts: fc.oneof({ weight: 1, arbitrary: any }, { weight: 20, arbitrary: fc.constant('given') }),
  }, { requiredKeys: [] });
  fc.assert(fc.property(props, ({ alerts, ...given }) => {
    const ours = alerts === 'given' || alerts === undefined ? {} : { alerts };
    let template: Template;
    try {
      template = templateWith({ ...given, ...ours } as Setting);
    } catch (error) {
      expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      return;
    }
    expect(Object.keys(rulesOf(template))).toHaveLength(given.events?.length ?? 4);
  }), { numRuns: 100 });
});
