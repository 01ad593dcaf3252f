import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { WhileAlarmsFire } from './while-alarms-fire';

/** What makes a deployment roll back. */
export interface RollbackOptions {
  /**
   * Share of requests that may fail with a 5xx on either colour, above 0 to 100 percent. Two bad minutes out of three
   * roll the deployment back.
   *
   * @default 5
   */
  readonly errorRatePercent?: number;

  /**
   * Response time that one request in a hundred may exceed on either colour, in seconds. Two bad minutes out of three
   * roll the deployment back.
   *
   * @default - response times do not roll back
   */
  readonly latencySeconds?: number;

  /**
   * How many targets of one colour may be unhealthy. More for three minutes roll the deployment back.
   *
   * @default 0
   */
  readonly unhealthyTargets?: number;

  /**
   * Alarms of your own that roll back as well; not on metrics of the service itself. An alarm that already fires when a deployment starts is not watched by
   * Amazon ECS during that deployment: prefer short windows.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * What happens to a deployment that starts while one of the alarms fires: Amazon ECS then watches none of them.
   *
   * Applies to plans that shift traffic, with `DeploymentEngine.ecs()`.
   *
   * @default WhileAlarmsFire.REFUSE
   */
  readonly whileAlarmsFire?: WhileAlarmsFire;
}
