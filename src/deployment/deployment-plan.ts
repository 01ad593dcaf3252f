import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { PLAN_DEFAULTS } from './private/defaults';
import { PlanSettings, resolvePlan } from './private/plan-settings';
import { requireKinds } from '../core/private/require-kinds';

/** How a blue/green release goes live. */
export interface BlueGreenOptions {
  /**
   * How long the old version keeps running beside the new one after the shift, ready to take the traffic back.
   * Whole minutes, 0 to 1440. A deployment through CloudFormation waits for it.
   *
   * @default Duration.minutes(10)
   */
  readonly bakeTime?: Duration;
}

/** How a canary release goes live. */
export interface CanaryOptions {
  /**
   * Share of production traffic that the new version gets first, 0.1 to 100 percent in steps of 0.1.
   *
   * @default 5
   */
  readonly canaryPercent?: number;

  /**
   * How long the new version runs on that share before it gets the rest. Whole minutes, 0 to 1440.
   *
   * @default Duration.minutes(10)
   */
  readonly canaryBakeTime?: Duration;

  /**
   * How long the old version keeps running after the last shift, ready to take the traffic back. Whole minutes, 0 to 1440.
   *
   * @default Duration.minutes(10)
   */
  readonly bakeTime?: Duration;
}

/** How a linear release goes live. */
export interface LinearOptions {
  /**
   * Share of production traffic that moves to the new version at each step, 3 to 100 percent in steps of 0.1.
   *
   * @default 10
   */
  readonly stepPercent?: number;

  /**
   * How long each step lasts. Whole minutes, 0 to 1440.
   *
   * @default Duration.minutes(6)
   */
  readonly stepBakeTime?: Duration;

  /**
   * How long the old version keeps running after the last step, ready to take the traffic back. Whole minutes, 0 to 1440.
   *
   * @default Duration.minutes(10)
   */
  readonly bakeTime?: Duration;
}

/** How a rolling release goes live. */
export interface RollingOptions {
  /**
   * How many of the desired tasks stay in service while tasks are replaced, 0 to 100 percent. Amazon ECS rounds up to whole tasks.
   *
   * @default 100
   */
  readonly minHealthyPercent?: number;

  /**
   * How many tasks may run at once while tasks are replaced, in percent of the desired ones, 100 to 200. Amazon ECS rounds down
   * to whole tasks. At 100 it does not move tasks between availability zones to keep them balanced.
   *
   * @default 200
   */
  readonly maxHealthyPercent?: number;
}

/**
 * How a new version goes live. Each plan rolls back by itself when the service's rollback alarms fire.
 *
 * Amazon ECS carries the plan out unless the service names another `DeploymentEngine`; no custom resource is involved.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html
 */
export class DeploymentPlan {
  /**
   * The new version starts beside the old one, answers on the test listener, then gets all traffic at once.
   * Both versions run at full size meanwhile.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
   */
  public static blueGreen(options: BlueGreenOptions = {}): DeploymentPlan {
    return new DeploymentPlan(options, {
      strategy: ecs.DeploymentStrategy.BLUE_GREEN,
      bakeTime: options?.bakeTime ?? PLAN_DEFAULTS.bakeTime,
    });
  }

  /**
   * The new version gets a small share of the traffic, bakes, then gets the rest.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/canary-deployment.html
   */
  public static canary(options: CanaryOptions = {}): DeploymentPlan {
    return new DeploymentPlan(options, {
      strategy: ecs.DeploymentStrategy.CANARY,
      bakeTime: options?.bakeTime ?? PLAN_DEFAULTS.bakeTime,
      step: {
        percentProp: 'canaryPercent',
        percent: options?.canaryPercent ?? PLAN_DEFAULTS.canaryPercent,
        minPercent: 0.1,
        bakeTimeProp: 'canaryBakeTime',
        bakeTime: options?.canaryBakeTime ?? PLAN_DEFAULTS.canaryBakeTime,
      },
    });
  }

  /**
   * The new version gets the traffic in equal steps.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-linear.html
   */
  public static linear(options: LinearOptions = {}): DeploymentPlan {
    return new DeploymentPlan(options, {
      strategy: ecs.DeploymentStrategy.LINEAR,
      bakeTime: options?.bakeTime ?? PLAN_DEFAULTS.bakeTime,
      step: {
        percentProp: 'stepPercent',
        percent: options?.stepPercent ?? PLAN_DEFAULTS.linearPercent,
        minPercent: 3,
        bakeTimeProp: 'stepBakeTime',
        bakeTime: options?.stepBakeTime ?? PLAN_DEFAULTS.linearBakeTime,
      },
    });
  }

  /** The new version gets all traffic at once and nothing bakes: the quickest release that never drops below full size. */
  public static allAtOnce(): DeploymentPlan {
    return DeploymentPlan.blueGreen({ bakeTime: Duration.minutes(0) });
  }

  /**
   * Tasks are replaced a few at a time, old and new serve side by side; how many at once, the options say.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
   */
  public static rolling(options: RollingOptions = {}): DeploymentPlan {
    return new DeploymentPlan(options, {
      strategy: ecs.DeploymentStrategy.ROLLING,
      minHealthyPercent: options?.minHealthyPercent ?? PLAN_DEFAULTS.minHealthyPercent,
      maxHealthyPercent: options?.maxHealthyPercent ?? PLAN_DEFAULTS.maxHealthyPercent,
    });
  }

  /**
   * The old version stops, then the new one starts: the service is down meanwhile. For development, where it needs no room for
   * a second version and two versions never meet in one database.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
   */
  public static recreate(): DeploymentPlan {
    return DeploymentPlan.rolling({ minHealthyPercent: 0, maxHealthyPercent: 100 });
  }

  private constructor(private readonly options: object, private readonly settings: PlanSettings) {}

  /**
   * The plan as data, checked; errors carry the path of the construct that uses it.
   *
   * @internal
   */
  public _resolve(scope: IConstruct): PlanSettings {
    requireKinds(scope, { options: this.options }, { options: 'options' });
    return resolvePlan(scope, this.settings);
  }
}
