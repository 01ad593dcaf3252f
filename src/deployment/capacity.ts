import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { requireInRange } from '../core/private/input-error';

/** What Amazon ECS accepts. */
const MAX_BASE = 100_000;

/**
 * Which capacity of AWS Fargate the tasks run on. It can be changed at any time without replacing the service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 */
export class Capacity {
  /** On demand: tasks are not interrupted. */
  public static fargate(): Capacity {
    return new Capacity();
  }

  /**
   * Fargate Spot, up to 70 percent cheaper: AWS takes tasks back with two minutes' notice, and starts none while it has none to spare.
   *
   * @param onDemandBase tasks that run on demand nevertheless, 0 to 100000; choose at least what keeps the service alive
   */
  public static fargateSpot(onDemandBase: number): Capacity {
    return new Capacity(onDemandBase);
  }

  private constructor(private readonly onDemandBase?: number) {}

  /** @internal */
  public _validate(scope: IConstruct): void {
    requireInRange(scope, { prop: 'onDemandBase', value: this.onDemandBase, min: 0, max: MAX_BASE, integer: true, unit: 'tasks' });
  }

  /** @internal */
  public _strategies(): ecs.CapacityProviderStrategy[] {
    if (this.onDemandBase === undefined) { return [{ capacityProvider: 'FARGATE', weight: 1 }]; }
    return [
      { capacityProvider: 'FARGATE', base: this.onDemandBase, weight: 0 },
      { capacityProvider: 'FARGATE_SPOT', weight: 1 },
    ];
  }
}
