import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, DeploymentPlan, Ingress, LoadBalancerOptions, ServiceImage } from '../../src/deployment';
import { ServiceNetwork } from '../../src/network';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');
const CERTIFICATE = 'arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012';
const WEB_ACL = 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/shop/1234';

function zoneIn(stack: Stack): route53.IHostedZone {
  return route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
}

function certificateIn(stack: Stack): acm.ICertificate {
  return acm.Certificate.fromCertificateArn(stack, 'Cert', CERTIFICATE);
}

type Options = (stack: Stack) => LoadBalancerOptions;

function publicService(options: Options, props: Partial<BlueGreenFargateServiceProps> = {}) {
  const stack = prodStack();
  const web = new BlueGreenFargateService(stack, 'Web', { image, ingress: Ingress.internetFacing(options(stack)), ...props });
  return { stack, web, template: Template.fromStack(stack) };
}

/** Ports of the load balancer's security group that an address range may call, by range. */
function openPorts(template: Template): string[] {
  return Object.entries(template.findResources('AWS::EC2::SecurityGroup')).filter(([id]) => id.includes('LoadBalancer'))
    .flatMap(([, group]) => group.Properties.SecurityGroupIngress ?? [])
    .map((rule: any) => `${rule.CidrIp ?? rule.CidrIpv6} ${rule.FromPort}`);
}

function attributes(template: Template): Record<string, string> {
  const { LoadBalancerAttributes } = onlyResource(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties;
  return Object.fromEntries(LoadBalancerAttributes.map(({ Key, Value }: any) => [Key, Value]));
}

describe('Ingress', () => {
  describe('with a domain', () => {
    const { stack, web, template } = publicService((place) => ({ domainName: 'shop.example.com', hostedZone: zoneIn(place) }));

    test('answers to it, with a certificate that its zone validates', () => {
      template.hasResourceProperties('AWS::CertificateManager::Certificate', {
        DomainName: 'shop.example.com', ValidationMethod: 'DNS', DomainValidationOptions: [{ HostedZoneId: 'Z1' }],
      });
      template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'shop.example.com.', Type: 'A', HostedZoneId: 'Z1', AliasTarget: Match.anyValue() });
      expect(stack.resolve(web.url)).toBe('https://shop.example.com');
    });

    test('serves production and test traffic with the certificate, and redirects HTTP', () => {
      for (const Port of [443, 9000]) {
        template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
          Port, Protocol: 'HTTPS', SslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS, Certificates: [{ CertificateArn: Match.anyValue() }],
        });
      }
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
        Port: 80, DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
      });
    });
  });

  test('takes a certificate that covers the domain already', () => {
    const { template } = publicService((stack) => ({ domainName: 'example.com', hostedZone: zoneIn(stack), certificate: certificateIn(stack), sslPolicy: elbv2.SslPolicy.TLS13_13 }));
    template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443, Certificates: [{ CertificateArn: CERTIFICATE }], SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06',
    });
  });

  test('takes a zone that is known by its id alone', () => {
    const byId: Options = (stack) => ({ domainName: 'shop.example.com', hostedZone: route53.HostedZone.fromHostedZoneId(stack, 'Zone', 'Z1') });
    publicService(byId).template.hasResourceProperties('AWS::Route53::RecordSet', { HostedZoneId: 'Z1' });
  });

  test('answers over IPv6 in a network that has it', () => {
    const stack = prodStack();
    const network = new ServiceNetwork(stack, 'Network', { dualStack: true });
    const ingress = Ingress.internetFacing({ domainName: 'shop.example.com', hostedZone: zoneIn(stack) });
    new BlueGreenFargateService(stack, 'Web', { image, network, ingress });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { IpAddressType: 'dualstack' });
    template.hasResourceProperties('AWS::Route53::RecordSet', { Type: 'AAAA' });
    expect(openPorts(template).sort()).toEqual(['0.0.0.0/0 443', '0.0.0.0/0 80', '::/0 443', '::/0 80']);
  });

  test('screens requests with a web ACL', () => {
    const { template } = publicService(() => ({ webAclArn: WEB_ACL }));
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      WebACLArn: WEB_ACL, ResourceArn: { Ref: idsOf(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer')[0] },
    });
  });

  test('hardens the load balancer, and lets its options be set', () => {
    expect(attributes(publicService(() => ({})).template)).toMatchObject({
      'routing.http.drop_invalid_header_fields.enabled': 'true', 'deletion_protection.enabled': 'false', 'access_logs.s3.enabled': 'true',
    });
    const own = attributes(publicService(() => ({ idleTimeout: Duration.minutes(2), deletionProtection: true })).template);
    expect(own).toMatchObject({ 'idle_timeout.timeout_seconds': '120', 'deletion_protection.enabled': 'true' });
  });

  test.each<[string, Ingress, string[]]>([
    ['an internet-facing one is open to all', Ingress.internetFacing(), ['0.0.0.0/0 80']],
    ['or to whom it says', Ingress.internetFacing({ openTo: [ec2.Peer.ipv4('192.0.2.0/24')] }), ['192.0.2.0/24 80']],
    ['an internal one to nobody', Ingress.internalOnly(), []],
    ['or to whom it says, too', Ingress.internalOnly({ openTo: [ec2.Peer.ipv4('10.0.0.0/8')] }), ['10.0.0.0/8 80']],
  ])('%s', (_, ingress, expected) => {
    const stack = prodStack();
    new BlueGreenFargateService(stack, 'Web', { image, ingress });
    expect(openPorts(Template.fromStack(stack))).toEqual(expected);
  });

  test('lets an address range in later', () => {
    const stack = prodStack();
    const api = new BlueGreenFargateService(stack, 'Api', { image, ingress: Ingress.internalOnly() });
    api.allowTrafficFrom(ec2.Peer.ipv4('10.0.0.0/8'));
    expect(openPorts(Template.fromStack(stack))).toEqual(['10.0.0.0/8 80']);
    expect(() => api.allowTrafficFrom({} as any)).toThrow('the peer must be something with connections');
  });

  test('keeps a browser with the colour that answered it, and gives tasks time to finish', () => {
    const { template } = publicService(() => ({ stickiness: Duration.minutes(10), deregistrationDelay: Duration.minutes(2) }));
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Actions: [{ ForwardConfig: { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 600 } } }],
    });
    for (const { Properties } of Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'))) {
      expect(Properties.TargetGroupAttributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '120' });
    }
  });

  test('gives a listener that users can build on', () => {
    const stack = prodStack();
    const ingress = Ingress.internetFacing({ certificate: certificateIn(stack) });
    const { productionListener: listener } = new BlueGreenFargateService(stack, 'Web', { image, ingress });
    listener.addCertificates('More', [elbv2.ListenerCertificate.fromArn(`${CERTIFICATE}2`)]);
    listener.addAction('Health', { priority: 1, conditions: [elbv2.ListenerCondition.pathPatterns(['/up'])], action: elbv2.ListenerAction.fixedResponse(200) });
    listener.addTargets('Other', { priority: 2, conditions: [elbv2.ListenerCondition.pathPatterns(['/other/*'])], port: 80 });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 4);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerCertificate', 1);
    expect(listener.node.defaultChild).toBeInstanceOf(elbv2.CfnListener);
  });

  test.each<[string, Options, string]>([
    ['a domain has no zone', () => ({ domainName: 'shop.example.com' }), "'domainName' needs 'hostedZone': the name becomes a record of the zone. Give both or neither [at Prod/Web]"],
    ['a zone has no domain', (stack) => ({ hostedZone: zoneIn(stack) }), "'hostedZone' needs 'domainName'"],
    ['a domain is no name', (stack) => ({ domainName: 'https://x', hostedZone: zoneIn(stack) }), '\'domainName\' must be a domain name, such as shop.example.com, got "https://x"'],
    ['a domain is in another zone', (stack) => ({ domainName: 'shop.badexample.com', hostedZone: zoneIn(stack) }), "'domainName' must be in the zone of 'hostedZone' (example.com), got \"shop.badexample.com\""],
    ['nobody could validate the certificate', (stack) => ({
      domainName: 'api.corp', hostedZone: new route53.PrivateHostedZone(stack, 'Corp', { zoneName: 'corp', vpc: new ec2.Vpc(stack, 'Vpc') }),
    }), "'certificate' must be given for a private 'hostedZone'"],
    ['the policy is for nothing', () => ({ sslPolicy: elbv2.SslPolicy.TLS13_13 }), "'sslPolicy' needs HTTPS. Give a 'certificate', or 'domainName' and 'hostedZone'"],
    ['the web ACL is none', () => ({ webAclArn: 'shop' }), "'webAclArn' must be the ARN of a web ACL of AWS WAF"],
    ['the web ACL is for CloudFront', () => ({ webAclArn: WEB_ACL.replace('eu-west-1', 'us-east-1').replace('regional', 'global') }), "'webAclArn' must be a regional web ACL"],
    ['the web ACL is elsewhere', () => ({ webAclArn: WEB_ACL.replace('eu-west-1', 'us-east-1') }), "'webAclArn' must be in the region of the load balancer (eu-west-1)"],
    ['idleTimeout is too long', () => ({ idleTimeout: Duration.seconds(4001) }), "'idleTimeout' must be a whole number between 1 and 4000 seconds, got 4001 [at Prod/Web]"],
    ['idleTimeout is no Duration', () => ({ idleTimeout: 60 as any }), "'idleTimeout' must be a Duration, such as Duration.seconds(30), got 60"],
    ['deregistrationDelay is too long', () => ({ deregistrationDelay: Duration.hours(2) }), "'deregistrationDelay' must be a whole number between 0 and 3600 seconds, got 7200"],
    ['stickiness is too long for a cookie', () => ({ stickiness: Duration.days(8) }), "'stickiness' must be a whole number between 1 and 604800 seconds, got 691200"],
    ['stickiness outlives the old version', () => ({ stickiness: Duration.hours(1) }), "'stickiness' must be at most the 'bakeTime' of the plan (600 seconds), got 3600 seconds"],
    ['openTo is no list', () => ({ openTo: ec2.Peer.anyIpv4() as any }), "'openTo' must be a list of peers, such as [ec2.Peer.ipv4('10.0.0.0/8')]"],
    ['openTo has a text', () => ({ openTo: ['10.0.0.0/8' as any] }), "'openTo' must be a list of peers, such as [ec2.Peer.ipv4('10.0.0.0/8')], got \"10.0.0.0/8\""],
    ['the certificate is a text', () => ({ certificate: CERTIFICATE as any }), "'certificate' must be a certificate of AWS Certificate Manager"],
    ['the bucket is a text', () => ({ accessLogsBucket: 'logs' as any }), "'accessLogsBucket' must be an S3 bucket"],
  ])('fails when %s, naming the prop', (_, options, message) => {
    expect(() => publicService(options)).toThrow(message);
  });

  test('lets a browser stay as long as the old version does', () => {
    const plan = DeploymentPlan.canary({ bakeTime: Duration.hours(1) });
    expect(() => publicService(() => ({ stickiness: Duration.hours(1) }), { plan })).not.toThrow();
    expect(() => publicService(() => ({ stickiness: Duration.seconds(1) }), { plan: DeploymentPlan.allAtOnce() })).toThrow("'stickiness' must be at most the 'bakeTime' of the plan (0 seconds)");
  });

  test('takes tokens', () => {
    const text = () => Lazy.string({ produce: () => 'shop.example.com' });
    const seconds = () => Duration.seconds(Lazy.number({ produce: () => 5 }));
    expect(() => publicService((stack) => ({
      domainName: text(), hostedZone: zoneIn(stack), webAclArn: text(), idleTimeout: seconds(), deregistrationDelay: seconds(), stickiness: seconds(),
    }))).not.toThrow();
  });
});
