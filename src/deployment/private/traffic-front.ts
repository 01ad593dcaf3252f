import { Tokenization } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { logAccess } from './access-logs';
import { TrafficListener } from './traffic-listener';
import { acknowledge } from '../../core/private/acknowledge';
import { IServiceNetwork } from '../../network';
import { LoadBalancerSettings } from '../load-balancer-settings';

/** What a load balancer is made of. */
export interface FrontProps extends LoadBalancerSettings {
  readonly network: IServiceNetwork;
  readonly internetFacing: boolean;
}

/** A load balancer and its production listener, without anything behind them. */
export class Front {
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  public readonly production: TrafficListener;
  public readonly protocol: 'http' | 'https';
  public readonly port: number;
  /** Such as `https://shop.example.com`. */
  public readonly url: string;
  private readonly certificate?: acm.ICertificate;

  constructor(scope: Construct, private readonly props: FrontProps) {
    this.loadBalancer = buildLoadBalancer(scope, props);
    logAccess(this.loadBalancer, props.accessLogsBucket);
    this.certificate = props.certificate ?? buildCertificate(scope, props);
    this.protocol = this.certificate ? 'https' : 'http';
    this.port = this.certificate ? 443 : 80;

    const callers = props.openTo ?? (props.internetFacing ? everybody(props) : []);
    this.production = this.listen('Production', this.port, callers);
    if (this.certificate) { this.redirectToHttps(callers); }
    if (props.domainName) { buildRecords(scope, this.loadBalancer, props); }
    if (props.webAclArn) { screen(scope, this.loadBalancer, props.webAclArn); }
    if (props.internetFacing && !props.openTo) { acknowledgePublic(this.loadBalancer); }
    this.url = `${this.protocol}://${props.domainName ?? this.loadBalancer.loadBalancerDnsName}`;
  }

  /** One more listener, with the certificate if there is one. */
  public listen(id: string, port: number, openTo: ec2.IPeer[] = []): TrafficListener {
    const { certificate, loadBalancer, props: { sslPolicy = elbv2.SslPolicy.RECOMMENDED_TLS } } = this;
    return new TrafficListener(loadBalancer, id, {
      loadBalancer,
      port,
      openTo,
      ...certificate
        ? { protocol: 'HTTPS', certificates: [{ certificateArn: certificate.certificateArn }], sslPolicy }
        : { protocol: 'HTTP' },
    });
  }

  private redirectToHttps(openTo: ec2.IPeer[]): void {
    const redirect = new TrafficListener(this.loadBalancer, 'Redirect', {
      loadBalancer: this.loadBalancer,
      port: 80,
      protocol: 'HTTP',
      openTo,
      defaultAction: { type: 'redirect', redirectConfig: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' } },
    });
    // When a service gets its certificate later, production has to leave port 80 first.
    redirect.node.addDependency(this.production);
    acknowledge(redirect, Object.fromEntries(['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => (
      [`${pack}-ELBv2ACMCertificateRequired`, 'This listener redirects HTTP to HTTPS and serves nothing itself.']
    ))));
  }
}

function buildLoadBalancer(scope: Construct, props: FrontProps): elbv2.ApplicationLoadBalancer {
  const { network, internetFacing, idleTimeout, deletionProtection } = props;
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    vpc: network.vpc,
    vpcSubnets: internetFacing ? network.loadBalancerSubnets : network.serviceSubnets,
    internetFacing,
    ipAddressType: network.dualStack ? elbv2.IpAddressType.DUAL_STACK : undefined,
    dropInvalidHeaderFields: true,
    deletionProtection,
  });
  // The L2 would render a time that is known at deployment only as a number, which an attribute must not be.
  if (idleTimeout) { loadBalancer.setAttribute('idle_timeout.timeout_seconds', Tokenization.stringifyNumber(idleTimeout.toSeconds())); }
  return loadBalancer;
}

function everybody({ network }: FrontProps): ec2.IPeer[] {
  return network.dualStack ? [ec2.Peer.anyIpv4(), ec2.Peer.anyIpv6()] : [ec2.Peer.anyIpv4()];
}

function buildCertificate(scope: Construct, { domainName, hostedZone }: FrontProps): acm.ICertificate | undefined {
  return domainName === undefined ? undefined : new acm.Certificate(scope, 'Certificate', {
    domainName, validation: acm.CertificateValidation.fromDns(hostedZone),
  });
}

function buildRecords(scope: Construct, loadBalancer: elbv2.ApplicationLoadBalancer, { domainName, hostedZone, network }: FrontProps): void {
  for (const [id, type] of network.dualStack ? [['Alias', 'A'], ['AliasIpv6', 'AAAA']] : [['Alias', 'A']]) {
    new route53.CfnRecordSet(scope, id, {
      name: `${domainName}.`,
      type,
      hostedZoneId: hostedZone!.hostedZoneId,
      aliasTarget: { dnsName: `dualstack.${loadBalancer.loadBalancerDnsName}`, hostedZoneId: loadBalancer.loadBalancerCanonicalHostedZoneId },
    });
  }
}

function screen(scope: Construct, loadBalancer: elbv2.ApplicationLoadBalancer, webAclArn: string): void {
  new wafv2.CfnWebACLAssociation(scope, 'WebAcl', { resourceArn: loadBalancer.loadBalancerArn, webAclArn });
}

function acknowledgePublic(loadBalancer: elbv2.ApplicationLoadBalancer): void {
  acknowledge(loadBalancer, { 'AwsSolutions-EC23': 'An internet-facing load balancer takes requests from everywhere; the test listener does not.' });
}
