import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IDependable } from 'constructs';

/** Makes the service wait, but not what belongs to it: its security group and scaling can be made meanwhile. */
export function waitFor(service: ecs.BaseService, ...constructs: IDependable[]): void {
  service.node.defaultChild!.node.addDependency(...constructs);
}
