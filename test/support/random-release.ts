import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as fc from 'fast-check';
import { all, call, literals, made, members, mostly, object, RecipeFields, Recipes, some, struct, weighted } from './random-recipe';
import { choices, flags, lists, maps, minutes, numbers, seconds, structs, textLists, texts, things, wholeNumbers, wrongKind } from './random-values';
import { RandomWorld } from './random-world';
import {
  DeploymentEngine, DeploymentHook, DeploymentPlan, DeploymentStage, HookTimeoutAction, ManualApproval, TestTraffic, WhileAlarmsFire,
} from '../../src/deployment';

const bakes = weighted([6, minutes(0, 120)], [1, minutes(0, 1440)]);

const shiftingPlan: Recipes = weighted(
  [3, call('DeploymentPlan.blueGreen', DeploymentPlan.blueGreen, structs(struct({ bakeTime: bakes })))],
  [3, call('DeploymentPlan.canary', DeploymentPlan.canary, structs(struct({
    canaryPercent: numbers(5, 0.1, 100, 33.3, 0.1 + 0.2), canaryBakeTime: bakes, bakeTime: bakes,
  })))],
  [3, call('DeploymentPlan.linear', DeploymentPlan.linear, structs(struct({ stepPercent: numbers(10, 25, 3, 100, 33.3), stepBakeTime: minutes(0, 10), bakeTime: bakes })))],
  [1, call('DeploymentPlan.allAtOnce', DeploymentPlan.allAtOnce)],
);

const rollingPlan: Recipes = weighted(
  [3, call('DeploymentPlan.rolling', DeploymentPlan.rolling, structs(struct({ minHealthyPercent: wholeNumbers(0, 100), maxHealthyPercent: wholeNumbers(101, 200) })))],
  [1, call('DeploymentPlan.recreate', DeploymentPlan.recreate)],
);

/** CodeDeploy shifts whole percents. */
const codeDeployPlan: Recipes = weighted(
  [3, call('DeploymentPlan.blueGreen', DeploymentPlan.blueGreen, structs(struct({ bakeTime: bakes })))],
  [2, call('DeploymentPlan.canary', DeploymentPlan.canary, structs(struct({ canaryPercent: numbers(5, 10), canaryBakeTime: minutes(1, 120), bakeTime: bakes })))],
  [2, call('DeploymentPlan.linear', DeploymentPlan.linear, structs(struct({ stepPercent: numbers(10, 25), stepBakeTime: minutes(1, 10), bakeTime: bakes })))],
);

const fn = (world: RandomWorld) => world.once('Function', (stack, id) => new lambda.Function(stack, id, {
  runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler', code: lambda.Code.fromInline('pass'),
}));
const handler: Recipes = weighted(
  [3, made('lambdaFunction', fn)],
  [1, made('lambdaFunction.currentVersion', (world) => fn(world).currentVersion)],
  [1, made('importedFunction', (world) => world.once('ImportedFunction', (stack, id) => lambda.Function.fromFunctionArn(stack, id,
    'arn:aws:lambda:eu-west-1:111111111111:function:check')))],
);

const application = made('application', (world) => world.once('Application', (stack, id) => new codedeploy.EcsApplication(stack, id)));
const deploymentConfig: Recipes = weighted(
  [2, members('codedeploy.EcsDeploymentConfig', codedeploy.EcsDeploymentConfig, 'ALL_AT_ONCE', 'LINEAR_10PERCENT_EVERY_1MINUTES', 'CANARY_10PERCENT_15MINUTES')],
  [1, made('ownDeploymentConfig', (world) => world.once('DeploymentConfig', (stack, id) => new codedeploy.EcsDeploymentConfig(stack, id)))],
);

const codeDeploy = (fields: Record<string, Recipes>) => call('DeploymentEngine.codeDeploy', DeploymentEngine.codeDeploy, structs(struct({
  application: things(application),
  terminationWaitTime: minutes(0, 2880),
  deploymentApprovalWaitTime: minutes(1, 2880),
  hookFunctions: lists(things(handler)),
  ...fields,
})));

const port = struct({ port: wholeNumbers(8000, 9999) });
const closedListener = call('TestTraffic.closedListener', TestTraffic.closedListener, structs(port));
const header = call('TestTraffic.header', TestTraffic.header, texts('x-test-traffic', 'X-Test'), texts('secret', '1', 'x'.repeat(128)));
const noTestTraffic = call('TestTraffic.none', TestTraffic.none);

const smokeTest = structs(struct({
  paths: textLists('/', '/health', '/ready?deep=true'),
  expectedStatus: texts('200', '200-299', '200,301-308'),
  bodyContains: texts('ok', '"ok"', 'ü'),
  bodyMatches: mostly(texts('ok', '^\\d+$', '"status": *"ok"'), literals('(', '[', '\\')),
  headers: maps(['X-Test', 'Host', 'x_y', 'x y', 'ü', ''], texts('yes', '', 'a b')),
  retries: wholeNumbers(0, 4),
  retryInterval: seconds(0, 10),
  timeout: seconds(1, 10),
}));

const onTimeout = choices(members('HookTimeoutAction', HookTimeoutAction, 'ROLLBACK', 'CONTINUE'));
const topic = made('topic', (world) => world.once('Topic', (stack, id) => new sns.Topic(stack, id)));
const importedTopic = made('importedTopic', (world) => world.once('ImportedTopic', (stack, id) => sns.Topic.fromTopicArn(stack, id, 'arn:aws:sns:eu-west-1:111111111111:alerts')));

const approval = call('ManualApproval.required', ManualApproval.required, structs(struct({
  timeout: weighted([8, minutes(1, 120)], [1, minutes(1, 20160)]),
  onTimeout,
  notify: things(weighted([1, topic], [1, importedTopic])),
  everyStep: flags,
})));

const migration = structs(fc.tuple(all({ command: textLists('bin/migrate', '--verbose', '') }), some({ timeout: minutes(1, 720) }))
  .map(([needed, others]) => object({ ...needed, ...others })));

const details = maps(['path', ''], mostly(literals('text', 5, true, { a: [1] }), wrongKind));
const hooks = lists(things(weighted(
  [3, call('DeploymentHook.lambdaFunction', DeploymentHook.lambdaFunction, things(handler),
    stages('POST_SCALE_UP', 'PRE_SCALE_UP', 'POST_PRODUCTION_TRAFFIC_SHIFT', 'RECONCILE_SERVICE', 'PRE_PRODUCTION_TRAFFIC_SHIFT'),
    structs(struct({ details, timeout: minutes(1, 120), onTimeout })))],
  [2, call('DeploymentHook.pause', DeploymentHook.pause, stages('POST_SCALE_UP', 'PRE_SCALE_UP', 'POST_PRODUCTION_TRAFFIC_SHIFT'),
    structs(struct({ timeout: minutes(1, 120), onTimeout })))],
)), 2);

function stages(...right: string[]): Recipes {
  const every = Object.keys(DeploymentStage);
  const of = (names: fc.Arbitrary<string[]>) => names.map((keys) => ({
    code: `[${keys.map((each) => `DeploymentStage.${each}`).join(', ')}]`, make: () => keys,
  }));
  const few = fc.uniqueArray(fc.constantFrom(...right), { minLength: 1, maxLength: 2 });
  return mostly(of(few), of(fc.array(fc.constantFrom(...every), { maxLength: 3 })), wrongKind);
}

const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Orders' });
const alarm: Recipes = weighted(
  [2, made('alarm', (world) => world.once('Alarm', (stack, id) => new cloudwatch.Alarm(stack, id, { metric, threshold: 1, evaluationPeriods: 1 })))],
  [1, made('importedAlarm', (world) => world.once('ImportedAlarm', (stack, id) => cloudwatch.Alarm.fromAlarmArn(stack, id,
    'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:orders')))],
  [1, made('compositeAlarm', (world) => world.once('CompositeAlarm', (stack, id) => new cloudwatch.CompositeAlarm(stack, id, {
    alarmRule: cloudwatch.AlarmRule.fromBoolean(true),
  })))],
);

const rollback = structs(struct({
  errorRatePercent: numbers(5, 0.01, 100, 33.3),
  latencySeconds: numbers(1, 0.001, 60),
  unhealthyTargets: wholeNumbers(0, 3),
  alarms: lists(things(alarm)),
  whileAlarmsFire: choices(members('WhileAlarmsFire', WhileAlarmsFire, 'REFUSE', 'DEPLOY_UNWATCHED')),
}));

const anyTestTraffic = things(weighted([3, closedListener], [2, header], [1, noTestTraffic]));
const ecsEngine = things(call('DeploymentEngine.ecs', DeploymentEngine.ecs));

/** Shifts traffic by Amazon ECS, with all that can happen meanwhile. */
const shifting = some({ plan: things(shiftingPlan), engine: ecsEngine, approval: things(approval), migration, hooks, rollback }, fc.oneof(
  { withCrossShrink: true },
  { weight: 5, arbitrary: some({ testTraffic: things(weighted([3, closedListener], [2, header])), smokeTest }) },
  { weight: 1, arbitrary: all({ testTraffic: things(noTestTraffic) }) },
));

const rolling = some({ rollback, testTraffic: anyTestTraffic, engine: ecsEngine }, all({ plan: things(rollingPlan) }));

const byCodeDeploy = some({ rollback, plan: things(codeDeployPlan), testTraffic: things(closedListener) }, all({ engine: things(codeDeploy({})) }));

const configuredEngine = things(codeDeploy({ deploymentConfig: things(deploymentConfig) }));
const byConfiguration = some({ rollback, testTraffic: things(closedListener) }, all({ engine: configuredEngine }));

const anything = some({
  plan: things(weighted([2, shiftingPlan], [1, rollingPlan])),
  engine: things(weighted([1, ecsEngine], [1, configuredEngine])),
  testTraffic: anyTestTraffic,
  smokeTest,
  approval: things(approval),
  migration,
  hooks,
  rollback,
});

/** The props of a release: mostly those that go together. */
export const releaseFields: fc.Arbitrary<RecipeFields> = fc.oneof(
  { withCrossShrink: true },
  { weight: 24, arbitrary: shifting },
  { weight: 5, arbitrary: rolling },
  { weight: 6, arbitrary: byCodeDeploy },
  { weight: 2, arbitrary: byConfiguration },
  { weight: 1, arbitrary: anything },
);
