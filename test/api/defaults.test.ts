import { Duration } from 'aws-cdk-lib';
import { readAssembly } from './assembly';
import { PLAN_DEFAULTS, SERVICE_DEFAULTS } from '../../src/deployment/private/defaults';

/** What the docs of a prop say its default is. */
function documented(type: string, prop: string): string | undefined {
  const found = readAssembly().find(({ name }) => name === type);
  return found?.properties?.find(({ name }) => name === prop)?.docs?.default;
}

const minutes = (duration: Duration) => `Duration.minutes(${duration.toMinutes()})`;

// Defaults are API: a change of one changes everybody's templates. The docs quote them, so both are pinned together.
describe('the documented default is the real one', () => {
  test.each<[string, string, string]>([
    ['BlueGreenOptions', 'bakeTime', minutes(PLAN_DEFAULTS.bakeTime)],
    ['CanaryOptions', 'canaryPercent', String(PLAN_DEFAULTS.canaryPercent)],
    ['CanaryOptions', 'canaryBakeTime', minutes(PLAN_DEFAULTS.canaryBakeTime)],
    ['CanaryOptions', 'bakeTime', minutes(PLAN_DEFAULTS.bakeTime)],
    ['LinearOptions', 'stepPercent', String(PLAN_DEFAULTS.linearPercent)],
    ['LinearOptions', 'stepBakeTime', minutes(PLAN_DEFAULTS.linearBakeTime)],
    ['LinearOptions', 'bakeTime', minutes(PLAN_DEFAULTS.bakeTime)],
    ['RollingOptions', 'minHealthyPercent', String(PLAN_DEFAULTS.minHealthyPercent)],
    ['RollingOptions', 'maxHealthyPercent', String(PLAN_DEFAULTS.maxHealthyPercent)],
    ['ScalingOptions', 'minTasks', String(SERVICE_DEFAULTS.minTasks)],
    ['ScalingOptions', 'maxTasks', String(SERVICE_DEFAULTS.maxTasks)],
    ['ScalingOptions', 'cpuPercent', String(SERVICE_DEFAULTS.cpuPercent)],
    ['RollbackOptions', 'errorRatePercent', String(SERVICE_DEFAULTS.errorRatePercent)],
    ['BlueGreenFargateServiceProps', 'containerPort', String(SERVICE_DEFAULTS.containerPort)],
    ['BlueGreenFargateServiceProps', 'healthCheckPath', `'${SERVICE_DEFAULTS.healthCheckPath}'`],
    ['BlueGreenFargateServiceProps', 'cpu', String(SERVICE_DEFAULTS.cpu)],
    ['BlueGreenFargateServiceProps', 'memoryLimitMiB', String(SERVICE_DEFAULTS.memoryLimitMiB)],
  ])('%s.%s', (type, prop, real) => {
    expect(documented(type, prop)).toBe(real);
  });
});
