import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, DeploymentEngine, DeploymentPlan, DeploymentStage, Ingress, ServiceImage, SmokeTest, TestTraffic } from '../../src/deployment';
import { placeholderCommand } from '../../src/deployment/private/placeholder';
import { SmokeTestHook } from '../../src/deployment/private/smoke-hook';
import { SMOKE_TEST_DEFAULTS } from '../../src/deployment/private/smoke-plan';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { ContainerRepository } from '../../src/registry';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

function serviceIn(stack: Stack, props: Partial<BlueGreenFargateServiceProps> = {}, id = 'Web'): BlueGreenFargateService {
  return new BlueGreenFargateService(stack, id, { image, smokeTest: {}, ...props });
}

function stackWith(props: Partial<BlueGreenFargateServiceProps> = {}): Stack {
  const stack = prodStack();
  serviceIn(stack, props);
  return stack;
}

function templateWith(props: Partial<BlueGreenFargateServiceProps> = {}): Template {
  return Template.fromStack(stackWith(props));
}

/** What the hook tells Amazon ECS, resolved. */
function hookOf(service: BlueGreenFargateService, smokeTest: SmokeTest = {}): { stages: string[]; timeout?: Duration; handler: any; details: any } {
  const hook = new SmokeTestHook({ headers: {}, ...SMOKE_TEST_DEFAULTS, ...smokeTest });
  const { stages, timeout, handler, details } = hook.bind(new Construct(service, 'Probe'), service);
  return { stages, timeout, ...Stack.of(service).resolve({ handler: handler!.functionArn, details }) };
}

function detailsWith(smokeTest: SmokeTest, props: Partial<BlueGreenFargateServiceProps> = {}): any {
  return hookOf(serviceIn(prodStack(), { smokeTest: undefined, ...props }), smokeTest).details;
}

/** Logical id of the only resource of a type whose id contains a text. */
function idOf(template: Template, type: string, part: string): string {
  const found = idsOf(template, type).filter((id) => id.includes(part));
  expect(found).toHaveLength(1);
  return found[0];
}

/** Resources of a type that the smoke tests brought, by logical id. */
function ours(template: Template, type: string): Record<string, any> {
  return Object.fromEntries(Object.entries(template.findResources(type)).filter(([id]) => id.startsWith('SmokeTests')));
}

/** The only one of them. */
function our(template: Template, type: string): { id: string; Properties: any; DependsOn?: string[] } {
  const found = ours(template, type);
  expect(Object.keys(found)).toHaveLength(1);
  const [id, resource] = Object.entries(found)[0];
  return { id, ...resource };
}

function functionsOf(stack: Stack): string[] {
  return Object.keys(ours(Template.fromStack(stack), 'AWS::Lambda::Function'));
}

/** The rules that only the smoke tests have, as [from, to, port]. */
function ways(template: Template): { ingress: any[]; egress: any[] } {
  const rules = (type: string) => Object.values(ours(template, type)).map(({ Properties }) => Properties);
  return {
    ingress: rules('AWS::EC2::SecurityGroupIngress').map(({ GroupId, SourceSecurityGroupId, FromPort, ToPort }) => [SourceSecurityGroupId, GroupId, FromPort, ToPort]),
    egress: rules('AWS::EC2::SecurityGroupEgress').map(({ GroupId, DestinationSecurityGroupId, FromPort, ToPort }) => [GroupId, DestinationSecurityGroupId, FromPort, ToPort]),
  };
}

function groupOfTests(template: Template): any {
  return template.toJSON().Resources[idOf(template, 'AWS::EC2::SecurityGroup', 'SmokeTests')].Properties;
}

/** A load balancer that services share. */
function sharedListenerIn(stack: Stack): { network: ServiceNetwork; listener: elbv2.ApplicationListener } {
  const network = ServiceNetwork.ofStack(stack);
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Shared', { vpc: network.vpc, internetFacing: true });
  return { network, listener: loadBalancer.addListener('Http', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) }) };
}

describe('a smoke test', () => {
  describe('out of the box', () => {
    const template = templateWith();

    test('is one function, that runs as long as Lambda lets it', () => {
      expect(our(template, 'AWS::Lambda::Function').Properties).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 900 });
    });

    test('runs in the subnets of the services, in a security group of its own', () => {
      const { VpcConfig } = our(template, 'AWS::Lambda::Function').Properties;
      const serviceSubnets = onlyResource(template, 'AWS::ECS::Service').Properties.NetworkConfiguration.AwsvpcConfiguration.Subnets;
      expect(VpcConfig.SubnetIds).toEqual(serviceSubnets);
      expect(VpcConfig.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [idOf(template, 'AWS::EC2::SecurityGroup', 'SmokeTests'), 'GroupId'] }]);
    });

    test('reaches the test listener and the API of Amazon EC2, and nobody else reaches the listener', () => {
      const { ingress, egress } = ways(template);
      const from = { 'Fn::GetAtt': [idOf(template, 'AWS::EC2::SecurityGroup', 'SmokeTests'), 'GroupId'] };
      const to = { 'Fn::GetAtt': [idOf(template, 'AWS::EC2::SecurityGroup', 'LoadBalancer'), 'GroupId'] };
      expect(ingress).toEqual([[from, to, 9000, 9000]]);
      expect(egress).toEqual([[from, to, 9000, 9000]]);
      expect(groupOfTests(template).SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 })]);
      expect(groupOfTests(template)).not.toHaveProperty('SecurityGroupIngress');
      template.resourcePropertiesCountIs('AWS::EC2::SecurityGroupIngress', { FromPort: 9000 }, 1);
    });

    test('finds the way open before the first deployment', () => {
      const { DependsOn } = onlyResource(template, 'AWS::ECS::Service');
      const rules = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap((type) => Object.keys(ours(template, type)));
      expect(rules).toHaveLength(2);
      expect(DependsOn).toEqual(expect.arrayContaining(rules));
    });

    test('uses no policy of AWS, and lets its code change nothing in the network', () => {
      const role = template.toJSON().Resources[idOf(template, 'AWS::IAM::Role', 'SmokeTests')].Properties;
      expect(role).not.toHaveProperty('ManagedPolicyArns');
      const [allowLogs, allowNetwork, deny] = our(template, 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument.Statement;
      expect(allowLogs).toMatchObject({
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [idOf(template, 'AWS::Logs::LogGroup', 'SmokeTests'), 'Arn'] },
      });
      expect(allowNetwork.Action).toEqual(expect.arrayContaining(['ec2:DescribeNetworkInterfaces', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface']));
      expect(deny).toMatchObject({ Effect: 'Deny', Condition: { ArnLike: { 'lambda:SourceFunctionArn': expect.anything() } } });
      expect(deny.Action).toEqual(allowNetwork.Action.filter((action: string) => !action.startsWith('ec2:Describe')));
    });

    test('has its permissions before Lambda checks them, and until it is gone', () => {
      expect(our(template, 'AWS::Lambda::Function').DependsOn).toContain(our(template, 'AWS::IAM::ManagedPolicy').id);
    });

    test('logs for a month, to a log that outlives a stack that was rolled back', () => {
      const id = idOf(template, 'AWS::Logs::LogGroup', 'SmokeTests');
      expect(template.toJSON().Resources[id]).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 30 } });
      expect(our(template, 'AWS::Lambda::Function').Properties.LoggingConfig).toEqual({ LogGroup: { Ref: id } });
    });

    test('is encrypted like the log of a service', () => {
      const stack = prodStack();
      serviceIn(stack);
      serviceIn(stack, { logEncryptionKey: new kms.Key(stack, 'Key') }, 'Api');
      const encrypted = Template.fromStack(stack);
      const { KmsKeyId } = encrypted.toJSON().Resources[idOf(encrypted, 'AWS::Logs::LogGroup', 'SmokeTests')].Properties;
      expect(KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
    });

    test('is called now and then, because a function that rests for a month fails its next call', () => {
      template.hasResourceProperties('AWS::Events::Rule', {
        ScheduleExpression: 'rate(5 days)', Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [our(template, 'AWS::Lambda::Function').id, 'Arn'] } })],
      });
      template.hasResourceProperties('AWS::Lambda::Permission', {
        Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [our(template, 'AWS::Events::Rule').id, 'Arn'] },
      });
    });
  });

  describe('tells the function', () => {
    test('when test traffic has moved, and at no other moment', () => {
      expect(hookOf(serviceIn(prodStack())).stages).toEqual([DeploymentStage.POST_TEST_TRAFFIC_SHIFT]);
    });

    test('and waits no day for a function that cannot even be called', () => {
      expect(hookOf(serviceIn(prodStack())).timeout?.toMinutes()).toBe(20);
    });

    test('the defaults, in texts alone', () => {
      expect(detailsWith({})).toEqual({
        loadBalancer: { 'Fn::GetAtt': [expect.stringContaining('LoadBalancer'), 'LoadBalancerFullName'] },
        protocol: 'http',
        port: '9000',
        host: { 'Fn::GetAtt': [expect.stringContaining('LoadBalancer'), 'DNSName'] },
        paths: '/',
        expectedStatus: '200',
        retries: '5',
        retryIntervalSeconds: '5',
        timeoutSeconds: '10',
      });
    });

    test('all that was asked for', () => {
      expect(detailsWith({
        paths: ['/health', '/api/orders?limit=1'],
        expectedStatus: '200-299',
        bodyContains: 'ok',
        bodyMatches: '"status": *"ok"',
        headers: { 'X-Test': 'yes' },
        retries: 0,
        retryInterval: Duration.seconds(0),
        timeout: Duration.minutes(1),
      })).toMatchObject({
        paths: '/health /api/orders?limit=1',
        expectedStatus: '200-299',
        bodyContains: 'ok',
        bodyMatches: '"status": *"ok"',
        headers: '{"X-Test":"yes"}',
        retries: '0',
        retryIntervalSeconds: '0',
        timeoutSeconds: '60',
      });
    });

    test('the path and the status of the health check unless told otherwise', () => {
      expect(detailsWith({}, { healthCheck: { path: '/up', healthyStatus: '204' } })).toMatchObject({ paths: '/up', expectedStatus: '204' });
    });

    test('values that are only known at deployment', () => {
      const path = Lazy.string({ produce: () => '/late' });
      expect(detailsWith({ paths: ['/a', path], retries: Lazy.number({ produce: () => 7 }) })).toMatchObject({ paths: '/a /late', retries: '7' });
    });

    test('the name of an internal load balancer: it leads to private addresses', () => {
      const details = detailsWith({}, { ingress: Ingress.internalOnly() });
      expect(details.name).toEqual({ 'Fn::GetAtt': [expect.stringContaining('LoadBalancer'), 'DNSName'] });
      expect(details).not.toHaveProperty('loadBalancer');
    });

    test('HTTPS where the service has it; a certificate proves nothing about the name of a load balancer', () => {
      const stack = prodStack();
      const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/1');
      const { details } = hookOf(serviceIn(stack, { smokeTest: undefined, ingress: Ingress.internetFacing({ certificate }) }));
      expect(details).toMatchObject({ protocol: 'https', port: '9000' });
      expect(details).not.toHaveProperty('verifyCertificate');
    });

    test('the domain of the service, and to look at its certificate', () => {
      const stack = prodStack();
      const hostedZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
      const ingress = Ingress.internetFacing({ domainName: 'shop.example.com', hostedZone });
      expect(hookOf(serviceIn(stack, { smokeTest: undefined, ingress })).details).toMatchObject({
        protocol: 'https', host: 'shop.example.com', verifyCertificate: 'true',
      });
    });

    test('the host name of a rule on a shared listener', () => {
      const stack = prodStack();
      const { network, listener } = sharedListenerIn(stack);
      const ingress = Ingress.sharedListener(listener, { hostHeaders: ['shop.example.com'] });
      const { details } = hookOf(serviceIn(stack, { smokeTest: undefined, network, ingress }));
      expect(details).toMatchObject({ host: 'shop.example.com', port: '9000' });
      expect(details).not.toHaveProperty('verifyCertificate');
    });

    test('a load balancer that is made elsewhere', () => {
      const stack = prodStack();
      const network = ServiceNetwork.ofStack(stack);
      const listenerOf = (id: string) => elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, id, {
        listenerArn: `arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/shared/50dc6c495c0c9188/${id}`,
        securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, 'sg-1'),
        defaultPort: id === 'Test' ? 9000 : 80,
      });
      const loadBalancer = elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Shared', {
        loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/shared/50dc6c495c0c9188',
        loadBalancerDnsName: 'shared-1.eu-west-1.elb.amazonaws.com',
        securityGroupId: 'sg-1',
      });
      const ingress = Ingress.sharedListener(listenerOf('Production'), { pathPatterns: ['/*'], testListener: listenerOf('Test'), loadBalancer });
      expect(hookOf(serviceIn(stack, { smokeTest: undefined, network, ingress })).details).toMatchObject({
        loadBalancer: 'app/shared/50dc6c495c0c9188', host: 'shared-1.eu-west-1.elb.amazonaws.com', port: '9000',
      });
    });

    test('the header that leads to the new version, on the production listener', () => {
      expect(detailsWith({ headers: { a: 'b' } }, { testTraffic: TestTraffic.header('x-test-traffic', 'green') })).toMatchObject({
        port: '80', headers: '{"a":"b","x-test-traffic":"green"}',
      });
    });

    test('what a placeholder says, where images are released', () => {
      const stack = prodStack();
      const service = serviceIn(stack, {
        image: ServiceImage.released(new ContainerRepository(stack, 'Images')), smokeTest: undefined, healthCheck: { path: '/up' },
      });
      const { details } = hookOf(service, { paths: ['/api'] });
      expect(details.placeholderPath).toBe('/up');
      const [,, script] = placeholderCommand({ containerPort: 80, healthCheckPath: '/up', healthCheckPort: 80 });
      expect(script).toContain(`echo "${details.placeholderAnswer}"`);
      expect(detailsWith({})).not.toHaveProperty('placeholderAnswer');
    });
  });

  test('is understood by the function, from the template of the service to the answer', async () => {
    const asked: (string | undefined)[][] = [];
    const server = http.createServer(({ url, headers }, response) => {
      asked.push([url, headers.host, headers['x-test'] as string]);
      response.writeHead(asked.length === 1 ? 503 : 200).end('{"status": "ok"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const template = templateWith({
      ingress: Ingress.internalOnly(),
      testTraffic: TestTraffic.closedListener({ port: (server.address() as AddressInfo).port }),
      smokeTest: {
        paths: ['/a', '/b?c=%20d'], bodyMatches: '"status": *"ok"', headers: { 'X-Test': '"quoted"' }, retries: 1, retryInterval: Duration.seconds(0),
      },
    });
    const hook = onlyResource(template, 'AWS::ECS::Service').Properties.DeploymentConfiguration.LifecycleHooks
      .find(({ LifecycleStages }: any) => LifecycleStages.includes('POST_TEST_TRAFFIC_SHIFT'));
    expect(hook.HookTargetArn).toEqual({ 'Fn::GetAtt': [our(template, 'AWS::Lambda::Function').id, 'Arn'] });

    const [, parts] = hook.HookDetails['Fn::Join'];
    const hookDetails = JSON.parse(parts.map((part: unknown) => typeof part === 'string' ? part : 'localhost').join(''));
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { handler } = jest.requireActual<{ handler(event: object, context: object): Promise<object> }>('../../handlers/smoke-test');
    const answer = await handler({ hookDetails }, { getRemainingTimeInMillis: () => 60_000 });
    write.mockRestore();
    server.close();
    expect(answer).toEqual({ hookStatus: 'SUCCEEDED' });
    expect(asked).toEqual([['/a', 'localhost', '"quoted"'], ['/a', 'localhost', '"quoted"'], ['/b?c=%20d', 'localhost', '"quoted"']]);
  });

  describe('shares its function', () => {
    test('among the services of a stack, with a way to the listener of each', () => {
      const stack = prodStack();
      ['One', 'Two', 'Three'].forEach((id) => serviceIn(stack, {}, id));
      const template = Template.fromStack(stack);
      expect(functionsOf(stack)).toHaveLength(1);
      expect(Object.keys(ours(template, 'AWS::Events::Rule'))).toHaveLength(1);
      const { ingress, egress } = ways(template);
      expect([ingress, egress].map((rules) => new Set(rules.map(([, to]) => JSON.stringify(to))).size)).toEqual([3, 3]);
      expect(ingress).toHaveLength(3);
    });

    test('but not among VPCs', () => {
      const stack = prodStack();
      ['One', 'Two'].forEach((id) => serviceIn(stack, { network: new ServiceNetwork(stack, `${id}Network`) }, id));
      expect(functionsOf(stack)).toHaveLength(2);
    });

    test('with the same ids whatever the order of the services', () => {
      const idsIn = (...names: string[]) => {
        const stack = prodStack();
        names.forEach((name) => serviceIn(stack, {}, name));
        return Object.keys(Template.fromStack(stack).toJSON().Resources).filter((id) => id.startsWith('SmokeTests')).sort();
      };
      expect(idsIn('A', 'B')).toEqual(idsIn('B', 'A'));
    });

    test('and its rules where services share a listener: the same rule twice fails at deployment', () => {
      const stack = prodStack();
      const { network, listener } = sharedListenerIn(stack);
      ['one', 'two'].forEach((name) => serviceIn(stack, { network, ingress: Ingress.sharedListener(listener, { pathPatterns: [`/${name}/*`] }) }, name));
      expect(ways(Template.fromStack(stack)).ingress).toHaveLength(1);
    });

    test('with the services of other stacks behind the same listener not', () => {
      const shared = prodStack();
      const { network, listener } = sharedListenerIn(shared);
      const stacks = ['one', 'two'].map((name) => {
        const stack = new Stack(shared.node.root as App, name, { env: { account: '111111111111', region: 'eu-west-1' } });
        serviceIn(stack, { network, ingress: Ingress.sharedListener(listener, { pathPatterns: [`/${name}/*`] }) }, name);
        return stack;
      });
      for (const stack of stacks) {
        const template = Template.fromStack(stack);
        expect(functionsOf(stack)).toHaveLength(1);
        expect(ways(template).ingress).toEqual([[{ 'Fn::GetAtt': [expect.stringContaining('SmokeTests'), 'GroupId'] }, { 'Fn::ImportValue': expect.anything() }, 9000, 9000]]);
      }
      expect(ways(Template.fromStack(shared)).ingress).toEqual([]);
    });
  });

  describe('where the function does not reach the API of Amazon EC2', () => {
    test.each([NetworkShape.PUBLIC_IP, NetworkShape.ENDPOINTS])('(%s) a second one looks up the addresses from outside the VPC', (shape) => {
      const stack = prodStack();
      const network = new ServiceNetwork(stack, 'Network', { shape });
      const repository = new ContainerRepository(stack, 'Images');
      const fixed = ServiceImage.fromRepository(repository.repository, '1');
      const service = serviceIn(stack, { network, image: fixed });
      serviceIn(stack, { network, image: fixed }, 'Api');
      const { handler } = hookOf(service);
      const template = Template.fromStack(stack);

      const functions = ours(template, 'AWS::Lambda::Function');
      const [outside] = Object.keys(functions).filter((id) => functions[id].Properties.VpcConfig === undefined);
      const [inside] = Object.keys(functions).filter((id) => id !== outside);
      expect(Object.keys(functions)).toHaveLength(2);
      expect(handler).toEqual({ 'Fn::GetAtt': [outside, 'Arn'] });
      expect(functions[outside].Properties.Environment).toEqual({ Variables: { FUNCTION_IN_VPC: { Ref: inside } } });
      template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
        PolicyDocument: {
          Statement: [
            Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
            { Effect: 'Allow', Action: 'ec2:DescribeNetworkInterfaces', Resource: '*' },
            { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [inside, 'Arn'] } },
          ],
        },
      });
      // The one inside reaches nothing but the listeners.
      expect(groupOfTests(template).SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
    });

    test('one is enough for an internal load balancer, whose name leads there', () => {
      const stack = prodStack();
      const network = new ServiceNetwork(stack, 'Network', { shape: NetworkShape.PUBLIC_IP });
      serviceIn(stack, { network, ingress: Ingress.internalOnly() });
      expect(functionsOf(stack)).toHaveLength(1);
    });

    test('neither is it let out where it needs no API', () => {
      expect(groupOfTests(templateWith({ ingress: Ingress.internalOnly() })).SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
    });
  });

  test('is not there unless asked for', () => {
    expect(functionsOf(stackWith({ smokeTest: undefined }))).toEqual([]);
  });

  test('works in an existing VPC', () => {
    const stack = prodStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
    serviceIn(stack, { cluster: new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true }) });
    expect(functionsOf(stack)).toHaveLength(1);
  });

  describe('refuses', () => {
    const refusal = (props: Partial<BlueGreenFargateServiceProps>) => () => stackWith(props);

    test.each<[string, any, string]>([
      ['true', true, "'smokeTest' must say what to ask, such as { paths: ['/health'] }, got true"],
      ['a path as it is', { paths: '/health' }, '\'paths\' must be a list, such as [\'/health\'], got "/health"'],
      ['no path', { paths: [] }, "'paths' must name at least one path, got none. Leave it out to ask the path of the health check"],
      ['a path without a slash', { paths: ['health'] }, "'paths' must be paths that start with '/'"],
      ['a path with a blank', { paths: ['/a b'] }, "encode them, such as '/a%20b', got \"/a b\""],
      ['a path with a line break', { paths: ['/a\r\nX: y'] }, "'paths' must be paths that start with '/'"],
      ['a status as a number', { expectedStatus: 200 }, "'expectedStatus' must be a status, several or a range between 200 and 599, such as '200', '200,204' or '200-299', got 200"],
      ['a status that nobody answers', { expectedStatus: '2xx' }, 'got "2xx"'],
      ['an informational status', { expectedStatus: '100' }, 'got "100"'],
      ['a range backwards', { expectedStatus: '299-200' }, 'got "299-200"'],
      ['an empty text', { bodyContains: '' }, "'bodyContains' must be a text that is not empty, got \"\""],
      ['an expression that is none', { bodyMatches: '(' }, "'bodyMatches' must be a regular expression of JavaScript, got \"(\". Invalid regular expression"],
      ['headers as a list', { headers: ['a'] }, "'headers' must be values by name"],
      ['the name of a header with a blank', { headers: { 'a b': 'c' } }, "'headers' must be values by name, the names without blanks and colons, got \"a b\""],
      ['a header on two lines', { headers: { a: 'b\nc' } }, 'that of a in printable ASCII on one line'],
      ['half a retry', { retries: 0.5 }, "'retries' must be a whole number between 0 and 20, got 0.5"],
      ['too many retries', { retries: 21 }, "'retries' must be a whole number between 0 and 20, got 21"],
      ['a time as a number', { timeout: 5 }, "'timeout' must be a Duration, such as Duration.seconds(5), got 5"],
      ['no time at all', { timeout: Duration.seconds(0) }, "'timeout' must be a whole number between 1 and 120 seconds, got 0"],
      ['half a second', { timeout: Duration.millis(500) }, "'timeout' must be a whole number between 1 and 120 seconds, got 0.5"],
      ['a long pause', { retryInterval: Duration.minutes(3) }, "'retryInterval' must be a whole number between 0 and 120 seconds, got 180"],
    ])('%s', (_, smokeTest, message) => {
      expect(refusal({ smokeTest })).toThrow(message);
    });

    test('what may take longer than a function runs', () => {
      const smokeTest = { paths: ['/a', '/b'], retries: 4, retryInterval: Duration.seconds(10), timeout: Duration.seconds(80) };
      expect(refusal({ smokeTest })).toThrow("'smokeTest' must be over within 14 minutes, got up to 15: 2 paths with 5 requests of 80 seconds each, 10 seconds apart. " +
        "Lower 'retries' or 'timeout', or ask fewer paths [at Prod/Web]");
      expect(refusal({ smokeTest: { ...smokeTest, timeout: Duration.seconds(76) } })).not.toThrow();
    });

    test('a plan without a moment for it', () => {
      expect(refusal({ smokeTest: {}, plan: DeploymentPlan.rolling() })).toThrow("'smokeTest' needs a plan that shifts traffic");
      for (const plan of [DeploymentPlan.blueGreen(), DeploymentPlan.canary(), DeploymentPlan.linear(), DeploymentPlan.allAtOnce()]) {
        expect(refusal({ smokeTest: {}, plan })).not.toThrow();
      }
    });

    test('AWS CodeDeploy, which calls functions in another way', () => {
      expect(refusal({ engine: DeploymentEngine.codeDeploy() })).toThrow("'smokeTest' needs DeploymentEngine.ecs()");
    });

    test('a service without test traffic', () => {
      expect(refusal({ testTraffic: TestTraffic.none() })).toThrow("'smokeTest' needs test traffic, got TestTraffic.none()");
    });

    test('a service without a load balancer', () => {
      expect(refusal({ ingress: Ingress.serviceConnect() })).toThrow("'smokeTest' needs a load balancer that takes test traffic");
    });

    test('to ask a health check where the load balancer does not lead', () => {
      expect(refusal({ smokeTest: {}, healthCheck: { path: '/up', port: 9090 } })).toThrow("'smokeTest' must name 'paths' where the health check has a port of its own");
      expect(refusal({ smokeTest: { paths: ['/'] }, healthCheck: { path: '/up', port: 9090 } })).not.toThrow();
    });

    test('before it makes anything', () => {
      const stack = prodStack();
      expect(() => serviceIn(stack, { smokeTest: { paths: [] } })).toThrow();
      expect(stack.node.children.map(({ node }) => node.id)).toEqual(['Web']);
    });
  });
});
