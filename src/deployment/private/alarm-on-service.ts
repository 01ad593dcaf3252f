import { CfnResource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';

/** Whether an alarm can only be made after the service, by itself or because it is made of an alarm for which that is so. */
export function needsService(alarm: cloudwatch.IAlarm, service: ecs.BaseService): boolean {
  const resource = alarm.node.defaultChild;
  const stack = Stack.of(service);
  // What refers to another stack and back is refused by the AWS CDK.
  if (!resource || !CfnResource.isCfnResource(resource) || resource.stack !== stack) { return false; }

  const needed = [resource];
  const others = alarmsOf(stack);
  for (const next of needed) {
    const text = JSON.stringify(stack.resolve(next._toCloudFormation()));
    const names = (one: CfnResource) => text.includes(`"${stack.resolve(one.logicalId)}"`);
    if (names(service.node.defaultChild as CfnResource)) { return true; }
    needed.push(...others.filter((other) => !needed.includes(other) && names(other)));
  }
  return false;
}

function alarmsOf(stack: Stack): CfnResource[] {
  return stack.node.findAll().filter(CfnResource.isCfnResource).filter(({ cfnResourceType }) => /^AWS::CloudWatch::\w*Alarm$/.test(cfnResourceType));
}
