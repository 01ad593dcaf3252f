import { Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as events from 'aws-cdk-lib/aws-events';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { AlertRouter, Destination } from '../../src/alerting';
import { BranchStrategy, IPipelineSource, PipelineSource, StandardPipelineProps, TestSuite } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { pipelineIn, statementsOf } from './support/pipelines';

const performance = TestSuite.commands(['k6 run load.js']);
const connectionArn = 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e';

function templateWith(props: Partial<StandardPipelineProps> = {}): Template {
  const stack = prodStack();
  pipelineIn(stack, { tests: { performance }, ...props });
  return Template.fromStack(stack);
}

/** Properties of the pipeline that runs the performance tests, and its logical id. */
function nightlyOf(template: Template): [string, any] {
  const [[id, { Properties }]] = Object.entries<any>(template.findResources('AWS::CodePipeline::Pipeline')).filter(([logicalId]) => logicalId.includes('Performance'));
  return [id, Properties];
}

const schedulesOf = (template: Template) =>
  Object.values<any>(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties).filter(({ ScheduleExpression }) => ScheduleExpression);

describe('performance tests', () => {
  test('have a pipeline of their own, and the one that releases has none of it', () => {
    const template = templateWith();
    const [id, nightly] = nightlyOf(template);
    expect(nightly.Stages.map(({ Name, Actions }: any) => [Name, Actions.map((action: any) => action.Name)])).toEqual([
      ['Source', ['CodeCommit']], ['Performance', ['Performance']],
    ]);
    const others = Object.entries(template.findResources('AWS::CodePipeline::Pipeline')).filter(([logicalId]) => logicalId !== id);
    expect(JSON.stringify(others)).not.toContain('"Performance"');
    expect(nightly).toMatchObject({ PipelineType: 'V2' });
  });

  test('run every night at 02:00 UTC', () => {
    expect(schedulesOf(templateWith())).toEqual([expect.objectContaining({ ScheduleExpression: 'cron(0 2 * * ? *)', State: 'ENABLED' })]);
  });

  test('run when asked', () => {
    const tests = { performance, performanceSchedule: events.Schedule.cron({ hour: '4', minute: '30', weekDay: 'SUN' }) };
    expect(schedulesOf(templateWith({ tests }))).toEqual([expect.objectContaining({ ScheduleExpression: 'cron(30 4 ? * SUN *)' })]);
  });

  test('are started with a role that may start their pipeline and nothing else', () => {
    const template = templateWith();
    const [id] = nightlyOf(template);
    const arn = { 'Fn::Join': ['', expect.arrayContaining([{ Ref: id }])] };
    const [{ Targets: [{ Arn, RoleArn }] }] = schedulesOf(template);
    expect(Arn).toEqual(arn);
    const roleId = RoleArn['Fn::GetAtt'][0];
    expect(template.findResources('AWS::IAM::Role')[roleId].Properties.AssumeRolePolicyDocument.Statement)
      .toEqual([{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } }]);
    const policies = Object.values<any>(template.findResources('AWS::IAM::Policy')).filter(({ Properties: { Roles } }) => Roles.some(({ Ref }: any) => Ref === roleId));
    expect(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement))
      .toEqual([{ Action: 'codepipeline:StartPipelineExecution', Effect: 'Allow', Resource: arn }]);
  });

  test.each<[string, (stack: any) => IPipelineSource, object]>([
    ['CodeCommit', (stack) => PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Other', 'shop')), { PollForSourceChanges: false }],
    ['a connection', () => PipelineSource.codeConnection({ connectionArn, repository: 'owner/repo' }), { DetectChanges: false }],
    ['S3', (stack) => PipelineSource.s3(new s3.Bucket(stack, 'Sources', { versioned: true }), 'shop.zip'), { PollForSourceChanges: false }],
  ])('are started by no change of a source in %s', (_, source, configuration) => {
    const stack = prodStack();
    pipelineIn(stack, { tests: { performance }, source: source(stack) });
    const template = Template.fromStack(stack);
    const [id, nightly] = nightlyOf(template);
    expect(nightly.Stages[0].Actions[0].Configuration).toMatchObject(configuration);
    expect(nightly).not.toHaveProperty('Triggers');
    const started = Object.values<any>(template.findResources('AWS::Events::Rule')).filter(({ Properties }) => JSON.stringify(Properties.Targets).includes(id));
    expect(started.map(({ Properties }) => Properties.EventPattern)).toEqual([undefined]);
  });

  test('take the branch that the source names, whatever the branch strategy', () => {
    const template = templateWith({ branchStrategy: BranchStrategy.trunkBased() });
    expect(nightlyOf(template)[1].Stages[0].Actions[0].Configuration.BranchName).toBe('main');
  });

  test('fail for a source that cannot be had without being started by it, naming the prop', () => {
    const source: IPipelineSource = { bind: () => { throw new Error('not reached'); } };
    expect(() => templateWith({ source })).toThrow("'onDemand' must be there for a pipeline with 'performance' tests");
  });

  test('get secrets: nobody but those who merge write what runs', () => {
    const stack = prodStack();
    const secret = new secretsmanager.Secret(stack, 'Token');
    pipelineIn(stack, { tests: { performance: TestSuite.commands(['k6 run load.js'], { secrets: { TOKEN: secret } }) } });
    expect(statementsOf(Template.fromStack(stack), 'Performance').map(({ Action }) => JSON.stringify(Action)).join()).toContain('secretsmanager:GetSecretValue');
  });

  test('are heard of when they fail', () => {
    const stack = prodStack();
    pipelineIn(stack, { tests: { performance }, alerts: new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] }) });
    const template = Template.fromStack(stack);
    const [id] = nightlyOf(template);
    const alarms = Object.values<any>(template.findResources('AWS::CloudWatch::Alarm')).filter(({ Properties }) => JSON.stringify(Properties).includes(id));
    expect(alarms).toHaveLength(1);
    expect(alarms[0].Properties.AlarmActions).toHaveLength(1);
  });

  test('have a name that goes with that of the pipeline', () => {
    expect(nightlyOf(templateWith({ pipelineName: 'shop' }))[1].Name).toBe('shop-Performance');
    expect(() => templateWith({ pipelineName: 'x'.repeat(95) })).toThrow("'pipelineName' must leave room for '-Performance' within 100 characters");
  });

  test('are there for everyone who has the pipeline', () => {
    const stack = prodStack();
    expect(pipelineIn(stack, { tests: { performance } }).performancePipeline?.stages.map(({ stageName }) => stageName)).toEqual(['Source', 'Performance']);
    expect(pipelineIn(prodStack()).performancePipeline).toBeUndefined();
  });

  test.each<[string, object, string]>([
    ['there is a schedule and nothing to run', { performanceSchedule: events.Schedule.cron({}) }, "'performanceSchedule' must come with 'performance'"],
    ['the schedule is a text', { performance, performanceSchedule: 'cron(0 2 * * ? *)' }, "'performanceSchedule' must be a schedule"],
    ['the suite is a text', { performance: 'k6 run load.js' }, "'performance' must be a test suite"],
  ])('fail when %s, naming the prop', (_, tests, message) => {
    expect(() => templateWith({ tests })).toThrow(message);
  });
});
