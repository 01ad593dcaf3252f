import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { AccountTracing, CloudWatchAgent, SamplingRule, ServiceLogGroup, ServiceTracing, TracedLanguage, TraceGroup, TracingMode } from '../../src/tracing';
import { prodStack } from '../support/stacks';

/** A value once there is a stack. */
type In = (stack: Stack) => unknown;

const RUNS = { numRuns: 60, seed: 4 };

const WRONG = [
  null, 0, -1, 0.5, NaN, Infinity, 1e21, '', ' ', 'ü', '\n', 'x'.repeat(2100), '5', true, {}, [], [null], [{}], ['a', 'a'], () => 'text', { a: null },
];
const wrong = fc.constantFrom<In>(...WRONG.map((value) => () => value));
const given = (...values: unknown[]) => fc.constantFrom<In>(...values.map((value) => () => value));
const made = (...makers: In[]) => fc.constantFrom<In>(...makers);

/** One construct for all props of a stack. */
const once = (id: string, make: (stack: Stack, id: string) => Construct) => (stack: Stack) => (stack.node.tryFindChild(id) ?? make(stack, id)) as any;
const parameter = (type: string, value: unknown) => once(type, (stack, id) => new CfnParameter(stack, id, { type, default: value }));

const token = made((stack) => Lazy.string({ produce: () => stack.stackName }), (stack) => parameter('String', 'text')(stack).valueAsString);
const numberToken = made((stack) => parameter('Number', 1)(stack).valueAsNumber);
const key = made(
  once('Key', (stack, id) => new kms.Key(stack, id)),
  once('Imported', (stack, id) => kms.Key.fromKeyArn(stack, id, 'arn:aws:kms:eu-west-1:111111111111:key/1')),
);
const group = made(once('Log', (stack, id) => new logs.LogGroup(stack, id)), once('OtherLog', (stack, id) => logs.LogGroup.fromLogGroupName(stack, id, 'log')));

/** A prop: mostly right, at times wrong. */
const mostly = (right: fc.Arbitrary<In>) => fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong });
const texts = (...values: string[]) => mostly(fc.oneof({ weight: 9, arbitrary: given(...values) }, { weight: 1, arbitrary: token }));
const numbers = (...values: number[]) => mostly(fc.oneof({ weight: 9, arbitrary: given(...values) }, { weight: 1, arbitrary: numberToken }));
const flags = mostly(given(true, false));

function struct(required: Record<string, fc.Arbitrary<In>>, optional: Record<string, fc.Arbitrary<In>> = {}): fc.Arbitrary<In> {
  return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) })
    .map((props) => (stack: Stack) => Object.fromEntries(Object.entries(props as Record<string, In>).map(([name, value]) => [name, value(stack)])));
}

const lines = struct({ pattern: texts('ERROR', '{ $.a = 1 }') }, {
  label: texts('Errors'), metricNamespace: texts('Orders'), value: texts('1', '$.bytes'), statistic: texts('Sum', 'p99'), tooMany: numbers(0, 5),
});

const CASES: Record<string, [props: fc.Arbitrary<In>, build: (stack: Stack, props: any, more: any) => void, more?: fc.Arbitrary<In>]> = {
  'account': [struct({}, { discoverServices: flags, transactionSearch: flags, indexedPercent: numbers(0, 1, 100) }),
    (stack, props) => new AccountTracing(stack, 'Under', props)],
  'sampling rule': [struct({ rate: numbers(0, 0.5, 1), priority: numbers(1, 9999) }, {
    reservoirSize: numbers(0, 5),
    ruleName: texts('a-rule'),
    serviceName: texts('*', 'orders'),
    serviceType: texts('*'),
    host: texts('*'),
    httpMethod: texts('GET'),
    urlPath: texts('/a/*'),
    attributes: mostly(given({}, { a: 'b' })),
  }), (stack, props) => new SamplingRule(stack, 'Under', props)],
  'trace group': [struct({ filterExpression: texts('responsetime > 1') }, { groupName: texts('slow'), insights: flags }),
    (stack, props) => new TraceGroup(stack, 'Under', props)],
  'log group': [struct({}, {
    logGroupName: texts('/a/b'),
    retention: mostly(given(1, 30, 365, 9999)),
    encryptionKey: mostly(key),
    detectAnomalies: flags,
    logGroupClass: mostly(given('STANDARD', 'INFREQUENT_ACCESS')),
    indexedFields: mostly(given([], ['a'], ['a', 'b'])),
    removalPolicy: mostly(given('retain', 'destroy')),
  }), (stack, props, more) => {
    const built = new ServiceLogGroup(stack, 'Under', props);
    if (more) { built.metricFilter('Metric', more); }
  }, fc.oneof(given(undefined), lines)],
  'agent': [struct({}, {
    diskPaths: mostly(given(['/'], ['/', '/data'])),
    logFiles: mostly(struct({ path: texts('/var/log/*') }, { logGroup: mostly(group), timestampFormat: texts('%Y') }).map((file) => (stack: Stack) => [file(stack)])),
  }), (stack, props) => new CloudWatchAgent(stack, 'Under', props)],
  'task': [struct({ serviceName: texts('orders') }, {
    environment: texts('prod'), mode: mostly(given(...Object.values(TracingMode))), logGroup: mostly(group), logEncryptionKey: mostly(key),
  }), (stack, props, [language, options]) => {
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('nginx') });
    const tracing = new ServiceTracing(stack, 'Under', props);
    tracing.traceTask(task, language, options);
    tracing.signals();
  }, fc.tuple(mostly(given(...Object.values(TracedLanguage))), struct({}, {
    agentImage: mostly(made(() => ecs.ContainerImage.fromRegistry('agent'))),
    instrumentationImage: mostly(made(() => ecs.ContainerImage.fromRegistry('adot'))),
    container: mostly(given(undefined)),
  })).map(([language, options]) => (stack: Stack) => [language(stack), options(stack)])],
  'function': [struct({ serviceName: texts('orders') }, { mode: mostly(given(...Object.values(TracingMode))) }), (stack, props, [runtime, options]) => {
    const code = lambda.Code.fromBucket(new (jest.requireActual('aws-cdk-lib/aws-s3').Bucket)(stack, 'Code'), 'a.zip');
    const tracing = new ServiceTracing(stack, 'Under', props);
    tracing.traceFunction(new lambda.Function(stack, 'Function', { runtime: new lambda.Runtime(...runtime as [string, any]), handler: 'a.b', code }), options);
  }, struct({}, { layerArn: texts('arn:aws:lambda:eu-west-1:111111111111:layer:Own:7') }).chain((options) => fc.constantFrom(
    ['nodejs24.x', lambda.RuntimeFamily.NODEJS], ['provided.al2023', lambda.RuntimeFamily.OTHER], ['go1.x', lambda.RuntimeFamily.GO],
  ).map((runtime) => (stack: Stack) => [runtime, options(stack)]))],
};

describe.each(Object.entries(CASES))('random props of a %s', (_, [propsOf, build, moreOf = given(undefined)]) => {
  test('are synthesized, or refused in words', () => {
    let synthesized = 0;
    fc.assert(fc.property(propsOf, moreOf, fc.boolean(), (props, more, agnostic) => {
      const stack = prodStack({ agnostic });
      try {
        build(stack, props(stack), more(stack));
        Template.fromStack(stack);
        synthesized++;
      } catch (error) {
        expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      }
    }), RUNS);
    // Otherwise nothing is proven but that all is refused.
    expect(synthesized).toBeGreaterThan(RUNS.numRuns / 5);
  });
});
