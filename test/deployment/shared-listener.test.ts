import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import {
  BlueGreenFargateService, BlueGreenFargateServiceProps, Ingress, ServiceImage, SharedListenerOptions, SharedLoadBalancer, TestTraffic,
} from '../../src/deployment';
import { ServiceNetwork } from '../../src/network';
import { onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');
const LISTENER = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2';

/** A stack with a load balancer of the user's. */
class Ground {
  public readonly stack: Stack = prodStack();
  public readonly network = new ServiceNetwork(this.stack, 'Network');
  public readonly loadBalancer = new elbv2.ApplicationLoadBalancer(this.stack, 'Shared', { vpc: this.network.vpc, internetFacing: true });
  public readonly listener = this.loadBalancer.addListener('Http', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });

  public add(id: string, options: SharedListenerOptions, props: Partial<BlueGreenFargateServiceProps> = {}): BlueGreenFargateService {
    const ingress = Ingress.sharedListener(this.listener, options);
    return new BlueGreenFargateService(this.stack, id, { image, network: this.network, ingress, ...props });
  }

  public get template(): Template {
    return Template.fromStack(this.stack);
  }
}

/** Priorities of the rules, by logical id without its hash. */
function priorities(template: Template): Record<string, number> {
  return Object.fromEntries(Object.entries(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'))
    .map(([id, { Properties }]) => [id.slice(0, -8), Properties.Priority]));
}

function priorityOf(id: string, options: SharedListenerOptions, others: Record<string, SharedListenerOptions> = {}): number {
  const ground = new Ground();
  Object.entries(others).forEach(([other, otherOptions]) => ground.add(other, otherOptions));
  ground.add(id, options);
  return priorities(ground.template)[`${id}EdgeProductionRule`];
}

function importedListener(stack: Stack, options: { arn?: string; port?: number } = {}): elbv2.IApplicationListener {
  return elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Imported', {
    listenerArn: options.arn ?? LISTENER,
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'ImportedGroup', 'sg-1'),
    defaultPort: options.port ?? 443,
  });
}

describe('Ingress.sharedListener', () => {
  describe('with two services', () => {
    const ground = new Ground();
    const orders = ground.add('Orders', { pathPatterns: ['/orders/*'] });
    const shop = ground.add('Shop', { pathPatterns: ['/*'], hostHeaders: ['shop.example.com'] });
    const { template, stack } = ground;

    test('gives each its own target groups and its own rule on the listener of the user', () => {
      template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
      template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 4);
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
        ListenerArn: { Ref: stack.getLogicalId(ground.listener.node.defaultChild as elbv2.CfnListener) },
        Conditions: [
          { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
          { Field: 'host-header', HostHeaderConfig: { Values: ['shop.example.com'] } },
        ],
      });
    });

    test('lets both share one closed listener for test traffic', () => {
      const listeners = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::Listener')).map(({ Properties }) => Properties.Port);
      expect(listeners.sort()).toEqual([80, 9000]);
      expect(orders.testListener).toBe(shop.testListener);
      const ingress = Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);
      expect(ingress.map((rule: any) => rule.FromPort)).toEqual([80]);
    });

    test('lets the load balancer reach the tasks of both', () => {
      const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
      const toTasks = rules.filter(({ FromPort, Description }) => FromPort === 8080 && Description === 'Load balancer to target');
      expect(toTasks).toHaveLength(2);
      expect(new Set(toTasks.map((rule) => JSON.stringify(rule.GroupId))).size).toBe(2);
      const out = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')).map(({ Properties }) => Properties);
      expect(out.filter(({ FromPort }) => FromPort === 8080)).toHaveLength(2);
    });

    test('waits for the rules, and hands them to ECS', () => {
      for (const [id, { Properties, DependsOn }] of Object.entries(template.findResources('AWS::ECS::Service'))) {
        const name = id.startsWith('Orders') ? 'Orders' : 'Shop';
        expect(DependsOn).toEqual(expect.arrayContaining([expect.stringContaining(`${name}EdgeProductionRule`), expect.stringContaining(`${name}EdgeTestRule`)]));
        expect(Properties.LoadBalancers[0].AdvancedConfiguration.ProductionListenerRule).toEqual({ Ref: expect.stringContaining(`${name}EdgeProductionRule`) });
      }
    });

    test('says where each answers', () => {
      expect(stack.resolve(shop.url)).toBe('http://shop.example.com');
      expect(JSON.stringify(stack.resolve(orders.url))).toContain('"http://"');
    });
  });

  describe('priorities', () => {
    const options = { pathPatterns: ['/orders/*'] };

    test('are those that are given', () => {
      expect(priorityOf('Orders', { ...options, priority: 7 })).toBe(7);
    });

    test('are else derived, and stay when other services come and go: a rule that moves loses its weights', () => {
      const alone = priorityOf('Orders', options);
      expect(alone).toBeGreaterThanOrEqual(1000);
      expect(alone).toBeLessThanOrEqual(50000);
      expect(priorityOf('Orders', options, { First: { pathPatterns: ['/a/*'] }, Second: { hostHeaders: ['b.example.com'] } })).toBe(alone);
      expect(priorityOf('Orders', { pathPatterns: ['/orders/*', '/order/*'] })).toBe(alone);
    });

    // A change of these numbers would move the rules of everybody who updates this library.
    test('are the same in every version of this library', () => {
      expect([priorityOf('Orders', options), priorityOf('Web', { pathPatterns: ['/*'] }), priorityOf('Web', { hostHeaders: ['a.example.com'] })])
        .toEqual([21881, 48115, 44115]);
    });

    test('let longer paths come before shorter ones', () => {
      const inOrder = [['/a/b/c/*'], ['/a/b/*'], ['/a/*'], ['/*']].map((pathPatterns) => priorityOf('Web', { pathPatterns }));
      expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
      expect(priorityOf('Web', { hostHeaders: ['a.example.com'] })).toBeLessThan(priorityOf('Web', { hostHeaders: ['*.example.com'] }));
    });

    test('leave room for the rule of test traffic by header', () => {
      const ground = new Ground();
      ground.add('Orders', options, { testTraffic: TestTraffic.header('x-test', 'secret') });
      const found = priorities(ground.template);
      expect(found.OrdersEdgeTestRule).toBe(found.OrdersEdgeProductionRule - 1);
      expect(found.OrdersEdgeProductionRule).toBe(priorityOf('Orders', options));
    });
  });

  describe('two services that want the same', () => {
    const withTwo = (first: SharedListenerOptions, second: SharedListenerOptions, props: Partial<BlueGreenFargateServiceProps> = {}) => () => {
      const ground = new Ground();
      ground.add('First', first);
      ground.add('Second', second, props);
    };

    test('priority fail, naming both', () => {
      expect(withTwo({ pathPatterns: ['/a/*'], priority: 5 }, { pathPatterns: ['/b/*'], priority: 5 }))
        .toThrow("'priority' must be another than that of Prod/First (5) on the same listener, got 5 [at Prod/Second]");
    });

    test('priority fail, also when it is derived: say one', () => {
      const derived = priorityOf('Second', { pathPatterns: ['/b/*'] });
      expect(withTwo({ pathPatterns: ['/a/*'], priority: derived }, { pathPatterns: ['/b/*'] }))
        .toThrow(`'priority' must be set here, or for Prod/First (${derived}) on the same listener: the number that is derived from the place of the service is ${derived} [at Prod/Second]`);
    });

    test('number for test traffic by header fail', () => {
      const testTraffic = TestTraffic.header('x-test', 'secret');
      expect(withTwo({ pathPatterns: ['/a/*'], priority: 5 }, { pathPatterns: ['/b/*'], priority: 6 }, { testTraffic }))
        .toThrow('got 6; test traffic by header takes the number before, too [at Prod/Second]');
      expect(withTwo({ pathPatterns: ['/a/*'], priority: 5 }, { pathPatterns: ['/b/*'], priority: 7 }, { testTraffic })).not.toThrow();
    });

    test('requests fail, naming both', () => {
      expect(withTwo({ pathPatterns: ['/a/*'] }, { pathPatterns: ['/a/*'] }))
        .toThrow("'pathPatterns' and 'hostHeaders' must differ from those of Prod/First on the same listener, got \"/a/*\" for both. One of the two would never get a request [at Prod/Second]");
    });

    test('requests fail when one takes all of the other, whichever comes first', () => {
      const all = { pathPatterns: ['/*'], priority: 1 };
      const some = { pathPatterns: ['/a/*'], hostHeaders: ['x.example.com'], priority: 2 };
      const message = "'priority' must let \"/a/*\", \"x.example.com\" of Prod/Second (2) come before \"/*\" of Prod/First (1), which takes all of its requests";
      expect(withTwo(all, some)).toThrow(message);
      expect(withTwo({ ...all, priority: 3 }, some)).not.toThrow();
      expect(withTwo({ hostHeaders: ['*.example.com'], priority: 1 }, { hostHeaders: ['a.example.com'], priority: 2 })).toThrow('which takes all of its requests');
      expect(withTwo({ hostHeaders: ['a.example.com'], priority: 1 }, { pathPatterns: ['/a/*'], priority: 2 })).not.toThrow();
    });

    test('listener under two names fail: it is one and the same', () => {
      const app = new App();
      const [first, second] = ['One', 'Two'].map((id) => new Stack(app, id));
      const addTo = (stack: Stack) => new BlueGreenFargateService(stack, 'Web', {
        image,
        testTraffic: TestTraffic.none(),
        ingress: Ingress.sharedListener(importedListener(stack), { hostHeaders: ['a.example.com'], priority: 1 }),
      });
      addTo(first);
      expect(() => addTo(second)).toThrow('must differ from those of One/Web');
    });
  });

  describe('that is not made in this app', () => {
    const withImported = (options: SharedListenerOptions, testTraffic?: TestTraffic, arn?: string) => {
      const stack = prodStack();
      const web = new BlueGreenFargateService(stack, 'Web', { image, testTraffic, ingress: Ingress.sharedListener(importedListener(stack, { arn }), options) });
      return { stack, web, template: Template.fromStack(stack) };
    };
    const options = { hostHeaders: ['a.example.com'] };

    test('serves a service, and its security group may reach the tasks', () => {
      const { template, web } = withImported(options, TestTraffic.header('x-test', 'secret'));
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn: LISTENER, Priority: priorities(template).WebEdgeProductionRule });
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourceSecurityGroupId: 'sg-1', FromPort: 8080 });
      expect(web.url).toBe('https://a.example.com');
    });

    test('is watched under the name of its load balancer', () => {
      const { template, web, stack } = withImported(options, TestTraffic.none());
      const alarms = JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'));
      expect(alarms).toContain('{"Name":"LoadBalancer","Value":"app/shop/50dc6c495c0c9188"}');
      expect(stack.resolve(web.loadBalancer.loadBalancerArn)).toBe('arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/shop/50dc6c495c0c9188');
      expect(Object.keys(web.goldenSignals())).toContain('requests');
    });

    test('may be known at deployment only', () => {
      const { template } = withImported(options, TestTraffic.none(), Lazy.string({ produce: () => LISTENER }));
      expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).toContain('Fn::Select');
    });

    test('takes a listener for test traffic', () => {
      const stack = prodStack();
      const testListener = elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Test', {
        listenerArn: `${LISTENER}0`, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'), defaultPort: 9443,
      });
      const ingress = Ingress.sharedListener(importedListener(stack), { ...options, testListener });
      const web = new BlueGreenFargateService(stack, 'Web', { image, ingress });
      web.allowTestTrafficFrom(new ec2.SecurityGroup(stack, 'Tester', { vpc: web.cluster.vpc }));
      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn: `${LISTENER}0` });
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-1', FromPort: 9443 });
    });

    test('needs a way for test traffic', () => {
      expect(() => withImported(options)).toThrow("'testListener' must be given for a 'listener' that is not made in this app");
    });

    test('needs an address', () => {
      expect(() => withImported({ pathPatterns: ['/a/*'] }, TestTraffic.none())).toThrow("'loadBalancer' must be given for a 'listener' that is not made in this app, for its address");
    });
  });

  test('serves a service of another stack, and neither stack has to come first twice', () => {
    const ground = new Ground();
    const stack = new Stack(App.of(ground.stack)!, 'Services', { env: { account: '111111111111', region: 'eu-west-1' } });
    const ingress = Ingress.sharedListener(ground.listener, { pathPatterns: ['/a/*'] });
    const web = new BlueGreenFargateService(stack, 'Web', { image, network: ground.network, ingress });
    web.allowTrafficFrom(new ec2.SecurityGroup(stack, 'Caller', { vpc: ground.network.vpc }));
    expect(() => App.of(ground.stack)!.synth()).not.toThrow();
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 8080, Description: 'Load balancer to target' });
  });

  test('has test traffic with the certificate of production', () => {
    const stack = prodStack();
    const network = new ServiceNetwork(stack, 'Network');
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Cert', 'arn:aws:acm:eu-west-1:111111111111:certificate/1');
    const listener = new elbv2.ApplicationLoadBalancer(stack, 'Shared', { vpc: network.vpc })
      .addListener('Https', { port: 443, certificates: [certificate], defaultAction: elbv2.ListenerAction.fixedResponse(404) });
    new BlueGreenFargateService(stack, 'Web', { image, network, ingress: Ingress.sharedListener(listener, { pathPatterns: ['/a/*'] }) });
    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 9000, Protocol: 'HTTPS', Certificates: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1' }],
    });
  });

  test.each<[string, SharedListenerOptions, string]>([
    ['nothing is said', {}, "'pathPatterns' or 'hostHeaders' must say which requests are for this service, got neither. For all of them, use pathPatterns: ['/*'] [at Prod/Web]"],
    ['too much is said', { pathPatterns: ['/a', '/b', '/c', '/d', '/e', '/f'] }, "'pathPatterns' and 'hostHeaders' must have at most 5 values together, got 6"],
    ['a path is none', { pathPatterns: ['orders'] }, '\'pathPatterns\' must be paths of at most 128 characters that start with \'/\', such as "/orders/*", got "orders"'],
    ['a host is none', { hostHeaders: ['http://a.b'] }, '\'hostHeaders\' must be host names of at most 128 characters, such as "orders.example.com", got "http://a.b"'],
    ['paths are a text', { pathPatterns: '/a' as any }, "'pathPatterns' must be a list, such as ['/orders/*']"],
    ['priority is 0', { pathPatterns: ['/a'], priority: 0 }, "'priority' must be a whole number between 1 and 50000, got 0"],
    ['the test listener is none', { pathPatterns: ['/a'], testListener: {} as any }, "'testListener' must be a listener of an application load balancer, got an object with nothing in it"],
  ])('fails when %s, naming the prop', (_, options, message) => {
    expect(() => new Ground().add('Web', options)).toThrow(message);
  });

  test('fails when there is no listener, or no room before the rule, or the network is another', () => {
    const stack = prodStack();
    expect(() => new BlueGreenFargateService(stack, 'Web', { image, ingress: Ingress.sharedListener(undefined as any, {}) }))
      .toThrow("'listener' must be a listener of an application load balancer, got undefined [at Prod/Web]");
    expect(() => new Ground().add('Web', { pathPatterns: ['/a'], priority: 1 }, { testTraffic: TestTraffic.header('x-test', 'y') }))
      .toThrow("'priority' must be a whole number between 2 and 50000, got 1. Test traffic by header takes the number before it");
    expect(() => new Ground().add('Web', { pathPatterns: ['/a'] }, { network: undefined }))
      .toThrow("'network' must be in the VPC of the load balancer (Prod/Network/Vpc), got Prod/ServiceNetwork/Vpc");
    expect(() => new Ground().add('Web', { pathPatterns: ['/a'] }, { testTraffic: TestTraffic.closedListener({ port: 80 }) }))
      .toThrow("'port' of TestTraffic.closedListener() must not be 80, got 80");
  });
});

describe('SharedLoadBalancer', () => {
  test('has all that the load balancer of one service has, for many', () => {
    const stack = prodStack();
    const hostedZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    const front = new SharedLoadBalancer(stack, 'Front', { domainName: 'shop.example.com', hostedZone });
    const orders = new BlueGreenFargateService(stack, 'Orders', { image, ingress: front.route({ pathPatterns: ['/orders/*'] }) });
    new BlueGreenFargateService(stack, 'Shop', { image, ingress: front.route({ pathPatterns: ['/*'] }) });
    const template = Template.fromStack(stack);
    onlyResource(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    const ports = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::Listener')).map(({ Properties }) => `${Properties.Protocol} ${Properties.Port}`);
    expect(ports.sort()).toEqual(['HTTP 80', 'HTTPS 443', 'HTTPS 9000']);
    expect(stack.resolve([front.url, orders.url])).toEqual(['https://shop.example.com', 'https://shop.example.com']);
    const found = priorities(template);
    expect(found.OrdersEdgeProductionRule).toBeLessThan(found.ShopEdgeProductionRule);
  });

  test('can be internal', () => {
    const stack = prodStack();
    new SharedLoadBalancer(stack, 'Front', { internetFacing: false });
    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
  });

  test('fails for input that cannot be, naming the prop', () => {
    expect(() => new SharedLoadBalancer(prodStack(), 'Front', { domainName: 'a.example.com' })).toThrow("'domainName' needs 'hostedZone'");
    expect(() => new SharedLoadBalancer(prodStack(), 'Front', { network: {} as any })).toThrow("'network' must be a service network");
  });
});
