import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AlarmShape, asksInsights, childrenIn, LIMITS, problemsOfCompositeAlarm, problemsOfMetricAlarm } from './alarm-limits';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';

/** An alarm with what its resource will say. */
interface Found {
  readonly resource: CfnResource;
  readonly shape: AlarmShape;
}

/** What is wrong with the alarms below a scope. */
export function findingsIn(scope: IConstruct): string[] {
  const resources = scope.node.findAll().filter(CfnResource.isCfnResource);
  const typesOf = memoized(typesById);
  const find = (type: string): Found[] => resources.filter(({ cfnResourceType }) => cfnResourceType === type)
    .map((resource) => ({ resource, shape: shapeOf(resource, typesOf) }));
  const metricAlarms = find('AWS::CloudWatch::Alarm');
  const composites = find('AWS::CloudWatch::CompositeAlarm');
  return [
    ...metricAlarms.flatMap((alarm) => problemsOfMetricAlarm(alarm.shape).map((problem) => say(alarm, problem))),
    ...composites.flatMap((alarm) => [...problemsOfCompositeAlarm(alarm.shape), ...foreignChildren(alarm)].map((problem) => say(alarm, problem))),
    ...tooManyParents(composites),
    ...tooManyQueries(metricAlarms),
  ];
}

/** The types of the resources of a stack, by logical id. */
function typesById(stack: Stack): Map<string, string> {
  return new Map(stack.node.findAll().filter(CfnResource.isCfnResource).map((each) => [stack.resolve(each.logicalId), each.cfnResourceType]));
}

function memoized<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) { known.set(key, make(key)); }
    return known.get(key)!;
  };
}

/** As the template will have it, overrides included, in the names of the AWS CDK. */
function shapeOf(resource: CfnResource, typesOf: (stack: Stack) => Map<string, string>): AlarmShape {
  const stack = Stack.of(resource);
  const { Resources: resources } = stack.resolve(resource._toCloudFormation());
  const shape = inCamelCase(Object.values<any>(resources)[0].Properties ?? {}) as Record<string, unknown>;
  return { ...shape, alarmRule: flatten(shape.alarmRule), ...actionsOf(shape, () => typesOf(stack)) };
}

/** Actions that refer to something of the template say what that is, so that it is known what they do. */
function actionsOf(shape: Record<string, unknown>, types: () => Map<string, string>): Partial<AlarmShape> {
  const named = (action: unknown) => {
    const id = (action as { ref?: string } | undefined)?.ref;
    return id === undefined ? flatten(action) : types().get(id) ?? action;
  };
  const names = ['alarmActions', 'okActions', 'insufficientDataActions'].filter((name) => Array.isArray(shape[name]));
  return Object.fromEntries(names.map((name) => [name, (shape[name] as unknown[]).map(named)]));
}

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(inCamelCase); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.replace(/^(OK(?=A)|[A-Z])/, (head) => head.toLowerCase()), inCamelCase(each)]));
}

/** Text with references in it, those as the names of what they refer to. */
function flatten(value: any): unknown {
  const parts = value?.['fn::Join']?.[1];
  return Array.isArray(parts) ? parts.map((part) => typeof part === 'string' ? part : JSON.stringify(part).replace(/"/g, "'")).join('') : value;
}

/** A composite alarm only knows alarms of its own account and region; elsewhere it would wait for them forever. */
function foreignChildren({ resource }: Found): string[] {
  const rule: unknown = (resource as { alarmRule?: unknown }).alarmRule;
  if (typeof rule !== 'string' || !Token.isUnresolved(rule)) { return []; }
  const here = Stack.of(resource);
  const there = Tokenization.reverseString(rule).tokens.filter((token): token is Reference => Reference.isReference(token))
    .map(({ target }) => Stack.of(target)).find((stack) => !inSameEnvironment(stack, here));
  return there ? [`'alarmRule' must name alarms of the account and region of the composite alarm (${sayEnvironment(here)}), got one of ${sayEnvironment(there)}`] : [];
}

function tooManyParents(composites: Found[]): string[] {
  const parents = new Map<string, number>();
  for (const { resource, shape } of composites) {
    for (const child of childrenIn(shape.alarmRule).map((name) => `${name} of ${Stack.of(resource).node.path}`)) { parents.set(child, (parents.get(child) ?? 0) + 1); }
  }
  return [...parents].filter(([, count]) => count > LIMITS.parents)
    .map(([child, count]) => `'alarmRule' must name an alarm in at most ${LIMITS.parents} composite alarms, got ${count} with ${child}. Combine it once and name that`);
}

function tooManyQueries(alarms: Found[]): string[] {
  const count = alarms.filter(({ shape }) => asksInsights(shape)).length;
  return count > LIMITS.insightsAlarms
    ? [`'metrics' must ask Metrics Insights in at most ${LIMITS.insightsAlarms} alarms of an account and region, got ${count}. Name the metrics instead`] : [];
}

function say({ resource }: Found, problem: string): string {
  return `${problem} [at ${resource.node.path}]`;
}
