import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { IBlueGreenService } from './blue-green-service';
import { BlueGreenServiceProps } from './blue-green-service-props';
import { Capacity } from './capacity';
import { BlueGreenServiceBase } from './private/blue-green-service-base';
import { FargateLaunch } from './private/fargate-launch';

/** What a blue/green service on AWS Fargate is made of. */
export interface BlueGreenFargateServiceProps extends BlueGreenServiceProps {
  /**
   * Which capacity of AWS Fargate the tasks run on.
   *
   * @default Capacity.fargate()
   */
  readonly capacity?: Capacity;
}

/**
 * A containerised service behind a load balancer whose new versions go live safely: side by side with the old one, tried
 * on a listener that nobody else can reach, watched by alarms, and taken back when one of them fires.
 *
 * It is a signal source: alarms and dashboards take it as it is.
 */
export class BlueGreenFargateService extends BlueGreenServiceBase implements IBlueGreenService {
  /** The ECS service. */
  declare public readonly service: ecs.FargateService;

  constructor(scope: Construct, id: string, props: BlueGreenFargateServiceProps) {
    super(scope, id, props, new FargateLaunch(props.capacity));
  }
}
