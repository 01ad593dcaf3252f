import { Lazy, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';

/** The longest logical id that CloudFormation certainly puts into the name of a service as it is. */
const MAX_LOGICAL_ID = 100;

/**
 * The ARN of something of a service up to the part that CloudFormation makes up.
 *
 * A reference to the service would do no good: whoever has it is made after the service, and the service is made when its
 * first deployment is over. A deployment that waits for an answer would wait for nobody.
 */
export function arnPrefix(service: ecs.BaseService, resource: 'service' | 'service-deployment'): string {
  return Stack.of(service).formatArn({ service: 'ecs', resource, resourceName: `${service.cluster.clusterName}/${namePrefix(service)}` });
}

/** The name of a service that has one; else what CloudFormation starts it with. */
function namePrefix(service: ecs.BaseService): string {
  const stack = Stack.of(service);
  const resource = service.node.defaultChild as ecs.CfnService;
  return Lazy.string({
    produce: () => {
      if (stack.resolve(resource.serviceName)) { return resource.serviceName!; }
      const logicalId: string = stack.resolve(resource.logicalId);
      return logicalId.length > MAX_LOGICAL_ID ? `${stack.stackName}-` : `${stack.stackName}-${logicalId}-`;
    },
  });
}
