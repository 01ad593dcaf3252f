import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';

/** One cluster per stack and VPC for services that bring none: clusters are free, but people look for them. */
export class SharedCluster {
  public static of(scope: IConstruct, vpc: ec2.IVpc): ecs.Cluster {
    const stack = Stack.of(scope);
    // The VPC's address keeps the id the same whatever the order in which services are added.
    const id = `ServiceCluster${vpc.node.addr.slice(-8)}`;
    return (stack.node.tryFindChild(id) as ecs.Cluster | undefined) ?? new ecs.Cluster(stack, id, {
      vpc,
      enableFargateCapacityProviders: true,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
  }

  private constructor() {}
}
