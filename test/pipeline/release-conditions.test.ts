import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { barePipelineIn, pipelineIn } from './support/pipelines';
import { alarmIn, byHand, managedStatementsOf, plainPipeline, stageOf } from './support/plain-pipelines';
import { WarningId } from '../../src/core/private/warning-ids';
import { BakeGate, EntryResult, IDeployTarget, ReleaseOptions, RollbackStrategy, StageRule, VariableOperator } from '../../src/pipeline';
import { addReleaseConditions } from '../../src/pipeline/private/release-conditions';
import { idsOf, prodStack, warningsWith } from '../support/stacks';

const ON_MAIN = StageRule.variable('#{Source.BranchName}', VariableOperator.EQUALS, 'main');

/** A target like Amazon ECS, or one like CloudFormation. */
function target(restoresItself: boolean): IDeployTarget {
  return { restoresItself, bind: () => undefined };
}

interface Release {
  readonly restoresItself?: boolean;
  /** How many actions deploy. */
  readonly deployActions?: number;
  /** The names of what tests after it. */
  readonly tests?: string[];
  readonly options?: ReleaseOptions;
}

/** The stage Prod of a pipeline with a release as told. */
function release(stack: Stack, { restoresItself = false, deployActions = 1, tests = [], options }: Release): any {
  const deploys = new Array(deployActions).fill(0).map((_, index) => byHand(`Deploy${index + 1}`));
  const pipeline = plainPipeline(stack, {}, { actions: [...deploys, ...tests.map((name) => byHand(name, 2))] });
  addReleaseConditions(stack, { pipeline, codePipelineStage: pipeline.stage('Prod'), target: target(restoresItself), deployActions }, options);
  return stageOf(stack, 'Prod');
}

const parametersOf = (stage: any, point: string) => {
  const { UserParameters } = stage[point].Conditions[0].Rules[0].Configuration;
  return JSON.parse(typeof UserParameters === 'string' ? UserParameters : UserParameters['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : `<${part.Ref}>`).join(''));
};

describe('a release', () => {
  test('of a service on Amazon ECS gets neither a condition nor a function: the service goes back by itself', () => {
    const stack = prodStack();
    barePipelineIn(stack);
    expect(stageOf(stack, 'Production')).toEqual({ Name: 'Production', Actions: expect.anything() });
    expect(idsOf(Template.fromStack(stack), 'AWS::Lambda::Function').filter((id) => /BakeGate|Rollback/.test(id))).toEqual([]);
  });

  test('of what does not go back by itself makes the stage go back, without a function', () => {
    const stack = prodStack();
    expect(release(stack, { tests: ['Smoke'] }).OnFailure).toEqual({ Result: 'ROLLBACK' });
    expect(idsOf(Template.fromStack(stack), 'AWS::Lambda::Function')).toEqual([]);
  });

  test('of what goes back by itself, tested after it, makes the stage go back only when a function says so', () => {
    const stack = prodStack();
    const stage = release(stack, { restoresItself: true, deployActions: 2, tests: ['Smoke'] });
    expect(stage.OnFailure).toEqual({
      Conditions: [{ Result: 'ROLLBACK', Rules: [expect.objectContaining({ RuleTypeId: expect.objectContaining({ Provider: 'LambdaInvoke' }) })] }],
    });
    expect(parametersOf(stage, 'OnFailure')).toEqual({
      deploy: ['Deploy1', 'Deploy2'],
      execution: '#{codepipeline.PipelineExecutionId}',
      pipeline: expect.stringMatching(/^Plain[0-9A-F]{8}$/),
      stack: '<AWS::StackId>',
      stage: 'Prod',
    });
  });

  test('goes back always, or never, when told', () => {
    const onFailure = (options: ReleaseOptions, restoresItself = true) => release(prodStack(), { restoresItself, tests: ['Smoke'], options }).OnFailure;
    expect(onFailure({ rollback: RollbackStrategy.wholeStage() })).toEqual({ Result: 'ROLLBACK' });
    expect(onFailure({ rollback: RollbackStrategy.deployerOnly() })).toBeUndefined();
    expect(onFailure({ rollback: RollbackStrategy.none() })).toBeUndefined();
    expect(onFailure({ rollback: RollbackStrategy.none() }, false)).toBeUndefined();
    expect(onFailure({ rollback: RollbackStrategy.automatic() }, false)).toEqual({ Result: 'ROLLBACK' });
  });

  test('begins when its rules pass', () => {
    expect(release(prodStack(), { options: { entryRules: [ON_MAIN] } }).BeforeEntry.Conditions[0]).toMatchObject({ Result: 'FAIL', Rules: [{}] });
    expect(release(prodStack(), { options: { entryRules: [ON_MAIN], entryResult: EntryResult.SKIP } }).BeforeEntry.Conditions[0].Result).toBe('SKIP');
  });

  test('is a success when the bake gate and the rules say so', () => {
    const stack = prodStack();
    const { OnSuccess } = release(stack, { options: { bakeGate: BakeGate.watch([alarmIn(stack)]), successRules: [ON_MAIN] } });
    expect(OnSuccess.Conditions).toHaveLength(1);
    expect(OnSuccess.Conditions[0].Result).toBe('ROLLBACK');
    expect(OnSuccess.Conditions[0].Rules.map(({ RuleTypeId }: any) => RuleTypeId.Provider)).toEqual(['LambdaInvoke', 'VariableCheck']);
  });

  test.each([RollbackStrategy.none(), RollbackStrategy.deployerOnly()])('fails, and stays, when the bake gate says no and nothing is to be taken back', (rollback) => {
    const stack = prodStack();
    const { OnSuccess, OnFailure } = release(stack, { restoresItself: true, options: { bakeGate: BakeGate.checkAfter([alarmIn(stack)]), rollback } });
    expect(OnSuccess.Conditions[0].Result).toBe('FAIL');
    expect(OnFailure).toBeUndefined();
  });

  test('is refused where the deployer is to restore and cannot, naming the stage', () => {
    expect(() => release(prodStack(), { options: { rollback: RollbackStrategy.deployerOnly() } })).toThrow(
      "'rollback' must not be RollbackStrategy.deployerOnly() for a target that does not restore itself, got it for Prod. Use RollbackStrategy.automatic()");
  });

  test('is refused when it goes back in a pipeline of mode PARALLEL', () => {
    const stack = prodStack();
    const pipeline = plainPipeline(stack, { executionMode: codepipeline.ExecutionMode.PARALLEL });
    addReleaseConditions(stack, { pipeline, codePipelineStage: pipeline.stage('Prod'), target: target(false), deployActions: 1 });
    expect(() => Template.fromStack(stack)).toThrow('RollbackStrategy.none()');
  });

  test.each<[string, ReleaseOptions, string]>([
    ['a result without rules', { entryResult: EntryResult.SKIP }, "'entryResult' must come with 'entryRules', got \"SKIP\" alone"],
    ['no bake gate', { bakeGate: {} as never }, "'bakeGate' must be a BakeGate, such as BakeGate.watch([alarm]), got {}"],
    ['no strategy', { rollback: 'none' as never }, "'rollback' must be a RollbackStrategy, such as RollbackStrategy.automatic(), got \"none\""],
    ['no rules', { entryRules: [] }, "'rules' must be a list of 1 to 5 rules, got 0"],
    ['no list', { successRules: ON_MAIN as never }, "'successRules' must be a list of rules"],
  ])('is refused with %s', (_what, options, message) => {
    expect(() => release(prodStack(), { options })).toThrow(message);
  });

  test('takes its options in a StandardPipeline', () => {
    const stack = prodStack();
    pipelineIn(stack, { productionOptions: { entryRules: [ON_MAIN], bakeGate: BakeGate.watch([alarmIn(stack)]) } });
    expect(stageOf(stack, 'Production')).toMatchObject({
      BeforeEntry: { Conditions: [{ Result: 'FAIL' }] }, OnSuccess: { Conditions: [{ Result: 'ROLLBACK' }] }, OnFailure: { Result: 'ROLLBACK' },
    });
  });
});

describe('BakeGate.watch', () => {
  test('watches for ten minutes by default, and says where the call comes from', () => {
    const stack = prodStack();
    const stage = release(stack, { options: { bakeGate: BakeGate.watch([alarmIn(stack)]) } });
    expect(parametersOf(stage, 'OnSuccess')).toMatchObject({ alarms: [expect.stringMatching(/^<Errors/)], minutes: 10, stage: 'Prod' });
  });

  test('has a function that may see its alarms and its pipeline, and nothing else', () => {
    const stack = prodStack();
    release(stack, { options: { bakeGate: BakeGate.watch([alarmIn(stack)], { duration: Duration.hours(2) }) } });
    const arn = (part: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(part), 'Arn'] });
    expect(managedStatementsOf(stack, 'BakeGate')).toEqual([
      { Action: 'cloudformation:DescribeStackResource', Effect: 'Allow', Resource: { Ref: 'AWS::StackId' } },
      { Action: ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions'], Effect: 'Allow', Resource: expect.anything() },
      { Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'], Effect: 'Allow', Resource: arn(/^Errors/) },
      { Action: ['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult', 'codepipeline:GetJobDetails'], Effect: 'Allow', Resource: '*' },
    ]);
  });

  test('may see all alarms for a composite one', () => {
    const stack = prodStack();
    const composite = new cloudwatch.CompositeAlarm(stack, 'Both', { alarmRule: cloudwatch.AlarmRule.fromAlarm(alarmIn(stack), cloudwatch.AlarmState.ALARM) });
    release(stack, { options: { bakeGate: BakeGate.watch([composite]) } });
    expect(managedStatementsOf(stack, 'BakeGate')).toContainEqual(
      { Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'], Effect: 'Allow', Resource: '*' });
  });

  test('has one function in a stack, however many stages and pipelines use it', () => {
    const stack = prodStack();
    const alarm = alarmIn(stack);
    const bakeGate = BakeGate.watch([alarm]);
    const restoring: IDeployTarget = { restoresItself: true, bind: (stage) => stage.codePipelineStage.addAction(byHand(`Deploy${stage.stageName}`)) };
    pipelineIn(stack, { staging: restoring, production: restoring, stagingOptions: { bakeGate }, productionOptions: { bakeGate } });
    release(stack, { options: { bakeGate } });
    expect(idsOf(Template.fromStack(stack), 'AWS::Lambda::Function').filter((id) => id.startsWith('BakeGate'))).toHaveLength(1);
  });

  test('counts as what hears its alarms: they need no person to', () => {
    const stack = prodStack({ proof: true });
    release(stack, { options: { bakeGate: BakeGate.watch([alarmIn(stack)]) } });
    expect(warningsWith(stack, WarningId.ALARM_UNDELIVERED)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => BakeGate, string]>([
    ['no alarm', () => BakeGate.watch([]), "'alarms' must be a list of 1 to 10 alarms, got 0"],
    ['eleven alarms', (stack) => BakeGate.watch([...'abcdefghijk'].map((id) => alarmIn(stack, id))), "'alarms' must be a list of 1 to 10 alarms, got 11. Combine them in a CompositeAlarm"],
    ['a day', (stack) => BakeGate.watch([alarmIn(stack)], { duration: Duration.days(1) }), "'duration' must be a whole number between 1 and 1380 minutes, got 1440"],
    ['no time', (stack) => BakeGate.watch([alarmIn(stack)], { duration: Duration.minutes(0) }), "'duration' must be a whole number between 1 and 1380 minutes, got 0"],
    ['no alarm at all', () => BakeGate.watch(['Errors' as never]), "'alarms' must be a CloudWatch alarm, got \"Errors\""],
  ])('refuses %s', (_what, makeGate, message) => {
    const stack = prodStack();
    expect(() => release(stack, { options: { bakeGate: makeGate(stack) } })).toThrow(message);
  });
});

describe('BakeGate.checkAfter', () => {
  test('is the alarm rule of CodePipeline with a wait, without a function', () => {
    const stack = prodStack();
    const { OnSuccess } = release(stack, { options: { bakeGate: BakeGate.checkAfter([alarmIn(stack, 'One'), alarmIn(stack, 'Two')]) } });
    expect(OnSuccess.Conditions[0].Rules.map(({ Configuration }: any) => Configuration.WaitTime)).toEqual(['10', '10']);
    expect(idsOf(Template.fromStack(stack), 'AWS::Lambda::Function')).toEqual([]);
  });

  test('waits as long as told', () => {
    const stack = prodStack();
    const { OnSuccess } = release(stack, { options: { bakeGate: BakeGate.checkAfter([alarmIn(stack)], { wait: Duration.hours(1) }) } });
    expect(OnSuccess.Conditions[0].Rules[0].Configuration).toMatchObject({ AlarmStates: 'ALARM', WaitTime: '60' });
  });
});
