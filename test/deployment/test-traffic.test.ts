import { Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, Ingress, ServiceImage, TestTraffic } from '../../src/deployment';
import { onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

function serviceWith(testTraffic: TestTraffic, props: Partial<BlueGreenFargateServiceProps> = {}): { stack: Stack; web: BlueGreenFargateService } {
  const stack = prodStack();
  return { stack, web: new BlueGreenFargateService(stack, 'Web', { image, testTraffic, ...props }) };
}

function testerOf(stack: Stack, web: BlueGreenFargateService): ec2.ISecurityGroup {
  return new ec2.SecurityGroup(stack, 'Tester', { vpc: web.cluster.vpc });
}

function listenerPorts(template: Template): number[] {
  return Object.values(template.findResources('AWS::ElasticLoadBalancingV2::Listener')).map(({ Properties }) => Properties.Port).sort();
}

function ruleOf(template: Template, name: string): any {
  return Object.entries(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule')).find(([id]) => id.includes(name))?.[1];
}

function testRuleOfEcs(template: Template): unknown {
  return onlyResource(template, 'AWS::ECS::Service').Properties.LoadBalancers[0].AdvancedConfiguration.TestListenerRule;
}

describe('TestTraffic', () => {
  test('goes to a closed listener, on the port that is wanted', () => {
    const { stack, web } = serviceWith(TestTraffic.closedListener({ port: 8443 }));
    web.allowTestTrafficFrom(testerOf(stack, web));
    const template = Template.fromStack(stack);
    expect(listenerPorts(template)).toEqual([80, 8443]);
    const open = Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);
    expect(open.map((rule: any) => rule.FromPort)).toEqual([80]);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 8443, Description: 'Web: test requests' });
  });

  describe('by header', () => {
    const { stack, web } = serviceWith(TestTraffic.header('x-test-traffic', 'open sesame'), { ingress: Ingress.internalOnly() });
    web.allowTestTrafficFrom(testerOf(stack, web));
    const template = Template.fromStack(stack);

    test('has a rule before the production rule on the same listener, which ECS knows', () => {
      const [test_, production] = ['TestRule', 'ProductionRule'].map((name) => ruleOf(template, name).Properties);
      expect(test_.Conditions).toEqual([{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-test-traffic', Values: ['open sesame'] } }]);
      expect(test_.ListenerArn).toEqual(production.ListenerArn);
      expect(test_.Priority).toBeLessThan(production.Priority);
      expect(testRuleOfEcs(template)).toEqual({ Ref: expect.stringContaining('TestRule') });
      expect(listenerPorts(template)).toEqual([80]);
    });

    test('lets testers in where everybody else comes in', () => {
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 80, Description: 'Web: test requests' });
    });

    test('has no test listener to give', () => {
      expect(() => web.testListener).toThrow("this service has no 'testListener'");
    });
  });

  test('may be none: no listener, no rule, nobody to let in', () => {
    const { stack, web } = serviceWith(TestTraffic.none());
    const template = Template.fromStack(stack);
    expect(listenerPorts(template)).toEqual([80]);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 1);
    expect(testRuleOfEcs(template)).toBeUndefined();
    expect(() => web.allowTestTrafficFrom(testerOf(stack, web))).toThrow("this service has no 'test traffic'. Leave out 'testTraffic' or set TestTraffic.closedListener() [at Prod/Web]");
  });

  test.each<[string, TestTraffic, string]>([
    ['the port is none', TestTraffic.closedListener({ port: 0 }), "'port' must be a whole number between 1 and 65535, got 0 [at Prod/Web]"],
    ['the port is that of production', TestTraffic.closedListener({ port: 443 }), "'port' of TestTraffic.closedListener() must not be 80 or 443, got 443"],
    ['the header has no name', TestTraffic.header('', 'x'), "'name' must be the name of an HTTP header of at most 40 characters, such as x-test-traffic, got \"\""],
    ['the header has a blank', TestTraffic.header('x test', 'x'), "'name' must be the name of an HTTP header"],
    ['everybody would know the value', TestTraffic.header('x-test', '*'), "'value' must be 1 to 128 characters without '*' and '?', got \"*\""],
  ])('fails when %s, naming the prop', (_, testTraffic, message) => {
    expect(() => serviceWith(testTraffic)).toThrow(message);
  });

  test('takes tokens', () => {
    const text = () => Lazy.string({ produce: () => 'x-test' });
    expect(() => serviceWith(TestTraffic.header(text(), text()))).not.toThrow();
    expect(() => serviceWith(TestTraffic.closedListener({ port: Lazy.number({ produce: () => 9001 }) }))).not.toThrow();
  });
});
