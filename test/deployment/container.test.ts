import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecrAssets from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { WarningId } from '../../src/core/private/warning-ids';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, Ingress, ServiceHealthCheck, ServiceImage, ServiceVolume } from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { ContainerRepository } from '../../src/registry';
import { idsOf, onlyResource, prodStack, warningsWith } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');
const FIXTURE = `${__dirname}/fixtures/image`;

function serviceIn(stack: Stack, props: Partial<BlueGreenFargateServiceProps> = {}): BlueGreenFargateService {
  return new BlueGreenFargateService(stack, 'Web', { image, ...props });
}

function templateWith(props: Partial<BlueGreenFargateServiceProps> = {}): Template {
  const stack = prodStack();
  serviceIn(stack, props);
  return Template.fromStack(stack);
}

/** Properties of the task definition. */
function task(template: Template): any {
  return onlyResource(template, 'AWS::ECS::TaskDefinition').Properties;
}

function container(template: Template, name = 'app'): any {
  return task(template).ContainerDefinitions.find((definition: any) => definition.Name === name);
}

function targetGroups(template: Template): any[] {
  return Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup')).map(({ Properties }: any) => Properties);
}

/** All statements of the policies of a role, by a part of the role's id. */
function statementsOf(template: Template, role: string): any[] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }: any) => Properties.Roles.some((each: any) => each.Ref.includes(role)))
    .flatMap(({ Properties }: any) => Properties.PolicyDocument.Statement);
}

describe('the processor', () => {
  function platformsBuilt(props: Partial<BlueGreenFargateServiceProps>): string[] {
    const app = new App();
    serviceIn(new Stack(app, 'Prod'), props);
    const { dockerImages } = JSON.parse(readFileSync(join(app.synth().directory, 'Prod.assets.json'), 'utf8'));
    return Object.values<any>(dockerImages).map(({ source }) => source.platform);
  }

  test('is one switch for tasks and assets', () => {
    const props = { architecture: ecs.CpuArchitecture.ARM64, image: ServiceImage.fromAsset(FIXTURE) };
    expect(task(templateWith(props)).RuntimePlatform).toEqual({ CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' });
    expect(platformsBuilt(props)).toEqual(['linux/arm64']);
  });

  test('is left to Amazon ECS unless said, and is then x86', () => {
    expect(task(templateWith())).not.toHaveProperty('RuntimePlatform');
    expect(platformsBuilt({ image: ServiceImage.fromAsset(FIXTURE) })).toEqual(['linux/amd64']);
  });

  test('may be said in more detail for the image', () => {
    const platform = ecrAssets.Platform.custom('linux/arm64/v8');
    expect(platformsBuilt({ architecture: ecs.CpuArchitecture.ARM64, image: ServiceImage.fromAsset(FIXTURE, { platform }) })).toEqual(['linux/arm64/v8']);
  });

  test('fails when the image is built for another, naming the prop', () => {
    expect(() => templateWith({ image: ServiceImage.fromAsset(FIXTURE, { platform: ecrAssets.Platform.LINUX_ARM64 }) }))
      .toThrow("'platform' must be linux/amd64, for the service runs on X86_64, got linux/arm64. Leave it out, or set the service's 'architecture' [at Prod/Web]");
  });
});

describe('a map of another order', () => {
  test('has the same task definition', () => {
    const secret = ecs.Secret.fromSecretsManager(secretsmanager.Secret.fromSecretNameV2(new Stack(), 'Own', 'own'));

    const one = container(templateWith({ environment: { B: '2', A: '1' }, secrets: { Z: secret, Y: secret } }));
    expect([one.Environment, one.Secrets].map((list) => list.map(({ Name }: any) => Name))).toEqual([['A', 'B'], ['Y', 'Z']]);
  });

  test('builds the same image', () => {
    const hashOf = (buildArgs: Record<string, string>) => {
      const app = new App();
      serviceIn(new Stack(app, 'Prod'), { image: ServiceImage.fromAsset(FIXTURE, { buildArgs }) });
      return Object.keys(JSON.parse(readFileSync(join(app.synth().directory, 'Prod.assets.json'), 'utf8')).dockerImages);
    };

    expect(hashOf({ A: '1', B: '2' })).toEqual(hashOf({ B: '2', A: '1' }));
  });
});

describe('a read-only root file system', () => {
  const template = templateWith({ readonlyRootFilesystem: true });

  test('leaves /tmp writable, for any user', () => {
    expect(container(template)).toMatchObject({
      ReadonlyRootFilesystem: true, LinuxParameters: { Tmpfs: [{ ContainerPath: '/tmp', Size: 64 }] },
    });
  });

  test('takes a /tmp of the user instead', () => {
    const definition = container(templateWith({ readonlyRootFilesystem: true, volumes: [ServiceVolume.memory('/tmp', 256)] }));
    expect(definition.LinuxParameters.Tmpfs).toEqual([{ ContainerPath: '/tmp', Size: 256 }]);
    const onDisk = container(templateWith({ readonlyRootFilesystem: true, volumes: [ServiceVolume.temporary('/tmp')] }));
    expect(onDisk.MountPoints).toEqual([{ ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'volume0' }]);
    expect(onDisk.LinuxParameters?.Tmpfs).toBeUndefined();
  });

  test('keeps the placeholder working, which writes to /tmp', () => {
    const stack = prodStack();
    serviceIn(stack, { readonlyRootFilesystem: true, image: ServiceImage.released(new ContainerRepository(stack, 'Images')) });
    const { Command, LinuxParameters } = container(Template.fromStack(stack));
    expect(Command['Fn::If'][1][2]).toContain('root=/tmp/');
    expect(LinuxParameters.Tmpfs[0].ContainerPath).toBe('/tmp');
  });

  test('is not there unless asked for', () => {
    const definition = container(templateWith());
    for (const property of ['ReadonlyRootFilesystem', 'LinuxParameters', 'MountPoints', 'StopTimeout']) { expect(definition).not.toHaveProperty(property); }
    for (const property of ['Volumes', 'EphemeralStorage']) { expect(task(templateWith())).not.toHaveProperty(property); }
  });

  test('fails together with ECS Exec, whose agent writes to it', () => {
    expect(() => templateWith({ readonlyRootFilesystem: true, enableExecuteCommand: true }))
      .toThrow("'enableExecuteCommand' must be left out with 'readonlyRootFilesystem'");
  });
});

describe('ECS Exec', () => {
  const template = templateWith({ enableExecuteCommand: true });

  test('is turned on, with a process that cleans up after sessions', () => {
    expect(onlyResource(template, 'AWS::ECS::Service').Properties.EnableExecuteCommand).toBe(true);
    expect(container(template).LinuxParameters).toMatchObject({ InitProcessEnabled: true });
  });

  test('may open its channels and write to the log of the service, to no other', () => {
    const statements = statementsOf(template, 'TaskRole');
    expect(statements).toHaveLength(2);
    expect(statements[0]).toMatchObject({
      Action: expect.arrayContaining(['ssmmessages:CreateControlChannel', 'ssmmessages:OpenDataChannel', 'logs:DescribeLogGroups']), Resource: '*',
    });
    expect(statements[1]).toMatchObject({
      Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [idsOf(template, 'AWS::Logs::LogGroup')[0], 'Arn'] },
    });
  });

  test('is recorded where the cluster says', () => {
    const stack = prodStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const cluster = new ecs.Cluster(stack, 'Cluster', {
      vpc,
      enableFargateCapacityProviders: true,
      executeCommandConfiguration: {
        logging: ecs.ExecuteCommandLogging.OVERRIDE, logConfiguration: { cloudWatchLogGroup: new logs.LogGroup(stack, 'Sessions') },
      },
    });
    serviceIn(stack, { cluster, enableExecuteCommand: true });
    const rendered = Template.fromStack(stack);
    expect(onlyResource(rendered, 'AWS::ECS::Service').Properties.EnableExecuteCommand).toBe(true);
    const written = statementsOf(rendered, 'TaskRole').filter(({ Action }) => Action.includes('logs:PutLogEvents'));
    expect(written).toHaveLength(1);
    expect(JSON.stringify(written[0].Resource)).toContain('Sessions');
  });

  test('is off unless asked for', () => {
    expect(onlyResource(templateWith(), 'AWS::ECS::Service').Properties).not.toHaveProperty('EnableExecuteCommand');
    expect(statementsOf(templateWith(), 'TaskRole')).toEqual([]);
  });

  test.each<[string, NetworkShape, number]>([
    ['warns where its agent does not reach AWS', NetworkShape.ENDPOINTS, 1],
    ['does not warn where it does', NetworkShape.ONE_NAT, 0],
  ])('%s', (_, shape, warnings) => {
    const stack = prodStack();
    serviceIn(stack, { enableExecuteCommand: true, network: new ServiceNetwork(stack, 'Network', { shape }) });
    expect(warningsWith(stack, WarningId.EXEC_OUT_OF_REACH)).toHaveLength(warnings);
  });
});

describe('volumes', () => {
  function withEfs(options: { readOnly?: boolean; accessPoint?: boolean } = {}): Template {
    const stack = prodStack();
    const network = new ServiceNetwork(stack, 'Network');
    const fileSystem = new efs.FileSystem(stack, 'Files', { vpc: network.vpc, encrypted: true });
    const accessPoint = options.accessPoint ? fileSystem.addAccessPoint('Uploads', { path: '/uploads' }) : undefined;
    serviceIn(stack, { network, volumes: [ServiceVolume.efs({ fileSystem, containerPath: '/uploads', accessPoint, readOnly: options.readOnly })] });
    return Template.fromStack(stack);
  }

  test('of EFS are mounted with encryption in transit, as the task role', () => {
    const template = withEfs({ accessPoint: true });
    expect(task(template).Volumes).toEqual([{
      Name: 'volume0',
      EFSVolumeConfiguration: {
        FilesystemId: { Ref: idsOf(template, 'AWS::EFS::FileSystem')[0] },
        TransitEncryption: 'ENABLED',
        AuthorizationConfig: { IAM: 'ENABLED', AccessPointId: { Ref: idsOf(template, 'AWS::EFS::AccessPoint')[0] } },
      },
    }]);
    expect(container(template).MountPoints).toEqual([{ ContainerPath: '/uploads', ReadOnly: false, SourceVolume: 'volume0' }]);
  });

  test('of EFS may be used through the access point only', () => {
    expect(statementsOf(withEfs({ accessPoint: true }), 'TaskRole')).toEqual([{
      Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': [expect.stringContaining('Files'), 'Arn'] },
      Condition: {
        Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' },
        StringEquals: { 'elasticfilesystem:AccessPointArn': expect.anything() },
      },
    }]);
  });

  test('of EFS may be read and not written to', () => {
    const template = withEfs({ readOnly: true });
    expect(statementsOf(template, 'TaskRole').map(({ Action }) => Action)).toEqual(['elasticfilesystem:ClientMount']);
    expect(container(template).MountPoints).toMatchObject([{ ReadOnly: true }]);
  });

  test('of EFS let the service in, which waits until they can be mounted', () => {
    const template = withEfs();
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 2049,
      ToPort: 2049,
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('Files'), 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('WebService'), 'GroupId'] },
    });
    const { DependsOn } = onlyResource(template, 'AWS::ECS::Service');
    expect(DependsOn).toEqual(expect.arrayContaining(idsOf(template, 'AWS::EFS::MountTarget')));
    expect(DependsOn).toContainEqual(expect.stringContaining('TaskRoleDefaultPolicy'));
  });

  test('of EFS may live in another stack, which does not wait for the service', () => {
    const app = new App();
    const [data, prod] = ['Data', 'Prod'].map((id) => new Stack(app, id));
    const network = new ServiceNetwork(data, 'Network');
    const fileSystem = new efs.FileSystem(data, 'Files', { vpc: network.vpc });
    serviceIn(prod, { network, volumes: [ServiceVolume.efs({ fileSystem, containerPath: '/uploads' })] });
    expect(() => app.synth()).not.toThrow();
    Template.fromStack(prod).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 2049 });
  });

  test('for scratch data are on the disk or in the memory of the task', () => {
    const template = templateWith({
      ephemeralStorageGiB: 100, volumes: [ServiceVolume.temporary('/var/cache'), ServiceVolume.memory('/run', 16), ServiceVolume.temporary('/var-cache')],
    });
    expect(task(template)).toMatchObject({ EphemeralStorage: { SizeInGiB: 100 }, Volumes: [{ Name: 'volume0' }, { Name: 'volume2' }] });
    expect(container(template).MountPoints.map((mount: any) => mount.ContainerPath)).toEqual(['/var/cache', '/var-cache']);
    expect(container(template).LinuxParameters.Tmpfs).toEqual([{ ContainerPath: '/run', Size: 16 }]);
  });

  test('can be implemented by a user', () => {
    const own = { containerPath: '/own', bind: () => ({ volume: { name: 'own' }, readOnly: true }) };
    expect(container(templateWith({ volumes: [own] })).MountPoints).toEqual([{ ContainerPath: '/own', ReadOnly: true, SourceVolume: 'own' }]);
  });

  test.each<[string, any, string]>([
    ['they are no list', {}, "'volumes' must be a list, got {}"],
    ['one is a path', ['/tmp'], "'volumes' must be service volumes, such as ServiceVolume.temporary('/var/cache'), got \"/tmp\""],
    ['a path is relative', [ServiceVolume.temporary('cache')], "'containerPath' must be a directory that starts with '/', such as '/var/cache', got \"cache\""],
    ['a path is the root', [ServiceVolume.temporary('/')], "'containerPath' must be a directory that starts with '/', such as '/var/cache', got \"/\""],
    ['two are at one path', [ServiceVolume.temporary('/a'), ServiceVolume.memory('/a', 1)], "'volumes' must not mount two at one 'containerPath', got two at /a"],
    ['memory has no size', [ServiceVolume.memory('/a', 0)], "'sizeMiB' must be a whole number of at least 1 MiB, got 0"],
    ['the file system is an id', [ServiceVolume.efs({ fileSystem: 'fs-1' as any, containerPath: '/a' })], "'fileSystem' must be a file system of Amazon EFS, got \"fs-1\""],
    ['one is made of nothing', [{ containerPath: '/a', bind: () => ({}) }], "'volumes' must be made of either 'volume' or 'memoryMiB', got neither for /a"],
  ])('fail when %s, naming the prop', (_, volumes, message) => {
    expect(() => templateWith({ volumes })).toThrow(message);
  });
});

describe('logs', () => {
  test('are encrypted with a key that CloudWatch Logs of this region may use', () => {
    const stack = prodStack();
    serviceIn(stack, { logEncryptionKey: new kms.Key(stack, 'Key'), logRetention: logs.RetentionDays.ONE_YEAR });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: { 'Fn::GetAtt': [idsOf(template, 'AWS::KMS::Key')[0], 'Arn'] }, RetentionInDays: 365 });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
        })]),
      },
    });
  });

  test('of many services can share a key, whose policy stays short', () => {
    const stack = prodStack();
    const logEncryptionKey = new kms.Key(stack, 'Key');
    ['A', 'B', 'C'].forEach((id) => new BlueGreenFargateService(stack, id, { image, logEncryptionKey }));
    expect(onlyResource(Template.fromStack(stack), 'AWS::KMS::Key').Properties.KeyPolicy.Statement).toHaveLength(2);
  });

  test('warn about an imported key', () => {
    const stack = prodStack();
    serviceIn(stack, { logEncryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1') });
    expect(warningsWith(stack, WarningId.LOG_KEY_POLICY_NOT_CHANGED)).toEqual([expect.stringContaining('logs.eu-west-1.amazonaws.com')]);
  });

  test('fail with an alias, naming the prop', () => {
    const stack = prodStack();
    const alias = new kms.Key(stack, 'Key').addAlias('logs');
    expect(() => serviceIn(stack, { logEncryptionKey: alias })).toThrow("'logEncryptionKey' must be the key itself, got an alias");
  });
});

describe('sidecars', () => {
  const agent = { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/agent:1') };

  test('log beside the application, which survives them', () => {
    const stack = prodStack();
    serviceIn(stack).addSidecar('agent', agent);
    const template = Template.fromStack(stack);
    expect(container(template, 'agent')).toMatchObject({
      Essential: false,
      LogConfiguration: { Options: { 'awslogs-group': { Ref: idsOf(template, 'AWS::Logs::LogGroup')[0] }, 'awslogs-stream-prefix': 'agent', 'mode': 'non-blocking' } },
    });
    expect(container(template).Essential).toBe(true);
  });

  test('are as their user wants them', () => {
    const stack = prodStack();
    const sidecar = serviceIn(stack).addSidecar('agent', { ...agent, essential: true, containerName: 'otel', logging: ecs.LogDrivers.firelens({}) });
    expect(sidecar.containerName).toBe('otel');
    expect(container(Template.fromStack(stack), 'otel')).toMatchObject({ Essential: true, LogConfiguration: { LogDriver: 'awsfirelens' } });
  });

  test.each<[string, string, ecs.ContainerDefinitionOptions, string]>([
    ['takes the name of the application', 'app', agent, "'id' must be one that the task does not have yet, got 'app' [at Prod/Web]"],
    ['takes its name by another way', 'agent', { ...agent, containerName: 'app' }, "got 'agent' for the container 'app'"],
    ['has the id of something else of the task', 'ExecutionRole', agent, "got 'ExecutionRole'"],
    ['has no image', 'agent', {} as any, "'image' must be a container image, such as ecs.ContainerImage.fromRegistry(name)"],
  ])('fail when one %s', (_, id, options, message) => {
    const web = serviceIn(prodStack());
    expect(() => web.addSidecar(id, options)).toThrow(message);
  });

  test('fail when one is added twice', () => {
    const web = serviceIn(prodStack());
    web.addSidecar('agent', agent);
    expect(() => web.addSidecar('agent', agent)).toThrow("got 'agent'");
  });
});

describe('the health check', () => {
  test('has a port of its own in both target groups, on which the load balancer is let in', () => {
    const template = templateWith({ healthCheck: { port: 9090 } });
    expect(targetGroups(template).map(({ HealthCheckPort }) => HealthCheckPort)).toEqual(['9090', '9090']);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 9090,
      ToPort: 9090,
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('WebService'), 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('LoadBalancer'), 'GroupId'] },
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 9090, ToPort: 9090 });
  });

  test('has its port opened for a load balancer of another stack too, which does not wait for the service', () => {
    const app = new App();
    const [edge, prod] = ['Edge', 'Prod'].map((id) => new Stack(app, id));
    const network = new ServiceNetwork(edge, 'Network');
    const shared = new elbv2.ApplicationLoadBalancer(edge, 'Shared', { vpc: network.vpc });
    const listener = shared.addListener('Http', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
    serviceIn(prod, { network, ingress: Ingress.sharedListener(listener, { pathPatterns: ['/web/*'] }), healthCheck: { port: 9090 } });
    expect(() => app.synth()).not.toThrow();
    Template.fromStack(prod).resourcePropertiesCountIs('AWS::EC2::SecurityGroupIngress', { FromPort: 9090 }, 1);
  });

  test('opens nothing more on the port of the container', () => {
    const resources = (props: Partial<BlueGreenFargateServiceProps>) => templateWith(props).toJSON().Resources;
    expect(resources({ healthCheck: { port: 8080 } })).toEqual(resources({}));
  });

  test('is as it is told in both target groups', () => {
    const template = templateWith({
      healthCheck: { path: '/live', healthyStatus: '200-299', interval: Duration.seconds(30), timeout: Duration.seconds(10), healthyThreshold: 5, unhealthyThreshold: 2 },
    });
    expect(targetGroups(template)).toHaveLength(2);
    for (const group of targetGroups(template)) {
      expect(group).toMatchObject({
        HealthCheckPath: '/live',
        Matcher: { HttpCode: '200-299' },
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 10,
        HealthyThresholdCount: 5,
        UnhealthyThresholdCount: 2,
      });
    }
  });

  test('does not wait longer than until the next one', () => {
    expect(targetGroups(templateWith({ healthCheck: { interval: Duration.seconds(5) } }))[0]).toMatchObject({
      HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 4,
    });
  });

  test('is answered by the placeholder too, on the own port', () => {
    const stack = prodStack();
    serviceIn(stack, { image: ServiceImage.released(new ContainerRepository(stack, 'Images')), healthCheck: { path: '/live', port: 9090 } });
    expect(container(Template.fromStack(stack)).Command['Fn::If'][1].slice(-3)).toEqual(['8080', '/live', '9090']);
  });

  test('fails when the placeholder cannot pass it', () => {
    const stack = prodStack();
    expect(() => serviceIn(stack, { image: ServiceImage.released(new ContainerRepository(stack, 'Images')), healthCheck: { healthyStatus: '204' } }))
      .toThrow("'healthyStatus' must include 200 for ServiceImage.released, got \"204\"");
  });

  test.each<[string, ServiceHealthCheck, string]>([
    ['the port is none', { port: 0 }, "'port' must be a whole number between 1 and 65535, got 0 [at Prod/Web]"],
    ['the status is no status', { healthyStatus: 'OK' }, "'healthyStatus' must be a status, several or a range between 200 and 499, such as"],
    ['the status is out of range', { healthyStatus: '200-599' }, 'got "200-599"'],
    ['the range goes backwards', { healthyStatus: '299-200' }, 'got "299-200"'],
    ['the interval is too short', { interval: Duration.seconds(4) }, "'interval' must be a whole number between 5 and 300 seconds, got 4"],
    ['the interval is no Duration', { interval: 10 as any }, "'interval' must be a Duration, such as Duration.seconds(10), got 10"],
    ['the interval is not whole', { interval: Duration.millis(5500) }, "'interval' must be a whole number between 5 and 300 seconds, got 5.5"],
    ['the interval is not known', { interval: Duration.seconds(Lazy.number({ produce: () => 10 })) }, "'interval' must be known at synth, got a value that CloudFormation fills in"],
    ['the timeout is too long', { interval: Duration.seconds(200), timeout: Duration.seconds(121) }, "'timeout' must be a whole number between 2 and 120 seconds, got 121"],
    ['the timeout is as long as the interval', { timeout: Duration.seconds(10) }, "'timeout' must be shorter than 'interval' (10 seconds), got 10 seconds"],
    ['one answer is enough', { healthyThreshold: 1 }, "'healthyThreshold' must be a whole number between 2 and 10, got 1"],
    ['too many answers are needed', { unhealthyThreshold: 11 }, "'unhealthyThreshold' must be a whole number between 2 and 10, got 11"],
  ])('fails when %s, naming the prop', (_, healthCheck, message) => {
    expect(() => templateWith({ healthCheck })).toThrow(message);
  });
});

describe('the container', () => {
  test('may take its time to stop', () => {
    expect(container(templateWith({ stopTimeout: Duration.minutes(2) })).StopTimeout).toBe(120);
  });

  test('takes tokens wherever a number is expected', () => {
    const token = (value: number) => Lazy.number({ produce: () => value });
    expect(() => templateWith({
      ephemeralStorageGiB: token(21),
      stopTimeout: Duration.seconds(token(60)),
      volumes: [ServiceVolume.memory(Lazy.string({ produce: () => '/run' }), token(16))],
      healthCheck: { port: token(9090), gracePeriod: Duration.seconds(token(10)), healthyThreshold: token(2), unhealthyThreshold: token(2) },
    })).not.toThrow();
  });

  test.each<[string, Partial<BlueGreenFargateServiceProps>, string]>([
    ['a variable has no name', { environment: { '': 'b' } }, "'environment' must have names that are not empty [at Prod/Web]"],
    ['a secret has no name', { secrets: { ' ': ecs.Secret.fromSecretsManager(secretsmanager.Secret.fromSecretNameV2(new Stack(), 'Own', 'own')) } }, "'secrets' must have names that are not empty"],
    ['a variable has no value', { environment: { MODE: undefined as any } }, "'environment' must have texts as values, got undefined for MODE"],
    ['a variable is a number', { environment: { PORT: 80 as any } }, "'environment' must have texts as values, got 80 for PORT"],
    ['a secret is a secret of Secrets Manager', { secrets: { TOKEN: new secretsmanager.Secret(new Stack(), 'Own') as any } }, "'secrets' must have values of type ecs.Secret, such as ecs.Secret.fromSecretsManager(secret), got another for TOKEN"],
    ['a secret is missing', { secrets: { TOKEN: undefined as any } }, "'secrets' must have values of type ecs.Secret"],
    ['architecture is text', { architecture: 'ARM64' as any }, "'architecture' must be an ecs.CpuArchitecture, such as ecs.CpuArchitecture.ARM64, got \"ARM64\""],
    ['ephemeralStorageGiB is what there is anyway', { ephemeralStorageGiB: 20 }, "'ephemeralStorageGiB' must be a whole number between 21 and 200 GiB, got 20"],
    ['stopTimeout is longer than AWS Fargate waits', { stopTimeout: Duration.minutes(3) }, "'stopTimeout' must be a whole number between 1 and 120 seconds, got 180"],
    ['stopTimeout is a number', { stopTimeout: 30 as any }, "'stopTimeout' must be a Duration, such as Duration.seconds(60), got 30"],
    ['logEncryptionKey is an ARN', { logEncryptionKey: 'arn' as any }, "'logEncryptionKey' must be a key of AWS KMS, got \"arn\""],
  ])('fails when %s, naming the prop', (_, props, message) => {
    expect(() => templateWith(props)).toThrow(message);
  });

  test('leaves nothing behind when the input is refused', () => {
    const stack = prodStack();
    expect(() => serviceIn(stack, { volumes: [ServiceVolume.memory('/a', 0)] })).toThrow();
    expect(Template.fromStack(stack).toJSON().Resources ?? {}).toEqual({});
  });
});

describe('a network that is looked up', () => {
  test('is not called out of reach before it has been looked up', () => {
    const app = new App();
    const stack = new Stack(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    serviceIn(stack, { network: ServiceNetwork.fromVpc(ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1' })), enableExecuteCommand: true });
    expect(warningsWith(stack, WarningId.PUBLIC_IMAGE_OUT_OF_REACH)).toEqual([]);
    expect(warningsWith(stack, WarningId.EXEC_OUT_OF_REACH)).toEqual([]);
  });
});
