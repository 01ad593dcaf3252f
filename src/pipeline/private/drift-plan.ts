import { Aws, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Bootstrap, Place } from './bootstrap-roles';
import { inputError, requireAbility, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import type { DriftDetectionProps } from '../drift-detection';

/** What Lambda keeps for the environment of a function, less what else is in it. */
const LONGEST_PLACES = 3000;

/** What the deployments of this library, of CodeDeploy and of Application Auto Scaling change by themselves. */
export const MOVING_PROPERTIES = [
  'AWS::ApplicationAutoScaling::ScalableTarget/MinCapacity',
  'AWS::ApplicationAutoScaling::ScalableTarget/MaxCapacity',
  'AWS::AutoScaling::AutoScalingGroup/DesiredCapacity',
  'AWS::CloudWatch::Alarm/ActionsEnabled',
  'AWS::DynamoDB::Table/ProvisionedThroughput',
  'AWS::ECS::Service/DesiredCount',
  'AWS::ECS::Service/TaskDefinition',
  'AWS::ElasticLoadBalancingV2::Listener/DefaultActions',
  'AWS::ElasticLoadBalancingV2::ListenerRule/Actions',
  'AWS::Lambda::Alias/FunctionVersion',
  'AWS::Lambda::Alias/RoutingConfig',
  'AWS::SSM::Parameter/Value',
];

export interface DriftStack {
  readonly name: string;
  /** What people and the metric call it. */
  readonly label: string;
}

/** Stacks of one account and region. */
export interface DriftPlace {
  readonly role: string;
  readonly region: string;
  readonly stacks: DriftStack[];
}

export function resolveDriftPlaces(scope: IConstruct, props: DriftDetectionProps): DriftPlace[] {
  requireKinds(scope, props, { stacks: 'list', stackNames: 'list', ignoredProperties: 'list' });
  const { stacks = [], stackNames = [], lookupRole, qualifier, ignoredProperties } = props;
  if (lookupRole !== undefined) { requireAbility(scope, { prop: 'lookupRole', value: lookupRole, method: 'grantAssumeRole', expected: 'a role' }); }
  ignoredProperties?.forEach((property) => requirePattern(scope, 'ignoredProperties', property, /^\w+::\w+::\w+\/\w+$/,
    "a type and one of its properties, such as 'AWS::ECS::Service/DesiredCount'"));

  const here = Stack.of(scope);
  const places = new Map<string, DriftPlace>();
  const add = (name: string, place: Place) => {
    const elsewhere = place.account !== here.account || place.region !== here.region;
    const key = `${place.account}/${place.region}`;
    const role = lookupRole?.roleArn ?? new Bootstrap(scope, place, qualifier).roleArn('lookup');
    const known = places.get(key) ?? { role, region: place.region, stacks: [] };
    if (!known.stacks.some((stack) => stack.name === name)) { known.stacks.push({ name, label: elsewhere ? `${key}/${name}` : name }); }
    places.set(key, known);
  };
  stacks.forEach((stack) => add(requireStack(scope, stack).stackName, placeOf(stack, here)));
  stackNames.forEach((name) => add(requireName(scope, name), here));
  return requireRoom(scope, [...places.values()]);
}

/** Where nobody knows an environment, two stacks are taken to be in the same one. */
function placeOf({ account, region }: Stack, here: Stack): Place {
  return { account: account === Aws.ACCOUNT_ID ? here.account : account, region: region === Aws.REGION ? here.region : region };
}

function requireStack(scope: IConstruct, stack: unknown): Stack {
  if (Stack.isStack(stack)) { return stack; }
  const got = typeof stack === 'object' ? 'something else' : show(stack);
  throw inputError(scope, `'stacks' must be stacks of this app, got ${got}. For others, use 'stackNames'`);
}

function requireName(scope: IConstruct, name: string | undefined): string {
  if (name === undefined) { throw inputError(scope, "'stackNames' must be names of stacks, got undefined"); }
  requirePattern(scope, 'stackNames', name, /^[A-Za-z][A-Za-z\d-]{0,127}$/, 'names of 1 to 128 letters, digits and hyphens, the first a letter');
  return name;
}

function requireRoom(scope: IConstruct, places: DriftPlace[]): DriftPlace[] {
  const count = places.reduce((sum, { stacks }) => sum + stacks.length, 0);
  if (count === 0) { throw inputError(scope, "'stacks' or 'stackNames' must name one or more stacks, got none"); }
  const size = Token.isUnresolved(places) ? 0 : JSON.stringify(places).length;
  if (size > LONGEST_PLACES) {
    throw inputError(scope, `'stacks' and 'stackNames' must fit into the ${LONGEST_PLACES} characters that a function can keep, ` +
      `got ${count} stacks in ${size}. Use two DriftDetections`);
  }
  return places;
}
