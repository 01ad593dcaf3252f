import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ServicePlan } from './private/service-plan';
import { Traffic } from './private/traffic';
import { TrafficEdge } from './private/traffic-edge';

/** What a service's load balancer needs to know. */
export interface LoadBalancerOptions {
  /**
   * Certificate to serve HTTPS with. HTTP is then redirected to HTTPS.
   *
   * @default - plain HTTP
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Bucket for the access logs. It must be encrypted with S3-managed keys: load balancers cannot write to others.
   *
   * @default - the stack's bucket for infrastructure logs, kept for 90 days
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
   */
  readonly accessLogsBucket?: s3.IBucket;
}

/** How requests reach a service. */
export class Ingress {
  /** An application load balancer that the internet can reach. */
  public static internetFacing(options: LoadBalancerOptions = {}): Ingress {
    return new Ingress(true, options);
  }

  /** An application load balancer that only those can reach who are let in with `allowTrafficFrom`. */
  public static internalOnly(options: LoadBalancerOptions = {}): Ingress {
    return new Ingress(false, options);
  }

  private constructor(
    /** @internal */
    public readonly _isInternetFacing: boolean,
    /** @internal */
    public readonly _options: LoadBalancerOptions,
  ) {}
  /** @internal */
  public _traffic(scope: Construct, plan: ServicePlan): Traffic {
    return new TrafficEdge(scope, 'Edge', plan);
  }
}
