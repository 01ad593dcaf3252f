import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { AutoScalingGroupSource, Ec2InstanceSource } from './private/compute-sources';
import { EcsServiceSource } from './private/ecs-service-source';
import { LambdaFunctionSource } from './private/lambda-function-source';
import { LoadBalancerSource } from './private/load-balancer-source';
import { RdsInstanceSource } from './private/rds-instance-source';
import { ISignalSource } from './signal-source';

/**
 * Makes signal sources of the resources that the AWS CDK already knows.
 *
 * What these return goes into alarms, dashboards and objectives. For a resource that is not here, implement
 * `ISignalSource`.
 */
export class Signals {
  /**
   * CPU and memory of an ECS service, whatever it runs on.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
   */
  public static ecsService(service: ecs.IBaseService): ISignalSource {
    return new EcsServiceSource(service);
  }

  /**
   * Requests, errors, latency and target health of an application load balancer. Target health needs the target
   * groups: it is reported per group only.
   *
   * @param targetGroups the groups whose health counts
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
   */
  public static loadBalancer(loadBalancer: elbv2.IApplicationLoadBalancer, targetGroups: elbv2.IApplicationTargetGroup[] = []): ISignalSource {
    return new LoadBalancerSource(loadBalancer, targetGroups);
  }

  /**
   * CPU and status checks of one EC2 instance. Basic monitoring reports every five minutes.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
   */
  public static ec2Instance(instance: ec2.IInstance): ISignalSource {
    return new Ec2InstanceSource(instance);
  }

  /**
   * CPU over all instances of an Auto Scaling group.
   *
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-cloudwatch-monitoring.html
   */
  public static autoScalingGroup(group: autoscaling.IAutoScalingGroup): ISignalSource {
    return new AutoScalingGroupSource(group);
  }

  /**
   * Invocations, errors, duration and throttles of a Lambda function. A function reports no CPU: its share follows
   * its memory size.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public static lambdaFunction(lambdaFunction: lambda.IFunction): ISignalSource {
    return new LambdaFunctionSource(lambdaFunction);
  }

  /**
   * CPU, connections, free storage and latency of an RDS database instance.
   *
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
   */
  public static rdsInstance(instance: rds.IDatabaseInstance): ISignalSource {
    return new RdsInstanceSource(instance);
  }

  /**
   * The same source under another name, for dashboards and alarms of which the readers know it by that name.
   *
   * @param sourceName what a person calls it
   */
  public static named(sourceName: string, source: ISignalSource): ISignalSource {
    const { resource, resourceKind } = source;
    return { sourceName, resource, resourceKind, goldenSignals: () => source.goldenSignals() };
  }

  private constructor() {}
}
