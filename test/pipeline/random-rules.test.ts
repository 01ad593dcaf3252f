import { App, CfnParameter, Duration, Lazy, Stack, TimeZone } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as fc from 'fast-check';
import { byHand, plainPipeline, SOURCE } from './support/plain-pipelines';
import { BakeGate, EntryResult, RollbackStrategy, StageConditions, StageRule, SuccessResult, VariableOperator } from '../../src/pipeline';
import { addReleaseConditions } from '../../src/pipeline/private/release-conditions';

/** What belongs to the stack is made anew for each. */
type Make = (world: World) => any;

class World {
  public readonly stack = new Stack(new App(), 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
  public readonly parameter = new CfnParameter(this.stack, 'Parameter', { default: 'text' }).valueAsString;
  public readonly key = new kms.Key(this.stack, 'Key');
  public readonly function = lambda.Function.fromFunctionArn(this.stack, 'Function', 'arn:aws:lambda:eu-west-1:111111111111:function:f');
  public readonly project = new codebuild.PipelineProject(this.stack, 'Project');
  public readonly alarms = ['One', 'Two'].map((id) => (
    new cloudwatch.Alarm(this.stack, id, { metric: new cloudwatch.Metric({ namespace: 'T', metricName: id }), threshold: 1, evaluationPeriods: 1 })));
  public readonly composite = new cloudwatch.CompositeAlarm(this.stack, 'Both', { alarmRule: cloudwatch.AlarmRule.fromAlarm(this.alarms[0], cloudwatch.AlarmState.ALARM) });
}

const constant = (...values: unknown[]): fc.Arbitrary<Make> => fc.constantFrom(...values).map((value) => () => value);
const wrong = constant(null, 0, 5, NaN, '', 'text', true, {}, [], [undefined], [null], () => 'text', new Set(['a']), 'x'.repeat(300), Duration.seconds(90));
const mostly = (right: fc.Arbitrary<Make>): fc.Arbitrary<Make> => fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: wrong });
const thing = (make: Make): fc.Arbitrary<Make> => mostly(fc.constant(make));
const text = (...right: string[]): fc.Arbitrary<Make> => mostly(fc.oneof(
  { weight: 20, arbitrary: constant(...right) },
  { weight: 2, arbitrary: fc.constant<Make>((world) => world.parameter) },
  { weight: 1, arbitrary: fc.constant<Make>(() => Lazy.string({ produce: () => 'lazy' })) },
  { weight: 1, arbitrary: fc.string().map((value): Make => () => value) },
));
const list = (item: fc.Arbitrary<Make>, minLength: number, maxLength: number): fc.Arbitrary<Make> => (
  mostly(fc.array(item, { minLength, maxLength }).map((made): Make => (world) => made.map((each) => each(world)))));
const struct = (fields: Record<string, fc.Arbitrary<Make>>, required: string[] = []): fc.Arbitrary<Make> => mostly((
  fc.record(fields, { requiredKeys: required })
    .map((made): Make => (world) => Object.fromEntries(Object.entries(made).map(([name, make]) => [name, (make as Make)(world)])))));
const call = (make: (...args: any[]) => unknown, ...args: fc.Arbitrary<Make>[]): fc.Arbitrary<Make> => (
  fc.tuple(...args).map((made): Make => (world) => make(...made.map((each) => each(world)))));

const alarm = fc.oneof(thing(({ alarms }) => alarms[0]), thing(({ alarms }) => alarms[1]), thing(({ composite }) => composite));
const unknownMinutes = fc.constant<Make>(() => Duration.minutes(Lazy.number({ produce: () => 5 })));
const minutes = mostly(fc.oneof(constant(Duration.minutes(1), Duration.hours(1)), unknownMinutes));
const inputs = list(constant(codepipeline.Artifact.artifact(SOURCE)), 1, 2);
const environment = struct({ A: text('a', '#{Source.BranchName}'), B: text('b') });

const gate = fc.oneof(
  call(BakeGate.watch, list(alarm, 1, 3), struct({ duration: minutes, logEncryptionKey: thing(({ key }) => key) })),
  call(BakeGate.checkAfter, list(alarm, 1, 3), struct({ wait: minutes })),
);
const rule = fc.oneof(
  call(StageRule.alarms, list(alarm, 1, 2), struct({ wait: minutes })),
  call(StageRule.deploymentWindow, struct({ cron: text('* * 9-16 ? * MON-FRI', '* 0 9 1 * ?'), timeZone: mostly(constant(TimeZone.EUROPE_ZURICH)) }, ['cron'])),
  call(StageRule.variable, text('#{Source.BranchName}'), mostly(constant(...Object.values(VariableOperator))), text('main', '^v.*$')),
  call(StageRule.lambdaFunction, thing(({ function: f }) => f), environment),
  call(StageRule.commands, list(text('true', 'ls -l | wc'), 1, 3), struct({
    inputs, statements: list(thing(() => new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::a'] })), 0, 2),
  })),
  call(StageRule.codeBuild, thing(({ project }) => project), struct({ inputs, environment })),
  call(StageRule.bakeGate, gate),
);
const rules = list(rule, 1, 3);

const point = fc.oneof(
  fc.tuple(constant('beforeEntry'), rules, mostly(constant(...Object.values(EntryResult)))),
  fc.tuple(constant('onSuccess'), rules, mostly(constant(...Object.values(SuccessResult)))),
  fc.tuple(constant('rollBackOnFailure'), fc.oneof(constant(undefined), rules)),
  fc.tuple(constant('retryOnFailure'), mostly(constant(undefined, ...Object.values(codepipeline.RetryMode)))),
);
const { V1, V2 } = codepipeline.PipelineType;
const pipelineProps = fc.record({
  pipelineType: fc.constantFrom(V2, V2, V2, V1),
  executionMode: fc.constantFrom(undefined, undefined, codepipeline.ExecutionMode.QUEUED, codepipeline.ExecutionMode.PARALLEL),
}).filter(({ pipelineType, executionMode }) => pipelineType === V2 || executionMode === undefined);

/** How many of the worlds are made. What is not, is refused in our own words: which prop, what is allowed, where. */
function acceptedOf<T>(arbitrary: fc.Arbitrary<T>, build: (world: World, value: T) => void): number {
  let accepted = 0;
  fc.assert(fc.property(arbitrary, (value) => {
    const world = new World();
    try {
      build(world, value);
      (world.stack.node.root as App).synth();
      accepted++;
    } catch (error) {
      const { message } = error as Error;
      if (!/'.*' must .*\[at /s.test(message) && !/Nobody hears of the alarm/.test(message)) { throw error; }
    }
  }), { numRuns: 300, seed: 5 });
  return accepted;
}

test('random conditions are synthesized or refused in our own words', () => {
  const stageNames = fc.constantFrom<unknown>('Prod', 'Prod', 'Prod', 'Prod', 'Prod', 'Source', 'Nowhere', null, 5, 'a b');
  const points = fc.array(point, { minLength: 1, maxLength: 2 });
  const accepted = acceptedOf(fc.tuple(pipelineProps, stageNames, points), (world, [props, stageName, made]) => {
    const conditions: any = StageConditions.on(plainPipeline(world.stack, props), stageName as string);
    made.forEach(([name, ...args]) => conditions[name(world)](...args.map((arg) => arg(world))));
  });
  expect(accepted).toBeGreaterThan(40);
}, 180_000);

test('random releases are synthesized or refused in our own words', () => {
  const options = struct({
    entryRules: rules,
    entryResult: mostly(constant(...Object.values(EntryResult))),
    bakeGate: mostly(gate),
    successRules: rules,
    rollback: mostly(fc.oneof(
      call(RollbackStrategy.automatic, struct({ logEncryptionKey: thing(({ key }) => key) })),
      constant(RollbackStrategy.wholeStage(), RollbackStrategy.deployerOnly(), RollbackStrategy.none()),
    )),
  });
  const accepted = acceptedOf(fc.tuple(options, fc.boolean(), fc.boolean()), (world, [made, restoresItself, tested]) => {
    const pipeline = plainPipeline(world.stack, {}, { actions: [byHand('Deploy'), ...tested ? [byHand('Smoke', 2)] : []] });
    addReleaseConditions(world.stack, { pipeline, codePipelineStage: pipeline.stage('Prod'), target: { restoresItself, bind: () => undefined }, deployActions: 1 }, made(world));
  });
  expect(accepted).toBeGreaterThan(40);
}, 180_000);
