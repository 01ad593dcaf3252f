import { Duration, Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import { Construct } from 'constructs';
import { BlueGreenEc2Service, BlueGreenFargateService, BlueGreenServiceProps, DeploymentEngine, DeploymentPlan, ServiceImage } from '../../src/deployment';
import { onlyResource, prodStack } from '../support/stacks';

const { hours, minutes } = Duration;
const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

type ServiceClass = new (scope: Construct, id: string, props: BlueGreenServiceProps) => Construct;

/** The properties of the ECS service of an app with nothing else. */
function serviceOf(props: Partial<BlueGreenServiceProps>, Service: ServiceClass = BlueGreenFargateService): any {
  const stack = prodStack();
  new Service(stack, 'Web', { image, ...props });
  return onlyResource(Template.fromStack(stack), 'AWS::ECS::Service').Properties;
}

describe('DeploymentEngine.ecs', () => {
  test('carries out every plan', () => {
    const plans = [
      DeploymentPlan.blueGreen(), DeploymentPlan.canary(), DeploymentPlan.linear(),
      DeploymentPlan.allAtOnce(), DeploymentPlan.rolling(), DeploymentPlan.recreate(),
    ];
    const strategies = plans.map((plan) => serviceOf({ plan }).DeploymentConfiguration).map((config) => [
      config.Strategy, config.BakeTimeInMinutes, config.MinimumHealthyPercent, config.MaximumPercent,
    ]);
    expect(strategies).toEqual([
      ['BLUE_GREEN', 10, 100, 200],
      ['CANARY', 10, 100, 200],
      ['LINEAR', 10, 100, 200],
      ['BLUE_GREEN', 0, 100, 200],
      ['ROLLING', undefined, 100, 200],
      ['ROLLING', undefined, 0, 100],
    ]);
  });

  test.each([
    ['a canary', DeploymentPlan.canary({ canaryPercent: Lazy.number({ produce: () => 7 }), canaryBakeTime: minutes(Lazy.number({ produce: () => 3 })) }),
      { CanaryConfiguration: { CanaryPercent: 7, CanaryBakeTimeInMinutes: 3 } }],
    ['linear steps', DeploymentPlan.linear({ stepPercent: Lazy.number({ produce: () => 7 }), stepBakeTime: minutes(Lazy.number({ produce: () => 3 })) }),
      { LinearConfiguration: { StepPercent: 7, StepBakeTimeInMinutes: 3 } }],
    ['a rolling plan', DeploymentPlan.rolling({ minHealthyPercent: Lazy.number({ produce: () => 50 }), maxHealthyPercent: Lazy.number({ produce: () => 150 }) }),
      { MinimumHealthyPercent: 50, MaximumPercent: 150 }],
    ['a bake time', DeploymentPlan.blueGreen({ bakeTime: minutes(Lazy.number({ produce: () => 3 })) }), { BakeTimeInMinutes: 3 }],
  ])('takes %s that is not known at synth', (_, plan, rendered) => {
    expect(serviceOf({ plan }).DeploymentConfiguration).toMatchObject(rendered);
  });

  test.each([
    ['blue/green', DeploymentPlan.blueGreen(), 'ENABLED'],
    ['rolling', DeploymentPlan.rolling(), 'ENABLED'],
    ['rolling without room', DeploymentPlan.rolling({ minHealthyPercent: 50, maxHealthyPercent: 100 }), 'DISABLED'],
    ['recreate', DeploymentPlan.recreate(), 'DISABLED'],
  ])('keeps tasks balanced over the zones where the plan leaves room for that: %s', (_, plan, rebalancing) => {
    expect(serviceOf({ plan }).AvailabilityZoneRebalancing).toBe(rebalancing);
    expect(serviceOf({ plan }, BlueGreenEc2Service).AvailabilityZoneRebalancing).toBe(rebalancing);
  });

  test.each([
    ['a canary', DeploymentPlan.canary({ canaryBakeTime: hours(20), bakeTime: hours(20) }),
      "'canaryBakeTime' and 'bakeTime' must add up to at most 33 hours, got 40 hours. CloudFormation refuses longer shifts: take larger or shorter steps [at Prod/Web]"],
    ['linear steps', DeploymentPlan.linear({ stepPercent: 5, stepBakeTime: hours(2) }), "'stepBakeTime' and 'bakeTime' must add up to at most 33 hours over all 19 steps, got 38.2 hours"],
    ['linear steps that do not divide the whole', DeploymentPlan.linear({ stepPercent: 30, stepBakeTime: hours(11) }), 'over all 3 steps, got 33.2 hours'],
  ])('refuses %s longer than CloudFormation waits', (_, plan, message) => {
    expect(() => serviceOf({ plan })).toThrow(message);
  });

  test('takes a shift that CloudFormation just waits for', () => {
    expect(() => serviceOf({ plan: DeploymentPlan.canary({ canaryBakeTime: hours(24), bakeTime: hours(9) }) })).not.toThrow();
  });

  describe('a rolling plan with few tasks', () => {
    test.each([
      ['too little above all of them', { maxHealthyPercent: 110 }, {},
        "'maxHealthyPercent' (110) must leave room to replace a task, got none with 2 tasks: 2 must stay and 2 may run. Raise it to 200, or lower 'minHealthyPercent' (100) [at Prod/Web]"],
      ['too little below all of them', { minHealthyPercent: 60, maxHealthyPercent: 100 }, {}, 'got none with 2 tasks: 2 must stay and 2 may run'],
      ['one task', { minHealthyPercent: 50, maxHealthyPercent: 150 }, { minTasks: 1 }, 'got none with 1 task: 1 must stay and 1 may run'],
      ['fewer tasks at night', { maxHealthyPercent: 150 }, { minTasks: 4, schedules: [{ schedule: appscaling.Schedule.cron({ hour: '22' }), minTasks: 1 }] }, 'got none with 1 task'],
    ])('is refused when it would hang: %s', (_, options, scaling, message) => {
      expect(() => serviceOf({ plan: DeploymentPlan.rolling(options), scaling })).toThrow(message);
    });

    test.each([
      [{ maxHealthyPercent: 150 }, {}],
      [{ minHealthyPercent: 50, maxHealthyPercent: 100 }, {}],
      [{ maxHealthyPercent: 110 }, { minTasks: 10 }],
      [{ maxHealthyPercent: 110 }, { minTasks: Lazy.number({ produce: () => 2 }) }],
    ])('is accepted when a task can be replaced: %j', (options, scaling) => {
      expect(() => serviceOf({ plan: DeploymentPlan.rolling(options), scaling })).not.toThrow();
    });
  });

  test('is the default', () => {
    const bare = serviceOf({});
    expect(bare).toEqual(serviceOf({ engine: DeploymentEngine.ecs() }));
    expect([undefined, { Type: 'ECS' }]).toContainEqual(bare.DeploymentController);
  });

  test('makes nothing of CodeDeploy', () => {
    const stack = prodStack();
    new BlueGreenFargateService(stack, 'Web', { image });
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::CodeDeploy::DeploymentGroup', Match.anyValue(), 0);
  });
});
