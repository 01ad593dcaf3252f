import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HealthCheckPlan } from './health-check-plan';
import { IServiceNetwork } from '../../network';

/** What takes requests to the tasks of a service; every kind of ingress makes one. */
export interface Traffic {
  /** Where the service answers. */
  readonly url: string;

  /** The load balancer and its parts; undefined where requests go straight to the tasks. */
  readonly balanced?: BalancedTraffic;

  /** Who is let in, on its default port, when somebody is let in to call the service; known once the service is served. */
  readonly entrance: ec2.IConnectable;

  /** Who is let in, on its default port, when somebody is let in to try the new version; undefined without test traffic. */
  readonly testEntrance?: ec2.IConnectable;

  /** Where a function can ask the new version; undefined without test traffic, and where no load balancer leads to it. */
  readonly testEndpoint?: TestEndpoint;

  /** What the ECS service needs to be told; called once, before an engine connects it. */
  serve?(service: ecs.BaseService): void;

  /** Has somebody who was let in find the service by its name. */
  introduce?(peer: ec2.IConnectable): void;
}

/** How a request reaches the version that is not live yet. */
export interface TestEndpoint {
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  /** True also when that is not known. */
  readonly internetFacing: boolean;
  readonly listener: elbv2.IApplicationListener;
  readonly protocol: 'http' | 'https';
  readonly port: number;
  /** The name that a request has to ask for; undefined where that of the load balancer will do. */
  readonly hostName?: string;
  /** What a request has to carry to be taken for a test. */
  readonly header?: { readonly name: string; readonly value: string };
  readonly healthCheck: HealthCheckPlan;
  readonly network: IServiceNetwork;
}

/** Two target groups behind listeners, and the rules that share requests between them. */
export interface BalancedTraffic {
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  readonly productionListener: elbv2.IApplicationListener;
  /** Only its ARN and its place in the tree are there: see `TrafficRule`. */
  readonly productionRule: elbv2.ApplicationListenerRule;
  /** Undefined without a listener for test traffic. */
  readonly testListener?: elbv2.IApplicationListener;
  /** Undefined without test traffic. */
  readonly testRule?: elbv2.ApplicationListenerRule;
  readonly blue: elbv2.ApplicationTargetGroup;
  readonly green: elbv2.ApplicationTargetGroup;
}
