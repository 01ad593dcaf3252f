import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { ServiceLevelObjective, ServiceLevelObjectiveProps } from '../../src/alarms';
import { randomObjectives } from '../support/random-objective';
import { object, RecipeFields } from '../support/random-recipe';
import { RandomWorld } from '../support/random-world';

/** Names the prop, says what is allowed and where. */
const OWN_WORDS = /'.*' must .*\[at /s;

/** Props that somebody could write, or nothing where what they are made of refuses its arguments by itself. */
function propsOf(world: RandomWorld, props: RecipeFields): ServiceLevelObjectiveProps | undefined {
  try { return object(props).make(world); } catch { return undefined; }
}

function expectValid(template: Template): void {
  for (const { Properties: alarm } of Object.values(template.findResources('AWS::CloudWatch::Alarm'))) {
    const metrics = (alarm.Metrics ?? []).filter(({ MetricStat }: any) => MetricStat);
    const period = alarm.Period ?? metrics[0].MetricStat.Period;
    expect(period % 60).toBe(0);
    expect(period * alarm.EvaluationPeriods).toBeLessThanOrEqual(period >= 3600 ? 604_800 : 86_400);
    expect(metrics.length).toBeLessThanOrEqual(10);
    expect((alarm.Metrics ?? []).filter(({ ReturnData }: any) => ReturnData !== false).length).toBeLessThanOrEqual(1);
    expect(alarm.Threshold).toBeGreaterThan(0);
    if (alarm.Metrics) { expect(alarm.Threshold).toBeLessThan(100); }
  }
  for (const { Properties: objective } of Object.values(template.findResources('AWS::ApplicationSignals::ServiceLevelObjective'))) {
    const windows = objective.BurnRateConfigurations.map(({ LookBackWindowMinutes }: any) => LookBackWindowMinutes);
    expect(windows.length).toBeLessThanOrEqual(10);
    expect(Math.min(...windows)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...windows)).toBeLessThanOrEqual(10_080);
  }
}

describe('a ServiceLevelObjective', () => {
  test('is synthesized as CloudWatch takes it, or refused in the words of the library', () => {
    const outcomes = { made: 0, refused: 0 };
    fc.assert(fc.property(randomObjectives, fc.boolean(), ({ props }, inKnownEnvironment) => {
      const world = new RandomWorld(new App(), 'Stack', inKnownEnvironment);
      const given = propsOf(world, props);
      if (!given) { return; }
      try {
        new ServiceLevelObjective(world.stack, 'Slo', given);
      } catch (error) {
        expect((error as Error).message).toMatch(OWN_WORDS);
        outcomes.refused += 1;
        return;
      }
      expectValid(Template.fromStack(world.stack));
      outcomes.made += 1;
    }), { numRuns: 400, seed: 4 });

    expect(outcomes.made).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });
});
