import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { HighCpuAlarm } from '../../src/alarms';
import { AlertRouter, Destination } from '../../src/alerting';
import { WarningId } from '../../src/core/private/warning-ids';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, DeploymentPlan, IServiceImage, Ingress, ServiceImage } from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { Signals } from '../../src/signals';
import { idsOf, onlyResource, prodStack, warningsWith } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

function serviceIn(stack: Stack, props: Partial<BlueGreenFargateServiceProps> = {}): BlueGreenFargateService {
  return new BlueGreenFargateService(stack, 'Web', { image, ...props });
}

function templateWith(props: Partial<BlueGreenFargateServiceProps> = {}): Template {
  const stack = prodStack();
  serviceIn(stack, props);
  return Template.fromStack(stack);
}

/** Properties of the ECS service. */
function service(template: Template): any {
  return onlyResource(template, 'AWS::ECS::Service').Properties;
}

function rules(template: Template): { production: any; test: any } {
  const found = Object.entries(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
  return {
    production: found.find(([id]) => id.includes('ProductionRule'))![1],
    test: found.find(([id]) => id.includes('TestRule'))![1],
  };
}

/** What of the target groups cannot change in place: a new group would be empty when the rule comes to name it. */
function replacingProperties(template: Template): unknown[] {
  return Object.entries(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'))
    .map(([id, { Properties: { Name, Port, Protocol, TargetType, VpcId } }]) => ({ id, Name, Port, Protocol, TargetType, VpcId }));
}

describe('BlueGreenFargateService', () => {
  describe('out of the box', () => {
    const template = templateWith();

    test('shifts traffic blue to green and keeps the old version for ten minutes', () => {
      expect(service(template).DeploymentConfiguration).toMatchObject({ Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 10 });
    });

    test('lets both target groups share the production rule, so that ECS finds them both at a load balancer', () => {
      const { TargetGroups } = rules(template).production.Properties.Actions[0].ForwardConfig;
      expect(TargetGroups.map((group: any) => group.Weight)).toEqual([100, 0]);
      expect(new Set(TargetGroups.map((group: any) => group.TargetGroupArn.Ref)).size).toBe(2);
    });

    test('hands ECS the rules, not the listeners', () => {
      const { AdvancedConfiguration } = service(template).LoadBalancers[0];
      expect(AdvancedConfiguration).toMatchObject({
        AlternateTargetGroupArn: { Ref: expect.stringContaining('Green') },
        ProductionListenerRule: { Ref: expect.stringContaining('ProductionRule') },
        TestListenerRule: { Ref: expect.stringContaining('TestRule') },
      });
    });

    test('opens production to the internet and the test listener to nobody', () => {
      const ingress = Object.values(template.findResources('AWS::EC2::SecurityGroup'))
        .flatMap((group: any) => group.Properties.SecurityGroupIngress ?? []);
      expect(ingress.map((rule: any) => rule.FromPort)).toEqual([80]);
      template.resourcePropertiesCountIs('AWS::EC2::SecurityGroupIngress', { FromPort: 9000 }, 0);
    });

    test('rolls back when a colour fails requests or a target stays unhealthy', () => {
      const { Alarms, DeploymentCircuitBreaker } = service(template).DeploymentConfiguration;
      expect(Alarms).toMatchObject({ Enable: true, Rollback: true });
      expect(Alarms.AlarmNames).toHaveLength(2);
      expect(DeploymentCircuitBreaker).toEqual({ Enable: true, Rollback: true });
    });

    test('looks at the worse colour: they swap, and a sum would dilute a canary', () => {
      const [alarm] = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).find(([id]) => id.includes('ErrorRate'))!.slice(1) as any[];
      const expression = alarm.Properties.Metrics.find((metric: any) => metric.Expression).Expression;
      expect(expression).toMatch(/^MAX\(\[IF\(.*errors0.*\), IF\(.*errors1.*\)\]\)$/);
    });

    test('counts a request that found no target as failed: a version that crashes answers nothing', () => {
      const [alarm] = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).find(([id]) => id.includes('ErrorRate'))!.slice(1) as any[];
      const names = alarm.Properties.Metrics.map((metric: any) => metric.MetricStat?.Metric.MetricName).filter(Boolean);
      expect(names.filter((name: string) => name === 'TargetConnectionErrorCount')).toHaveLength(2);
    });

    test('waits for the capacity provider and for the permissions of its tasks', () => {
      const { DependsOn } = onlyResource(template, 'AWS::ECS::Service');
      const capacity = idsOf(template, 'AWS::ECS::ClusterCapacityProviderAssociations')[0];
      const permissions = idsOf(template, 'AWS::IAM::Policy').find((id) => id.includes('ExecutionRole'));
      expect(DependsOn).toEqual(expect.arrayContaining([capacity, permissions]));
    });

    test('is not stopped from watching by an alarm that fires for lack of data', () => {
      for (const alarm of Object.values(template.findResources('AWS::CloudWatch::Alarm')) as any[]) {
        expect(alarm.Properties.TreatMissingData).toBe('notBreaching');
      }
    });

    test('runs 2 to 10 tasks and leaves the count to scaling', () => {
      template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 10 });
      template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
        TargetTrackingScalingPolicyConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' }, TargetValue: 60,
        },
      });
      expect(service(template)).not.toHaveProperty('DesiredCount');
    });

    test('can take Spot later without replacing the service', () => {
      expect(service(template)).not.toHaveProperty('LaunchType');
      expect(service(template).CapacityProviderStrategy).toEqual([{ CapacityProvider: 'FARGATE', Weight: 1 }]);
    });

    test('drains in 30 s and calls a colour healthy after 20 s', () => {
      for (const group of Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup')) as any[]) {
        expect(group.Properties).toMatchObject({ HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2, HealthCheckPath: '/', Port: 80 });
        expect(group.Properties.TargetGroupAttributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '30' });
      }
    });

    test('keeps logs for a month and never blocks the application on them', () => {
      template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
      template.hasResourceProperties('AWS::ECS::TaskDefinition', {
        Cpu: '256', Memory: '512', ContainerDefinitions: [{ LogConfiguration: { Options: { mode: 'non-blocking' } } }],
      });
    });

    test('lets only ECS of this account take the traffic role', () => {
      template.hasResourceProperties('AWS::IAM::Role', {
        AssumeRolePolicyDocument: {
          Statement: [{
            Principal: { Service: 'ecs.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
          }],
        },
      });
    });

    test('has one NAT gateway, and one Lambda function for all services of the stack', () => {
      template.resourceCountIs('AWS::EC2::NatGateway', 1);
      template.resourceCountIs('AWS::Lambda::Function', 1);
    });

    test('waits for the rules that ECS will move', () => {
      const { DependsOn } = onlyResource(template, 'AWS::ECS::Service');
      expect(DependsOn).toEqual(expect.arrayContaining([expect.stringContaining('ProductionRule'), expect.stringContaining('TestRule')]));
    });
  });

  test('shares network and cluster with the other services of its stack', () => {
    const stack = prodStack();
    serviceIn(stack);
    new BlueGreenFargateService(stack, 'Api', { image });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EC2::VPC', 1);
    template.resourceCountIs('AWS::ECS::Cluster', 1);
    template.resourceCountIs('AWS::EC2::NatGateway', 1);
  });

  test('has the same ids whatever the order in which services are added', () => {
    const ids = (names: string[]) => {
      const stack = prodStack();
      names.forEach((name) => new BlueGreenFargateService(stack, name, { image }));
      return Object.keys(Template.fromStack(stack).toJSON().Resources).sort();
    };
    expect(ids(['A', 'B'])).toEqual(ids(['B', 'A']));
  });

  test('gives every role the tags of the app', () => {
    const stack = prodStack();
    serviceIn(stack);
    Tags.of(stack).add('team', 'orders');
    for (const role of Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')) as any[]) {
      expect(role.Properties.Tags).toContainEqual({ Key: 'team', Value: 'orders' });
    }
  });

  describe('plans', () => {
    test('canary shifts a share first', () => {
      const plan = DeploymentPlan.canary({ canaryPercent: 20, canaryBakeTime: Duration.minutes(15) });
      const { DeploymentConfiguration } = service(templateWith({ plan }));
      expect(DeploymentConfiguration).toMatchObject({
        Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 20, CanaryBakeTimeInMinutes: 15 },
      });
    });

    test('linear shifts in steps', () => {
      const { DeploymentConfiguration } = service(templateWith({ plan: DeploymentPlan.linear({ stepPercent: 25 }) }));
      expect(DeploymentConfiguration).toMatchObject({ Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 25, StepBakeTimeInMinutes: 6 } });
    });

    const template = templateWith();

    test('rolling replaces tasks, and ECS knows the other group already', () => {
      const properties = service(templateWith({ plan: DeploymentPlan.rolling({ minHealthyPercent: 50 }) }));
      expect(properties.DeploymentConfiguration).toMatchObject({ Strategy: 'ROLLING', MinimumHealthyPercent: 50, MaximumPercent: 200 });
      expect(properties.LoadBalancers[0].AdvancedConfiguration).toEqual(service(template).LoadBalancers[0].AdvancedConfiguration);
    });

    test('changing the plan replaces nothing that carries traffic', () => {
      const traffic = (plan: DeploymentPlan) => {
        const rendered = templateWith({ plan });
        const types = ['LoadBalancer', 'Listener', 'ListenerRule', 'TargetGroup'].map((type) => `AWS::ElasticLoadBalancingV2::${type}`);
        return ['AWS::ECS::Service', ...types].flatMap((type) => idsOf(rendered, type)).sort();
      };
      expect(traffic(DeploymentPlan.rolling())).toEqual(traffic(DeploymentPlan.canary()));
    });

    test('fails when the canary has no traffic, naming the prop', () => {
      expect(() => templateWith({ plan: DeploymentPlan.canary({ canaryPercent: 0 }) }))
        .toThrow("'canaryPercent' must be between 0.1 and 100, got 0 [at Prod/Web]");
    });
  });

  test.each<[string, Partial<BlueGreenFargateServiceProps>]>([
    ['image', { image: ServiceImage.fromRegistry('other:2') }],
    ['environment', { environment: { A: 'b' } }],
    ['size', { cpu: 1024, memoryLimitMiB: 4096 }],
    ['scaling', { scaling: { minTasks: 4, maxTasks: 40, cpuPercent: 50 } }],
    ['rollback alarms', { rollback: { errorRatePercent: 1, latencySeconds: 2 } }],
    ['plan', { plan: DeploymentPlan.linear() }],
    ['health check', { healthCheck: { path: '/health', gracePeriod: Duration.minutes(2) } }],
    ['port', { containerPort: 3000 }],
    ['log retention', { logRetention: logs.RetentionDays.ONE_WEEK }],
  ])('leaves the weights of the production rule to ECS when the %s changes', (_, change) => {
    // CloudFormation writes the template's weights (100/0) again when the rule changes: with green live that is an outage.
    expect(rules(templateWith(change)).production).toEqual(rules(templateWith()).production);
    expect(replacingProperties(templateWith(change))).toEqual(replacingProperties(templateWith()));
  });

  describe('ingress', () => {
    test('serves HTTPS with a certificate and redirects HTTP', () => {
      const stack = prodStack();
      const certificate = acm.Certificate.fromCertificateArn(stack, 'Cert', 'arn:aws:acm:eu-west-1:111111111111:certificate/1');
      const { url } = serviceIn(stack, { ingress: Ingress.internetFacing({ certificate }) });
      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 443, Protocol: 'HTTPS' });
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 9000, Protocol: 'HTTPS' });
      template.hasResource('AWS::ElasticLoadBalancingV2::Listener', {
        Properties: { Port: 80, DefaultActions: [{ Type: 'redirect' }] },
        // A service that gets its certificate later has production on port 80 until then.
        DependsOn: Match.arrayWith([Match.stringLikeRegexp('LoadBalancerProduction')]),
      });
      expect(JSON.stringify(stack.resolve(url))).toContain('https://');
    });

    test('internal is open only to those let in', () => {
      const stack = prodStack();
      const web = serviceIn(stack);
      const api = new BlueGreenFargateService(stack, 'Api', { image, ingress: Ingress.internalOnly() });
      api.allowTrafficFrom(web);
      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
      const open = Object.entries(template.findResources('AWS::EC2::SecurityGroup', {
        Properties: { SecurityGroupIngress: Match.arrayWith([Match.objectLike({ CidrIp: '0.0.0.0/0' })]) },
      }));
      expect(open.map(([id]) => id)).toEqual([expect.stringContaining('Web')]);
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 80, Description: 'Api: requests' });
    });

    test('lets a caller of another stack in, who knows the address: neither stack has to come first twice', () => {
      const app = new App();
      const [back, front] = ['Back', 'Front'].map((id) => new Stack(app, id));
      const network = new ServiceNetwork(back, 'Network');
      const api = new BlueGreenFargateService(back, 'Api', { image, network, ingress: Ingress.internalOnly() });
      const web = new BlueGreenFargateService(front, 'Web', { image, network, environment: { API: api.url } });
      api.allowTrafficFrom(web);
      api.allowTrafficFrom(web);
      expect(() => app.synth()).not.toThrow();
      Template.fromStack(front).resourcePropertiesCountIs('AWS::EC2::SecurityGroupIngress', { FromPort: 80, Description: 'Api: requests' }, 1);
    });

    test('lets a tester in on the test listener', () => {
      const stack = prodStack();
      const web = serviceIn(stack);
      web.allowTestTrafficFrom(new ec2.SecurityGroup(stack, 'Tester', { vpc: web.cluster.vpc }));
      Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 9000 });
    });

    test.each([[false], [true]])('logs access, also where the region is not known (agnostic: %p)', (agnostic) => {
      const stack = prodStack({ agnostic });
      serviceIn(stack);
      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
        LoadBalancerAttributes: Match.arrayWith([{ Key: 'access_logs.s3.enabled', Value: 'true' }]),
      });
      expect(onlyResource(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').DependsOn).toContainEqual(expect.stringContaining('BucketPolicy'));
    });
  });

  describe('alarms', () => {
    test('keep every alarm that is added, however often', () => {
      const stack = prodStack();
      const web = serviceIn(stack, { rollback: { latencySeconds: 1 } });
      const own = (id: string) => new cloudwatch.Alarm(stack, id, {
        metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: id }), threshold: 1, evaluationPeriods: 1,
      });
      web.addRollbackAlarm(own('Orders'));
      web.addRollbackAlarm(own('Payments'));
      const names = JSON.stringify(service(Template.fromStack(stack)).DeploymentConfiguration.Alarms.AlarmNames);
      for (const id of ['ErrorRate', 'UnhealthyTargets', 'Latency', 'Orders', 'Payments']) { expect(names).toContain(id); }
      expect(web.rollbackAlarms).toHaveLength(5);
    });

    test('alert as critical when there is somebody to alert', () => {
      const stack = prodStack();
      const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('oncall@example.com')] });
      serviceIn(stack, { alerts });
      const template = Template.fromStack(stack);
      for (const alarm of Object.values(template.findResources('AWS::CloudWatch::Alarm')) as any[]) {
        expect(alarm.Properties.AlarmActions).toHaveLength(1);
      }
    });

    test('fail when they watch the service itself, naming the prop', () => {
      const stack = prodStack();
      const web = serviceIn(stack);
      web.addRollbackAlarm(new HighCpuAlarm(stack, 'Cpu', { source: Signals.ecsService(web.service) }).alarm);
      expect(() => App.of(stack)!.synth()).toThrow("'alarms' of the rollback must not watch the service itself, got 'Prod/Cpu/Alarm'");
    });

    test('may watch the load balancer', () => {
      const stack = prodStack();
      const web = serviceIn(stack, { rollback: { latencySeconds: 1 } });
      web.addRollbackAlarm(web.loadBalancer.metrics.requestCount().createAlarm(stack, 'Quiet', { threshold: 1, evaluationPeriods: 1 }));
      expect(() => App.of(stack)!.synth()).not.toThrow();
    });

    test('of the user are theirs to route, and may be imported', () => {
      const stack = prodStack();
      const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('oncall@example.com')] });
      const imported = cloudwatch.Alarm.fromAlarmName(stack, 'Imported', 'checkout');
      serviceIn(stack, { alerts, rollback: { alarms: [imported] } });
      expect(service(Template.fromStack(stack)).DeploymentConfiguration.Alarms.AlarmNames).toContain('checkout');
    });
  });

  test('passes environment and secrets to the container', () => {
    const stack = prodStack();
    const secret = new secretsmanager.Secret(stack, 'Secret');
    serviceIn(stack, { environment: { MODE: 'live' }, secrets: { TOKEN: ecs.Secret.fromSecretsManager(secret) } });
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [{ Environment: [{ Name: 'MODE', Value: 'live' }], Secrets: [{ Name: 'TOKEN' }] }],
    });
  });

  test('runs in public subnets with public IPs when the network has no NAT', () => {
    const stack = prodStack();
    serviceIn(stack, { network: new ServiceNetwork(stack, 'Network', { shape: NetworkShape.PUBLIC_IP }) });
    expect(service(Template.fromStack(stack)).NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp).toBe('ENABLED');
  });

  test.each<[string, IServiceImage | undefined, number]>([
    ['a public image', undefined, 1],
    ['an image of the own registry', ServiceImage.fromRepository(ecr.Repository.fromRepositoryName(new Stack(), 'Own', 'web'), '1'), 0],
  ])('warns when the network does not reach the registry of %s', (_, own, warnings) => {
    const stack = prodStack();
    serviceIn(stack, { image: own ?? image, network: new ServiceNetwork(stack, 'Network', { shape: NetworkShape.ENDPOINTS }) });
    expect(warningsWith(stack, WarningId.PUBLIC_IMAGE_OUT_OF_REACH)).toHaveLength(warnings);
  });

  test('does not warn when the network reaches the internet', () => {
    const stack = prodStack();
    serviceIn(stack);
    expect(warningsWith(stack, WarningId.PUBLIC_IMAGE_OUT_OF_REACH)).toEqual([]);
  });

  test('runs in the VPC of a cluster that the user brings', () => {
    const stack = prodStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1 });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true });
    expect(serviceIn(stack, { cluster }).cluster).toBe(cluster);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::VPC', 1);
  });

  test('tells how it is doing', () => {
    const stack = prodStack();
    const web = serviceIn(stack);
    expect(web.sourceName).toBe('Web');
    expect(Object.keys(web.goldenSignals()).sort()).toEqual(['cpu', 'errors', 'extras', 'healthy', 'latency', 'logGroups', 'memory', 'requests', 'unhealthy']);
  });

  test.each<[string, Partial<BlueGreenFargateServiceProps>, string]>([
    ['no such CPU size exists', { cpu: 300 }, "'cpu' must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, got 300 [at Prod/Web]"],
    ['CPU and memory do not go together', { cpu: 256, memoryLimitMiB: 4096 }, "'memoryLimitMiB' must be one of 512, 1024, 2048 for cpu 256, got 4096. The nearest is 2048 [at Prod/Web]"],
    ['memory is between two steps', { cpu: 8192, memoryLimitMiB: 17000 }, "'memoryLimitMiB' must be 16384 to 61440 in steps of 4096 for cpu 8192, got 17000. The nearest is 16384"],
    ['containerPort is no port', { containerPort: 70000 }, "'containerPort' must be a whole number between 1 and 65535, got 70000"],
    ['the health check path is no path', { healthCheck: { path: 'health' } }, "'path' must be a path that starts with '/' and has no blanks, got \"health\""],
    ['minTasks is 0', { scaling: { minTasks: 0 } }, "'minTasks' must be a whole number of at least 1 task, got 0"],
    ['maxTasks is below minTasks', { scaling: { minTasks: 5, maxTasks: 3 } }, "'maxTasks' must be at least 'minTasks' (5), got 3"],
    ['cpuPercent is 0', { scaling: { cpuPercent: 0 } }, "'cpuPercent' must be between 1 and 100, got 0"],
    ['errorRatePercent is 0', { rollback: { errorRatePercent: 0 } }, "'errorRatePercent' must be between 0.01 and 100, got 0"],
    ['gracePeriod is negative', { healthCheck: { gracePeriod: Duration.seconds(0.5) } }, "'gracePeriod' must be a whole number between 0 and"],
    ['a name has two values', { environment: { A: 'b' }, secrets: { A: undefined as any } }, "'environment' and 'secrets' must not both name A"],
    ['a port is text', { containerPort: '8080' as any }, '\'containerPort\' must be a number, got "8080" [at Prod/Web]'],
    ['image is missing', { image: undefined }, "'image' must be a service image, such as ServiceImage.released(repository) or"],
    ['image is an image of the CDK', { image: ecs.ContainerImage.fromRegistry('a') as any }, 'got an ecs.ContainerImage'],
    ['plan is not called', { plan: DeploymentPlan.canary as any }, "'plan' must be a deployment plan, such as DeploymentPlan.canary(), got the function canary"],
    ['a time is a number', { plan: DeploymentPlan.canary({ canaryBakeTime: 10 as any }) }, "'canaryBakeTime' must be a Duration, such as Duration.minutes(10), got 10"],
    ['network is a VPC', { network: { node: {} } as any }, "'network' must be a service network, such as ServiceNetwork.fromVpc(vpc)"],
    ['ingress is text', { ingress: 'internal' as any }, "'ingress' must be an Ingress, such as Ingress.internalOnly()"],
    ['alerts is no router', { alerts: {} as any }, "'alerts' must be an AlertRouter, got an object with nothing in it"],
    ['the image directory has no Dockerfile', { image: ServiceImage.fromAsset('/nowhere') }, "'directory' must hold a Dockerfile, got \"/nowhere\""],
  ])('fails when %s, naming the prop', (_, props, message) => {
    expect(() => templateWith(props)).toThrow(message);
  });

  test('fails when network and cluster are in different VPCs, naming the props', () => {
    const stack = prodStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    expect(() => serviceIn(stack, { cluster, network: new ServiceNetwork(stack, 'Network') }))
      .toThrow("'network' must be in the VPC of 'cluster' (Prod/Vpc), got Prod/Network");
  });

  test('leaves nothing behind when the input is refused', () => {
    const stack = prodStack();
    expect(() => serviceIn(stack, { cpu: 300 })).toThrow();
    expect(Template.fromStack(stack).toJSON().Resources ?? {}).toEqual({});
  });

  test('takes tokens wherever a number is expected', () => {
    const token = () => Lazy.number({ produce: () => 1024 });
    expect(() => templateWith({
      cpu: token(),
      memoryLimitMiB: token(),
      containerPort: token(),
      scaling: { minTasks: token(), maxTasks: token(), cpuPercent: token() },
      rollback: { errorRatePercent: token(), latencySeconds: token() },
    })).not.toThrow();
  });

  test('builds assets for the processor that Fargate runs them on', () => {
    const app = new App();
    const stack = new Stack(app, 'Prod');
    serviceIn(stack, { image: ServiceImage.fromAsset(`${__dirname}/fixtures/image`) });
    const assembly = app.synth();
    const { dockerImages } = JSON.parse(readFileSync(join(assembly.directory, 'Prod.assets.json'), 'utf8'));
    expect(Object.values(dockerImages)).toEqual([expect.objectContaining({ source: expect.objectContaining({ platform: 'linux/amd64' }) })]);
  });
});
