import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ContainerProps } from './container-props';
import { Ingress } from './ingress';
import { ReleaseProps } from './release-props';
import { ScalingOptions } from './scaling-options';
import { AlertRouter } from '../alerting';
import { IServiceNetwork } from '../network';

/** What a blue/green service is made of, whatever its tasks run on. */
export interface BlueGreenServiceProps extends ContainerProps, ReleaseProps {
  /**
   * Who hears of the service's own rollback alarms, with severity `CRITICAL`.
   *
   * @default - nobody; the deployment rolls back all the same
   */
  readonly alerts?: AlertRouter;

  /**
   * Where the service runs.
   *
   * @default - the VPC of the cluster if one is given, else the network that the services of this stack share: one NAT gateway
   */
  readonly network?: IServiceNetwork;

  /**
   * The cluster the service runs on. One that is imported must have the capacity that the service
   * asks for: the capacity providers FARGATE and FARGATE_SPOT for AWS Fargate.
   *
   * @default - the cluster that the services of this stack share
   */
  readonly cluster?: ecs.ICluster;

  /**
   * How requests reach the service.
   *
   * @default Ingress.internetFacing()
   */
  readonly ingress?: Ingress;

  /**
   * How many tasks run.
   *
   * @default - 2 to 10 tasks, aiming at 60 percent CPU
   */
  readonly scaling?: ScalingOptions;
}
