import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { pipelineIn } from './support/pipelines';
import { alarmIn, byHand, plainPipeline, stageOf } from './support/plain-pipelines';
import { WarningId } from '../../src/core/private/warning-ids';
import { EntryResult, StageConditions, StageRule, SuccessResult, VariableOperator } from '../../src/pipeline';
import { prodStack, warningsWith } from '../support/stacks';


const ON_MAIN = StageRule.variable('#{Source.BranchName}', VariableOperator.EQUALS, 'main');

/** What the synthesis fails with. */
function problemsOf(stack: Stack): string {
  try {
    Template.fromStack(stack);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

function changeSetAction(actionName: string): actions.CloudFormationCreateReplaceChangeSetAction {
  return new actions.CloudFormationCreateReplaceChangeSetAction({
    actionName, stackName: 'shop', changeSetName: 'release', adminPermissions: false, templatePath: codepipeline.Artifact.artifact('Code').atPath('t.json'),
  });
}

function functionIn(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Deploy', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};') });
}

describe('StageConditions', () => {
  test('puts each condition where AWS looks for it', () => {
    const stack = prodStack();
    const conditions = StageConditions.on(plainPipeline(stack), 'Prod');
    conditions.beforeEntry([ON_MAIN], EntryResult.SKIP).onSuccess([ON_MAIN]).rollBackOnFailure([ON_MAIN]);
    const rules = (point: string) => [expect.objectContaining({ Name: `Prod-${point}-VariableCheck` })];
    expect(stageOf(stack, 'Prod')).toMatchObject({
      BeforeEntry: { Conditions: [{ Result: 'SKIP', Rules: rules('beforeEntry') }] },
      OnSuccess: { Conditions: [{ Result: 'ROLLBACK', Rules: rules('onSuccess') }] },
      OnFailure: { Conditions: [{ Result: 'ROLLBACK', Rules: rules('onFailure') }] },
    });
    expect(stageOf(stack, 'Source')).toEqual({ Name: 'Source', Actions: expect.anything() });
  });

  test('fails the execution by default when a stage may not begin', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack), 'Prod').beforeEntry([ON_MAIN]);
    expect(stageOf(stack, 'Prod').BeforeEntry.Conditions[0].Result).toBe('FAIL');
  });

  test('can fail a stage that went well, and roll back without rules', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack), 'Prod').onSuccess([ON_MAIN], SuccessResult.FAIL).rollBackOnFailure();
    expect(stageOf(stack, 'Prod').OnSuccess.Conditions[0].Result).toBe('FAIL');
    expect(stageOf(stack, 'Prod').OnFailure).toEqual({ Result: 'ROLLBACK' });
  });

  test('retries with a mode, which CDK leaves out', () => {
    const stack = prodStack();
    const pipeline = plainPipeline(stack);
    pipeline.addStage({ stageName: 'After', actions: [byHand('Look')] });
    StageConditions.on(pipeline, 'Prod').retryOnFailure();
    StageConditions.on(pipeline, 'After').retryOnFailure(codepipeline.RetryMode.FAILED_ACTIONS);
    expect(stageOf(stack, 'Prod').OnFailure).toEqual({ Result: 'RETRY', RetryConfiguration: { RetryMode: 'ALL_ACTIONS' } });
    expect(stageOf(stack, 'After').OnFailure).toEqual({ Result: 'RETRY', RetryConfiguration: { RetryMode: 'FAILED_ACTIONS' } });
  });

  test('stays with its stage when others are added before it, and may come before its stage', () => {
    const stack = prodStack();
    const pipeline = plainPipeline(stack);
    StageConditions.on(pipeline, 'Prod').rollBackOnFailure();
    StageConditions.on(pipeline, 'Later').beforeEntry([ON_MAIN]);
    pipeline.addStage({ stageName: 'Test', actions: [byHand('Test')], placement: { rightBefore: pipeline.stages[1] } });
    pipeline.addStage({ stageName: 'Later', actions: [byHand('Later')] });
    const conditionsOf = (name: string) => Object.keys(stageOf(stack, name)).filter((key) => !['Name', 'Actions'].includes(key));
    expect(['Source', 'Test', 'Prod', 'Later'].map(conditionsOf)).toEqual([[], [], ['OnFailure'], ['BeforeEntry']]);
  });

  test('leaves escape hatches and the rest of the pipeline as they are', () => {
    const [stack, plain] = [prodStack(), prodStack()];
    StageConditions.on(plainPipeline(stack), 'Prod').rollBackOnFailure();
    plainPipeline(plain);
    (stack.node.findChild('Plain').node.defaultChild as codepipeline.CfnPipeline).addPropertyOverride('Stages.1.OnFailure.Result', 'FAIL');
    expect(stageOf(stack, 'Prod')).toEqual({ ...stageOf(plain, 'Prod'), OnFailure: { Result: 'FAIL' } });
    const without = (template: any) => ({ ...template.Resources, [Object.keys(template.Resources).find((id) => /^Plain[0-9A-F]{8}$/.test(id))!]: undefined });
    expect(without(Template.fromStack(stack).toJSON())).toEqual(without(Template.fromStack(plain).toJSON()));
  });

  test('refers to what lives in another stack, of the actions and of the rules', () => {
    const stack = prodStack();
    const elsewhere = new Stack(stack.node.root as App, 'Elsewhere', { env: { account: '111111111111', region: 'eu-west-1' } });
    const deploy = new actions.LambdaInvokeAction({ actionName: 'Deploy', lambda: functionIn(elsewhere) });
    StageConditions.on(plainPipeline(stack, {}, { actions: [deploy] }), 'Prod').beforeEntry([StageRule.alarms([alarmIn(elsewhere)])]);
    const { Actions, BeforeEntry } = stageOf(stack, 'Prod');
    expect(Actions[0].Configuration.FunctionName).toEqual({ 'Fn::ImportValue': expect.stringContaining('Elsewhere:') });
    expect(BeforeEntry.Conditions[0].Rules[0].Configuration.AlarmName).toEqual({ 'Fn::ImportValue': expect.stringContaining('Elsewhere:') });
  });

  test('is the same when it is made twice', () => {
    const make = () => {
      const stack = prodStack();
      StageConditions.on(plainPipeline(stack), 'Prod').beforeEntry([StageRule.alarms([alarmIn(stack)]), StageRule.commands(['true'])]).rollBackOnFailure();
      return JSON.stringify(Template.fromStack(stack).toJSON());
    };
    expect(make()).toBe(make());
  });

  test('works on the pipeline of CDK Pipelines, once it is built', () => {
    const stack = prodStack();
    const input = pipelines.CodePipelineSource.s3(s3.Bucket.fromBucketName(stack, 'Sources', 'sources'), 'app.zip');
    const delivery = new pipelines.CodePipeline(stack, 'Delivery', {
      synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }), pipelineType: codepipeline.PipelineType.V2, selfMutation: false,
    });
    delivery.addWave('Prod', { pre: [new pipelines.ManualApprovalStep('Look')], post: [new pipelines.ShellStep('Smoke', { commands: ['true'] })] });
    expect(() => StageConditions.on(delivery as never, 'Prod')).toThrow("'pipeline' must be the pipeline inside of a CDK Pipelines CodePipeline, got that itself");
    delivery.buildPipeline();
    StageConditions.on(delivery.pipeline, 'Prod')
      .beforeEntry([StageRule.alarms([alarmIn(stack)])])
      .rollBackOnFailure();
    expect(stageOf(stack, 'Prod')).toMatchObject({
      BeforeEntry: { Conditions: [{ Result: 'FAIL', Rules: [{ RuleTypeId: { Version: '1' }, RoleArn: expect.anything() }] }] },
      OnFailure: { Result: 'ROLLBACK' },
    });
  });
});

describe('StageConditions refuses', () => {
  test('a rollback in a pipeline of mode PARALLEL, with the fix', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack, { executionMode: codepipeline.ExecutionMode.PARALLEL }), 'Prod').rollBackOnFailure();
    expect(problemsOf(stack)).toContain("'executionMode' must not be PARALLEL for a pipeline with a stage that rolls back, got it with Prod. Use ExecutionMode.QUEUED");
  });

  test('a rollback after a success in a pipeline of mode PARALLEL, but no other condition', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack, { executionMode: codepipeline.ExecutionMode.PARALLEL }), 'Prod').onSuccess([ON_MAIN]);
    expect(problemsOf(stack)).toContain("'executionMode' must not be PARALLEL");

    const fine = prodStack();
    StageConditions.on(plainPipeline(fine, { executionMode: codepipeline.ExecutionMode.PARALLEL }), 'Prod').onSuccess([ON_MAIN], SuccessResult.FAIL);
    expect(stageOf(fine, 'Prod').OnSuccess).toBeDefined();
  });

  test.each([codepipeline.PipelineType.V1, undefined])('conditions of a pipeline of type %s', (pipelineType) => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack, { pipelineType }), 'Prod').rollBackOnFailure();
    expect(problemsOf(stack)).toContain("'pipelineType' must be V2 for a pipeline with conditions, got V1 with conditions of Prod. Give the pipeline PipelineType.V2 [at Prod/Plain]");
  });

  test('nothing of a pipeline that is V2 by an escape hatch', () => {
    const stack = prodStack();
    const pipeline = plainPipeline(stack, { pipelineType: undefined });
    (pipeline.node.defaultChild as codepipeline.CfnPipeline).addPropertyOverride('PipelineType', 'V2');
    StageConditions.on(pipeline, 'Prod').rollBackOnFailure();
    expect(stageOf(stack, 'Prod').OnFailure).toEqual({ Result: 'ROLLBACK' });
  });

  test('a rollback of the stage with the source', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack), 'Source').rollBackOnFailure();
    expect(problemsOf(stack)).toContain("'stageName' must name a stage after the one with the source, which cannot roll back, got Source. Let a stage that deploys roll back");
  });

  test('a stage that is not there, naming those that are', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack), 'Production').rollBackOnFailure();
    expect(problemsOf(stack)).toContain("'stageName' must be the name of a stage of the pipeline (Source, Prod), got \"Production\". Use one of them, or add the stage [at Prod/Plain]");
  });

  test('to skip a stage because of an alarm, which AWS does not', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack), 'Prod').beforeEntry([ON_MAIN, StageRule.alarms([alarmIn(stack)])], EntryResult.SKIP);
    expect(problemsOf(stack)).toContain("'rules' must be rules on variables or functions where a stage is skipped, got CloudWatchAlarm for Prod. Use EntryResult.FAIL");
  });

  test('to try failed actions alone where change sets are executed', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack, {}, { actions: [changeSetAction('Prepare')] }), 'Prod').retryOnFailure(codepipeline.RetryMode.FAILED_ACTIONS);
    expect(problemsOf(stack)).toContain("'retryMode' must be ALL_ACTIONS for a stage with change sets, got FAILED_ACTIONS for Prod with Prepare");

    const fine = prodStack();
    StageConditions.on(plainPipeline(fine, {}, { actions: [changeSetAction('Prepare')] }), 'Prod').retryOnFailure();
    expect(stageOf(fine, 'Prod').OnFailure.RetryConfiguration.RetryMode).toBe('ALL_ACTIONS');
  });

  test('two conditions for one point, also when the first is from elsewhere', () => {
    const stack = prodStack();
    const pipeline = plainPipeline(stack);
    StageConditions.on(pipeline, 'Prod').beforeEntry([ON_MAIN]);
    expect(() => StageConditions.on(pipeline, 'Prod').beforeEntry([ON_MAIN]))
      .toThrow("'beforeEntry' must be said once for a stage, got it again for Prod. Pass all rules together [at Prod/Plain]");
    expect(() => StageConditions.on(pipeline, 'Prod').rollBackOnFailure().retryOnFailure()).toThrow("'onFailure' must be said once for a stage");

    const other = prodStack();
    StageConditions.on(plainPipeline(other, {}, { onFailure: { result: codepipeline.Result.ROLLBACK } }), 'Prod').retryOnFailure();
    expect(problemsOf(other)).toContain("'onFailure' must be said once for a stage, got it for Prod here and where the stage is made. Remove one of them");
  });

  test('more than five rules, each alarm counted', () => {
    const stack = prodStack();
    const pipeline = plainPipeline(stack);
    const alarms = [...'abcde'].map((id) => alarmIn(stack, id));
    expect(() => StageConditions.on(pipeline, 'Prod').beforeEntry([StageRule.alarms(alarms), ON_MAIN]))
      .toThrow("'rules' must be at most 5 for a condition, each alarm counted, got 6 for Prod. Combine alarms in a CompositeAlarm");
    expect(() => StageConditions.on(pipeline, 'Prod').onSuccess(new Array(6).fill(ON_MAIN))).toThrow("'rules' must be a list of 1 to 5 rules, got 6");
    expect(() => StageConditions.on(pipeline, 'Prod').onSuccess([])).toThrow("'rules' must be a list of 1 to 5 rules, got 0");
    expect(() => StageConditions.on(pipeline, 'Prod').onSuccess(ON_MAIN as never)).toThrow("'rules' must be a list of 1 to 5 rules, got ");
  });

  test('results and modes that are none', () => {
    const conditions = () => StageConditions.on(plainPipeline(prodStack()), 'Prod');
    expect(() => conditions().beforeEntry([ON_MAIN], 'ROLLBACK' as never)).toThrow("'result' must be a member of EntryResult, got \"ROLLBACK\"");
    expect(() => conditions().onSuccess([ON_MAIN], 'SKIP' as never)).toThrow("'result' must be a member of SuccessResult, got \"SKIP\"");
    expect(() => conditions().retryOnFailure('ALL' as never)).toThrow("'mode' must be a member of codepipeline.RetryMode, got \"ALL\"");
  });

  test('what is no pipeline of this app, and what is no stage name', () => {
    const stack = prodStack();
    const imported = codepipeline.Pipeline.fromPipelineArn(stack, 'Imported', 'arn:aws:codepipeline:eu-west-1:111111111111:shop');
    expect(() => StageConditions.on(imported as never, 'Prod')).toThrow("'pipeline' must be a codepipeline.Pipeline that is made in this app, got something else");
    expect(() => StageConditions.on(pipelineIn(prodStack()) as never, 'Production')).toThrow("got a StandardPipeline. Pass its '.pipeline'");
    expect(() => StageConditions.on(undefined as never, 'Prod')).toThrow("'pipeline' must be a codepipeline.Pipeline, got undefined");
    const pipeline = plainPipeline(stack);
    expect(() => StageConditions.on(pipeline, undefined as never)).toThrow("'stageName' must be a name that is known at synth, got nothing");
    expect(() => StageConditions.on(pipeline, stack.stackId)).toThrow("'stageName' must be a name that is known at synth, got a token");
    expect(() => StageConditions.on(pipeline, 'My stage')).toThrow("'stageName' must be the name of a stage");
  });
});

describe('StageConditions looks at conditions that CDK props have set', () => {
  const otherStage = (onFailure: codepipeline.FailureConditions, props: codepipeline.PipelineProps = {}): Stack => {
    const stack = prodStack();
    const pipeline = plainPipeline(stack, props);
    pipeline.addStage({ stageName: 'Other', actions: [byHand('Deploy')], onFailure });
    StageConditions.on(pipeline, 'Prod').beforeEntry([ON_MAIN]);
    return stack;
  };

  test('a rollback with mode PARALLEL', () => {
    const stack = otherStage({ result: codepipeline.Result.ROLLBACK }, { executionMode: codepipeline.ExecutionMode.PARALLEL });
    expect(problemsOf(stack)).toContain("'executionMode' must not be PARALLEL for a pipeline with a stage that rolls back, got it with Other");
  });

  test('a rollback with type V1', () => {
    const stack = otherStage({ result: codepipeline.Result.ROLLBACK }, { pipelineType: codepipeline.PipelineType.V1 });
    expect(problemsOf(stack)).toContain("'pipelineType' must be V2 for a pipeline with conditions, got V1 with conditions of Other");
  });

  test('a rollback of the stage with the source', () => {
    const stack = prodStack();
    const pipeline = new codepipeline.Pipeline(stack, 'Plain', { pipelineType: codepipeline.PipelineType.V2, crossAccountKeys: false });
    const source = new actions.S3SourceAction({
      actionName: 'Source', bucket: s3.Bucket.fromBucketName(stack, 'Sources', 'sources'), bucketKey: 'a.zip', output: new codepipeline.Artifact(), trigger: actions.S3Trigger.NONE,
    });
    pipeline.addStage({ stageName: 'Code', actions: [source], onFailure: { result: codepipeline.Result.ROLLBACK } });
    pipeline.addStage({ stageName: 'Prod', actions: [byHand('Deploy')] });
    StageConditions.on(pipeline, 'Prod').beforeEntry([ON_MAIN]);
    expect(problemsOf(stack)).toContain('which cannot roll back, got Code');
  });

  test('a retry without a mode, which CDK does not render', () => {
    expect(problemsOf(otherStage({ result: codepipeline.Result.RETRY }))).toContain("'retryMode' must be given for a stage that is retried, got none for Other. Use RetryMode.ALL_ACTIONS");
  });

  test.each([
    [{ name: 'Check', provider: 'LambdaInvoke' }, ['no version']],
    [{ name: 'Check', provider: 'LambdaInvoke', version: '1' }, ['no role']],
    [{ name: 'Check', provider: 'VariableCheck', version: '1' }, []],
  ])('warns of rules without version or role: %j', (props, expected) => {
    const stack = otherStage({ conditions: [{ result: codepipeline.Result.ROLLBACK, rules: [new codepipeline.Rule(props)] }] });
    const warnings = warningsWith(stack, WarningId.PLAIN_STAGE_RULE);
    expect(warnings).toHaveLength(expected.length);
    expected.forEach((text, index) => expect(warnings[index]).toContain(`Rule Check of Other has ${text}`));
  });
});

describe('StageConditions warns', () => {
  test('of an alarm and a window in one condition', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack), 'Prod').beforeEntry([StageRule.alarms([alarmIn(stack)]), StageRule.deploymentWindow({ cron: '* * 9 ? * MON' })]);
    expect(warningsWith(stack, WarningId.ALARM_BEFORE_WINDOW)).toEqual([expect.stringContaining('the alarm is not looked at again when the window opens')]);
  });

  test('of neither alone', () => {
    const stack = prodStack();
    StageConditions.on(plainPipeline(stack), 'Prod')
      .beforeEntry([StageRule.deploymentWindow({ cron: '* * 9 ? * MON' })])
      .onSuccess([StageRule.alarms([alarmIn(stack)])]);
    expect(warningsWith(stack, WarningId.ALARM_BEFORE_WINDOW)).toEqual([]);
    expect(warningsWith(stack, WarningId.PLAIN_STAGE_RULE)).toEqual([]);
  });
});

