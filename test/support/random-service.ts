import { TimeZone } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { containerFields } from './random-container';
import { ingress } from './random-ingress';
import { ec2Fields, fargateFields } from './random-place';
import { all, call, literals, made, members, object, RecipeFields, some, struct, weighted } from './random-recipe';
import { releaseFields } from './random-release';
import { lists, numbers, seconds, structs, things, wholeNumbers } from './random-values';
import { RandomWorld } from './random-world';
import { AlertRouter, Destination } from '../../src/alerting';
import { BlueGreenEc2Service, BlueGreenFargateService } from '../../src/deployment';

const SERVICES = { BlueGreenFargateService, BlueGreenEc2Service };

/** A service with random props. */
export interface RandomService {
  readonly kind: keyof typeof SERVICES;
  readonly name: string;
  readonly inKnownEnvironment: boolean;
  readonly props: RecipeFields;
}

const schedule = things(weighted(
  [2, call('appscaling.Schedule.cron', appscaling.Schedule.cron, literals({ hour: '7' }, { hour: '7', minute: '30', weekDay: 'MON-FRI' }))],
  [1, call('appscaling.Schedule.expression', appscaling.Schedule.expression, literals('rate(1 day)', 'cron(0 7 * * ? *)'))],
));

const limits: fc.Arbitrary<RecipeFields> = fc.oneof(
  all({ minTasks: wholeNumbers(1, 10) }),
  all({ maxTasks: wholeNumbers(10, 100) }),
  some({ minTasks: wholeNumbers(1, 10), maxTasks: wholeNumbers(10, 100) }),
);

const scaling = structs(struct({
  minTasks: wholeNumbers(1, 10),
  maxTasks: wholeNumbers(10, 100),
  cpuPercent: numbers(60, 1, 100, 33.3),
  memoryPercent: numbers(60, 1, 100, 33.3),
  requestsPerTask: numbers(1000, 0.5),
  schedules: lists(structs(struct({ timeZone: things(members('TimeZone', TimeZone, 'EUROPE_BERLIN')) }, all({ schedule }), limits))),
  scaleInCooldown: seconds(0, 3600),
  scaleOutCooldown: seconds(0, 3600),
}));

const alerts = things(made('alerts', (world) => world.once('Alerts', (stack, id) => new AlertRouter(stack, id, { critical: [Destination.email('ops@example.com')] }))));

const common = some({ ingress, scaling, alerts }, containerFields, releaseFields);

const kinds: fc.Arbitrary<Pick<RandomService, 'kind' | 'props'>> = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: some({}, common, fargateFields).map((props) => ({ kind: 'BlueGreenFargateService' as const, props })) },
  { weight: 1, arbitrary: some({}, common, ec2Fields).map((props) => ({ kind: 'BlueGreenEc2Service' as const, props })) },
);

const names: fc.Arbitrary<string> = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: fc.constant('Web') },
  { weight: 1, arbitrary: fc.constantFrom('a b', '1', 'a_B-c.d', 'Service', 'x'.repeat(64)) },
);

/** Right and wrong sets of all props, about as many of each. */
export const randomServices: fc.Arbitrary<RandomService> = fc.tuple(kinds, names, fc.boolean()).map(([kind, name, inKnownEnvironment]) => {
  const service = { ...kind, name, inKnownEnvironment };
  return { ...service, [fc.toStringMethod]: () => codeOf(service) };
});

/** What a user would write for it. */
export function codeOf({ kind, name, props, inKnownEnvironment }: RandomService): string {
  const entries = Object.entries(props).map(([prop, { code }]) => `  ${prop}: ${code},\n`);
  return `\n// in a stack ${inKnownEnvironment ? 'with' : 'without'} env\nnew ${kind}(this, '${name}', {\n${entries.join('')}})`;
}

export function deploy(world: RandomWorld, { kind, name, props }: RandomService): Construct {
  return new SERVICES[kind](world.stack, name, object(props).make(world));
}
