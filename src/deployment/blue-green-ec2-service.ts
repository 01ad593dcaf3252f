import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { IBlueGreenService } from './blue-green-service';
import { BlueGreenServiceProps } from './blue-green-service-props';
import { Ec2Capacity } from './ec2-capacity';
import { BlueGreenServiceBase } from './private/blue-green-service-base';
import { Ec2Launch } from './private/ec2-launch';

/** What a blue/green service on EC2 instances is made of. */
export interface BlueGreenEc2ServiceProps extends BlueGreenServiceProps {
  /**
   * The instances that the tasks run on. The service goes to their cluster and network.
   *
   * @default - the instances that the services of this stack share, two to ten t3.medium with Bottlerocket
   */
  readonly capacity?: Ec2Capacity;
}

/**
 * A `BlueGreenFargateService` whose tasks run on EC2 instances of yours: the same plans, the same props, the same safety.
 *
 * It is a signal source: alarms and dashboards take it as it is.
 */
export class BlueGreenEc2Service extends BlueGreenServiceBase implements IBlueGreenService {
  /** The ECS service. */
  declare public readonly service: ecs.Ec2Service;

  constructor(scope: Construct, id: string, props: BlueGreenEc2ServiceProps) {
    super(scope, id, { cluster: props.capacity?.cluster, network: props.capacity?.network, ...props }, new Ec2Launch(props.capacity));
  }
}
