import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** What takes requests to the tasks of a service; every kind of ingress makes one. */
export interface Traffic {
  /** Where the service answers. */
  readonly url: string;

  /** The load balancer and its parts; undefined where requests go straight to the tasks. */
  readonly balanced?: BalancedTraffic;

  /** What the ECS service needs to be told; called once, before an engine connects it. */
  serve?(service: ecs.BaseService): void;

  /** Who is let in when somebody is let in to call the service; undefined where the tasks themselves are. */
  readonly entrance?: ec2.IConnectable;
}

/** Two target groups behind listeners, and the rules that share requests between them. */
export interface BalancedTraffic {
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  readonly productionListener: elbv2.IApplicationListener;
  readonly productionRule: elbv2.ApplicationListenerRule;
  /** Undefined without test traffic. */
  readonly testListener?: elbv2.IApplicationListener;
  readonly testRule?: elbv2.ApplicationListenerRule;
  readonly blue: elbv2.ApplicationTargetGroup;
  readonly green: elbv2.ApplicationTargetGroup;
}
