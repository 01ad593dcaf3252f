import { Duration, Lazy } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { DeploymentPlan } from '../../src/deployment';
import { prodStack } from '../support/stacks';

const { minutes, hours, seconds } = Duration;

describe('DeploymentPlan', () => {
  let scope: Construct;
  beforeEach(() => { scope = new Construct(prodStack(), 'Web'); });

  describe('has the documented defaults', () => {
    test('blueGreen bakes for ten minutes', () => {
      const plan = DeploymentPlan.blueGreen()._resolve(scope);
      expect(plan.strategy).toBe(ecs.DeploymentStrategy.BLUE_GREEN);
      expect(plan.bakeTime!.toMinutes()).toBe(10);
    });

    test('canary starts with 5 percent for ten minutes', () => {
      const { step, bakeTime } = DeploymentPlan.canary()._resolve(scope);
      expect([step!.percent, step!.bakeTime.toMinutes(), bakeTime!.toMinutes()]).toEqual([5, 10, 10]);
    });

    test('linear takes steps of 10 percent and six minutes', () => {
      const { step, bakeTime } = DeploymentPlan.linear()._resolve(scope);
      expect([step!.percent, step!.bakeTime.toMinutes(), bakeTime!.toMinutes()]).toEqual([10, 6, 10]);
    });

    test('rolling keeps all tasks in service', () => {
      expect(DeploymentPlan.rolling()._resolve(scope)).toMatchObject({
        strategy: ecs.DeploymentStrategy.ROLLING, minHealthyPercent: 100, maxHealthyPercent: 200,
      });
    });

    test('allAtOnce does not bake', () => {
      expect(DeploymentPlan.allAtOnce()._resolve(scope).bakeTime!.toMinutes()).toBe(0);
    });

    test('recreate stops all tasks before it starts one', () => {
      expect(DeploymentPlan.recreate()._resolve(scope)).toMatchObject({
        strategy: ecs.DeploymentStrategy.ROLLING, minHealthyPercent: 0, maxHealthyPercent: 100,
      });
    });

    test.each([['rolling', DeploymentPlan.rolling()], ['recreate', DeploymentPlan.recreate()]])('%s does not bake', (_, plan) => {
      expect(plan._resolve(scope).bakeTime).toBeUndefined();
    });
  });

  test.each([
    ['canaryPercent is 0', () => DeploymentPlan.canary({ canaryPercent: 0 }), "'canaryPercent' must be between 0.1 and 100, got 0 [at Prod/Web]"],
    ['canaryPercent is 101', () => DeploymentPlan.canary({ canaryPercent: 101 }), "'canaryPercent' must be between 0.1 and 100, got 101"],
    ['canaryPercent is not a multiple of 0.1', () => DeploymentPlan.canary({ canaryPercent: 0.25 }), "'canaryPercent' must be a multiple of 0.1, got 0.25. Use 0.3"],
    ['stepPercent is below 3', () => DeploymentPlan.linear({ stepPercent: 2.9 }), "'stepPercent' must be between 3 and 100, got 2.9"],
    ['bakeTime exceeds a day', () => DeploymentPlan.blueGreen({ bakeTime: hours(25) }), "'bakeTime' must be a whole number between 0 and 1440 minutes, got 1500"],
    ['bakeTime is not in whole minutes', () => DeploymentPlan.blueGreen({ bakeTime: seconds(90) }), "'bakeTime' must be a whole number between 0 and 1440 minutes, got 1.5"],
    ['canaryBakeTime exceeds a day', () => DeploymentPlan.canary({ canaryBakeTime: hours(25) }), "'canaryBakeTime' must be"],
    ['a time that is not known yet is not in minutes', () => DeploymentPlan.blueGreen({ bakeTime: hours(Lazy.number({ produce: () => 1 })) }), "'bakeTime' must be in minutes when its value is not known at synth, got hours"],
    ['a time is no Duration', () => DeploymentPlan.blueGreen({ bakeTime: 10 as any }), "'bakeTime' must be a Duration, such as Duration.minutes(10), got 10"],
    ['a percent is a text', () => DeploymentPlan.canary({ canaryPercent: '5' as any }), "'canaryPercent' must be a number, got \"5\""],
    ['minHealthyPercent is over 100', () => DeploymentPlan.rolling({ minHealthyPercent: 101 }), "'minHealthyPercent' must be a whole number between 0 and 100, got 101"],
    ['maxHealthyPercent is below 100', () => DeploymentPlan.rolling({ maxHealthyPercent: 99 }), "'maxHealthyPercent' must be a whole number between 100 and 200, got 99"],
    ['no task could ever be replaced', () => DeploymentPlan.rolling({ minHealthyPercent: 100, maxHealthyPercent: 100 }), 'no task can ever be replaced'],
  ])('fails when %s, naming the prop', (_, planOf, message) => {
    expect(() => planOf()._resolve(scope)).toThrow(message);
  });

  test.each([0.1, 0.3, 5, 33.3, 99.9, 100])('accepts a canary of %p percent', (canaryPercent) => {
    expect(DeploymentPlan.canary({ canaryPercent })._resolve(scope).step!.percent).toBe(canaryPercent);
  });

  test('takes a computed percent for what it is meant to be', () => {
    expect(DeploymentPlan.canary({ canaryPercent: 0.1 + 0.2 })._resolve(scope).step!.percent).toBe(0.3);
  });

  test('lets tokens pass', () => {
    const unknown = Lazy.number({ produce: () => 7 });
    const time = minutes(unknown);
    expect(() => DeploymentPlan.canary({ canaryPercent: unknown, canaryBakeTime: time, bakeTime: time })._resolve(scope)).not.toThrow();
    expect(() => DeploymentPlan.rolling({ minHealthyPercent: unknown, maxHealthyPercent: unknown })._resolve(scope)).not.toThrow();
  });
});
