import { Duration } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** What a load balancer needs to know, of one service or of many. */
export interface LoadBalancerSettings {
  /**
   * Certificate to serve HTTPS with. HTTP is then redirected to HTTPS.
   *
   * @default - made for `domainName`; plain HTTP without one
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The name that callers use, such as `shop.example.com`. Needs `hostedZone`.
   *
   * @default - the name that AWS gives the load balancer
   */
  readonly domainName?: string;

  /**
   * The zone in which `domainName` becomes an alias of the load balancer. Without a `certificate`, one is made that is
   * validated by a record in this zone, which must be public then.
   *
   * @default - none; required by `domainName`
   */
  readonly hostedZone?: route53.IHostedZone;

  /**
   * Which TLS versions and ciphers are offered; only with HTTPS.
   *
   * @default elbv2.SslPolicy.RECOMMENDED_TLS
   */
  readonly sslPolicy?: elbv2.SslPolicy;

  /**
   * Who may call; more can be let in with `allowTrafficFrom`.
   *
   * @default - everybody if it faces the internet, else nobody
   */
  readonly openTo?: ec2.IPeer[];

  /**
   * The ARN of an AWS WAF web ACL that screens the requests. It must be regional, in the region of the load balancer.
   *
   * @default - requests are not screened
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
   */
  readonly webAclArn?: string;

  /**
   * Bucket for the access logs. It must be encrypted with S3-managed keys: load balancers cannot write to others.
   *
   * @default - the stack's bucket for infrastructure logs, kept for 90 days
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * How long a connection may be silent. Longer than the slowest answer, shorter than the keep-alive timeout of the
   * application. Whole seconds, 1 to 4000.
   *
   * @default - what AWS does: one minute
   */
  readonly idleTimeout?: Duration;

  /**
   * Whether the load balancer can be deleted only after this has been switched off again.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
}
