import { Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import {
  BlueGreenFargateService, BlueGreenFargateServiceProps, DeploymentPlan, Ingress, ServiceConnectOptions, ServiceImage, TestTraffic,
} from '../../src/deployment';
import { ServiceNetwork } from '../../src/network';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

function apiIn(stack: Stack, options: ServiceConnectOptions = {}, props: Partial<BlueGreenFargateServiceProps> = {}): BlueGreenFargateService {
  return new BlueGreenFargateService(stack, 'Api', { image, ingress: Ingress.serviceConnect(options), ...props });
}

function serviceOf(template: Template, name: string): any {
  return Object.entries(template.findResources('AWS::ECS::Service')).find(([id]) => id.startsWith(name))![1];
}

/** The only name under which the service is found. */
function alias(template: Template, name = 'Api'): any {
  const { Services } = serviceOf(template, name).Properties.ServiceConnectConfiguration;
  expect(Services).toHaveLength(1);
  return Services[0];
}

describe('Ingress.serviceConnect', () => {
  describe('out of the box', () => {
    const stack = prodStack();
    const api = apiIn(stack);
    const template = Template.fromStack(stack);

    test('has no load balancer, and is found by its name', () => {
      template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
      template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 0);
      expect(alias(template)).toMatchObject({ PortName: 'http', DiscoveryName: 'api', ClientAliases: [{ Port: 80, DnsName: 'api' }] });
      expect(api.url).toBe('http://api');
    });

    test('is in a namespace of the shared cluster, one that costs nothing', () => {
      const namespace = onlyResource(template, 'AWS::ServiceDiscovery::HttpNamespace');
      expect(serviceOf(template, 'Api').Properties.ServiceConnectConfiguration).toMatchObject({
        Enabled: true, Namespace: { 'Fn::GetAtt': [namespace.id, 'Arn'] },
      });
    });

    test('speaks HTTP, or the proxies could not tell test requests from others', () => {
      template.hasResourceProperties('AWS::ECS::TaskDefinition', {
        ContainerDefinitions: [{ PortMappings: [Match.objectLike({ ContainerPort: 8080, Name: 'http', AppProtocol: 'http' })] }],
      });
    });

    test('shifts the traffic blue to green all the same, without a role for load balancers', () => {
      const { DeploymentConfiguration, LoadBalancers, HealthCheckGracePeriodSeconds } = serviceOf(template, 'Api').Properties;
      expect(DeploymentConfiguration).toMatchObject({ Strategy: 'BLUE_GREEN', DeploymentCircuitBreaker: { Enable: true, Rollback: true } });
      expect([LoadBalancers, HealthCheckGracePeriodSeconds]).toEqual([undefined, undefined]);
      expect(idsOf(template, 'AWS::IAM::Role').filter((id) => id.includes('TrafficRole'))).toEqual([]);
    });

    test('has no alarms on target groups', () => {
      template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
      expect(api.rollbackAlarms).toEqual([]);
      expect(Object.keys(api.goldenSignals())).toContain('cpu');
    });

    test('has no parts of a load balancer to give', () => {
      expect(() => api.loadBalancer).toThrow("this service has no 'loadBalancer'. Its ingress takes requests straight to the tasks [at Prod/Api]");
    });
  });

  test('has the name, the port and the namespace that are wanted', () => {
    const stack = prodStack();
    const network = new ServiceNetwork(stack, 'Network');
    const namespace = new servicediscovery.PrivateDnsNamespace(stack, 'Namespace', { name: 'shop.local', vpc: network.vpc });
    const api = apiIn(stack, { name: 'orders', port: 8000, cloudMapNamespace: namespace }, { network });
    const template = Template.fromStack(stack);
    expect(alias(template).ClientAliases).toEqual([{ Port: 8000, DnsName: 'orders' }]);
    expect(api.url).toBe('http://orders:8000');
    template.resourceCountIs('AWS::ServiceDiscovery::HttpNamespace', 0);
    expect(serviceOf(template, 'Api').Properties.ServiceConnectConfiguration.Namespace).toEqual({ 'Fn::GetAtt': [idsOf(template, 'AWS::ServiceDiscovery::PrivateDnsNamespace')[0], 'Arn'] });
  });

  test('uses the default namespace of a cluster that the user brings', () => {
    const stack = prodStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc'), defaultCloudMapNamespace: { name: 'shop', type: servicediscovery.NamespaceType.HTTP } });
    apiIn(stack, {}, { cluster });
    Template.fromStack(stack).resourceCountIs('AWS::ServiceDiscovery::HttpNamespace', 1);
  });

  describe('callers', () => {
    const stack = prodStack();
    const web = new BlueGreenFargateService(stack, 'Web', { image });
    const api = apiIn(stack, {}, { containerPort: 3000 });
    const stock = new BlueGreenFargateService(stack, 'Stock', { image, ingress: Ingress.serviceConnect() });
    api.allowTrafficFrom(web);
    stock.allowTrafficFrom(api);
    api.allowTrafficFrom(stock);
    api.allowTrafficFrom(web);
    const template = Template.fromStack(stack);

    test('are let in to the tasks, on their port', () => {
      template.resourcePropertiesCountIs('AWS::EC2::SecurityGroupIngress', { FromPort: 3000, Description: 'Api: requests' }, 2);
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 8080, Description: 'Stock: requests' });
    });

    test('become clients of the namespace: others do not know the name', () => {
      expect(serviceOf(template, 'Web').Properties.ServiceConnectConfiguration).toEqual({
        Enabled: true, Namespace: serviceOf(template, 'Api').Properties.ServiceConnectConfiguration.Namespace,
      });
      expect(alias(template, 'Stock').DiscoveryName).toBe('stock');
    });

    test('are deployed after the service, for tasks know the names that existed when they started; two that call each other do not wait for ever', () => {
      const waitsFor = (one: string, other: string) => serviceOf(template, one).DependsOn.some((id: string) => id.startsWith(`${other}Service`));
      expect([waitsFor('Web', 'Api'), waitsFor('Api', 'Stock'), waitsFor('Stock', 'Api')]).toEqual([true, true, false]);
    });

    test('may also be no services: they are let in, and need to find the tasks themselves', () => {
      const other = prodStack();
      const service = apiIn(other);
      service.allowTrafficFrom(new ec2.SecurityGroup(other, 'Caller', { vpc: service.cluster.vpc }));
      Template.fromStack(other).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 8080 });
    });
  });

  describe('test traffic', () => {
    test('goes by the header that Amazon ECS knows, unless another is wanted', () => {
      const own = prodStack();
      apiIn(own, {}, { testTraffic: TestTraffic.header('x-test', 'secret') });
      expect(alias(Template.fromStack(own)).ClientAliases[0].TestTrafficRules).toEqual({ Header: { Name: 'x-test', Value: { Exact: 'secret' } } });

      const usual = prodStack();
      apiIn(usual);
      expect(alias(Template.fromStack(usual)).ClientAliases[0]).not.toHaveProperty('TestTrafficRules');
    });

    test('comes from those who are let in', () => {
      const stack = prodStack();
      const api = apiIn(stack);
      api.allowTestTrafficFrom(new ec2.SecurityGroup(stack, 'Tester', { vpc: api.cluster.vpc }));
      Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 8080, Description: 'Api: test requests' });
    });

    test('cannot have a listener', () => {
      expect(() => apiIn(prodStack(), {}, { testTraffic: TestTraffic.closedListener({ port: 9001 }) }))
        .toThrow("'testTraffic' must be TestTraffic.header() for Ingress.serviceConnect(), got TestTraffic.closedListener({ port: 9001 }). There is no load balancer that could listen");
      expect(() => apiIn(prodStack(), {}, { testTraffic: TestTraffic.none() }).allowTestTrafficFrom(ec2.Peer.anyIpv4())).toThrow("this service has no 'test traffic'");
    });
  });

  test.each([['canary', DeploymentPlan.canary(), 'CANARY'], ['linear', DeploymentPlan.linear(), 'LINEAR'], ['rolling', DeploymentPlan.rolling(), 'ROLLING']])('can go live by %s', (_, plan, Strategy) => {
    const stack = prodStack();
    apiIn(stack, {}, { plan });
    expect(serviceOf(Template.fromStack(stack), 'Api').Properties.DeploymentConfiguration.Strategy).toBe(Strategy);
  });

  test.each<[string, ServiceConnectOptions, string]>([
    ['the name is no label', { name: 'My Api' }, '\'name\' must be a label of at most 63 lower-case letters, digits and hyphens, such as orders, got "My Api" [at Prod/Api]'],
    ['the port is none', { port: 0 }, "'port' must be a whole number between 1 and 65535, got 0"],
    ['the namespace is a text', { cloudMapNamespace: 'shop' as any }, "'cloudMapNamespace' must be a namespace of AWS Cloud Map"],
  ])('fails when %s, naming the prop', (_, options, message) => {
    expect(() => apiIn(prodStack(), options)).toThrow(message);
  });

  test('fails when a cluster of the user has no namespace', () => {
    const stack = prodStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    expect(() => apiIn(stack, {}, { cluster })).toThrow("'cloudMapNamespace' of Ingress.serviceConnect() must be given, for the 'cluster' has no default namespace");
  });

  test('fails when two services want the same name', () => {
    const stack = prodStack();
    apiIn(stack);
    expect(() => new BlueGreenFargateService(stack, 'Other', { image, ingress: Ingress.serviceConnect({ name: 'api' }) }))
      .toThrow("'name' must be another than that of Prod/Api in the same namespace, got \"api\". Set it with Ingress.serviceConnect({ name }) [at Prod/Other]");
  });

  test('takes tokens', () => {
    const options = { name: Lazy.string({ produce: () => 'api' }), port: Lazy.number({ produce: () => 8000 }) };
    const stack = prodStack();
    apiIn(stack, options, { testTraffic: TestTraffic.header(Lazy.string({ produce: () => 'x' }), Lazy.string({ produce: () => 'y' })) });
    expect(alias(Template.fromStack(stack)).ClientAliases[0]).toMatchObject({ DnsName: 'api', Port: 8000 });
  });
});
