import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { PLACEHOLDER_IMAGE } from '../../src/core/private/placeholder-image';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, IServiceImage, ServiceImage } from '../../src/deployment';
import { ContainerRepository } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';

function run(stack: Stack, image: IServiceImage, props: Partial<BlueGreenFargateServiceProps> = {}): BlueGreenFargateService {
  return new BlueGreenFargateService(stack, 'Web', { image, ...props });
}

/** The stacks that the CDK deploys before another. */
function deployedBefore(stack: Stack): string[] {
  const assembly = App.of(stack)!.synth();
  const ids = assembly.stacks.map(({ id }) => id);
  return assembly.getStackArtifact(stack.artifactId).dependencies.map(({ id }) => id).filter((id) => ids.includes(id));
}

function container(template: Template): any {
  return onlyResource(template, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions[0];
}

describe('ServiceImage.released', () => {
  test('is looked up by CloudFormation at every update of the stack', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Images');
    run(stack, ServiceImage.released(images));
    const template = Template.fromStack(stack);
    const [[parameter, definition]] = Object.entries(template.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>' }));
    expect(definition.Default).toBe(stack.resolve(images.releasePointer.parameterName));
    expect(definition.Default).toMatch(/^\//);
    expect(container(template).Image).toEqual({ Ref: parameter });
  });

  test('runs the placeholder on the own port and path until something is released, then leaves no trace', () => {
    const stack = prodStack();
    run(stack, ServiceImage.released(new ContainerRepository(stack, 'Images')), { containerPort: 3000, healthCheck: { path: '/live' } });
    const template = Template.fromStack(stack);
    const [[condition, expression]] = Object.entries(template.findConditions('*'));
    expect(expression).toEqual({ 'Fn::Equals': [{ Ref: expect.any(String) }, PLACEHOLDER_IMAGE] });

    const [name, untilReleased, afterwards] = container(template).Command['Fn::If'];
    expect(name).toBe(condition);
    expect(untilReleased.slice(-2)).toEqual(['3000', '/live']);
    expect(afterwards).toEqual({ Ref: 'AWS::NoValue' });
    expect(container(template)).not.toHaveProperty('EntryPoint');
    expect(container(template).Environment).toBeUndefined();
  });

  test('has its stack deployed after the one with the pointer, which must exist before', () => {
    const stack = prodStack();
    run(stack, ServiceImage.released(new ContainerRepository(stack, 'Images')));
    expect(deployedBefore(stack)).toEqual(['Prod-ReleasePointers']);
  });

  test('may be pulled from its repository, by nobody else', () => {
    const stack = prodStack();
    run(stack, ServiceImage.released(new ContainerRepository(stack, 'Images')));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: Match.arrayWith(['ecr:BatchGetImage']), Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Images'), 'Arn'] },
        })]),
      },
    });
  });

  test('works across stacks', () => {
    const app = new App();
    const images = new ContainerRepository(new Stack(app, 'Platform'), 'Images');
    const stack = new Stack(app, 'Prod');
    run(stack, ServiceImage.released(images));
    expect(deployedBefore(stack)).toEqual(expect.arrayContaining(['Platform', 'Platform-ReleasePointers']));
  });

  test('is known to the service, for the pipeline to write', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Images');
    expect(run(stack, ServiceImage.released(images)).releasePointer).toBe(images.releasePointer);
  });

  test('fails when the repository is in another region, naming the prop', () => {
    const app = new App();
    const far = new Stack(app, 'Far', { env: { account: '111111111111', region: 'us-east-1' } });
    const near = new Stack(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    expect(() => run(near, ServiceImage.released(new ContainerRepository(far, 'Images'))))
      .toThrow("'image' must be released in the service's own account and region (111111111111/eu-west-1), got a repository in 111111111111/us-east-1");
  });

  test('fails when the pointer has a name that only CloudFormation knows, naming the prop', () => {
    const stack = prodStack();
    const releasePointer = new ssm.StringParameter(stack, 'Pointer', { stringValue: 'nginx' });
    expect(() => run(stack, ServiceImage.released(new ContainerRepository(stack, 'Images', { releasePointer }))))
      .toThrow("'releasePointer' must have a name that is known at synth");
  });
});

describe('other images', () => {
  test('fromRegistry is taken as it is', () => {
    const stack = prodStack();
    run(stack, ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29'));
    expect(container(Template.fromStack(stack)).Image).toBe('public.ecr.aws/nginx/nginx:1.29');
  });

  test.each([['1.2.3', ':1.2.3'], ['sha256:abc', '@sha256:abc']])('fromRepository takes the tag or digest %s', (tagOrDigest, ending) => {
    const stack = prodStack();
    run(stack, ServiceImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop/web'), tagOrDigest));
    expect(JSON.stringify(container(Template.fromStack(stack)).Image)).toContain(`shop/web${ending}`);
  });

  test('fromRegistry logs in with a secret that only the execution role may read', () => {
    const stack = prodStack();
    const credentials = new secretsmanager.Secret(stack, 'Login');
    run(stack, ServiceImage.fromRegistry('registry.example.com/shop/web:1', { credentials }));
    const template = Template.fromStack(stack);
    expect(container(template).RepositoryCredentials).toEqual({ CredentialsParameter: { Ref: expect.stringContaining('Login') } });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['secretsmanager:GetSecretValue']) })]) },
      Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
    });
  });

  test('fromAsset is built as it is told', () => {
    const app = new App();
    const options = { file: 'Dockerfile.release', target: 'release', buildArgs: { VERSION: '1' } };
    run(new Stack(app, 'Prod'), ServiceImage.fromAsset(`${__dirname}/fixtures/image`, { ...options, file: 'Dockerfile' }));
    const { dockerImages } = JSON.parse(readFileSync(join(app.synth().directory, 'Prod.assets.json'), 'utf8'));
    expect(Object.values<any>(dockerImages)[0].source).toMatchObject({
      dockerFile: 'Dockerfile', dockerBuildTarget: 'release', dockerBuildArgs: { VERSION: '1' }, platform: 'linux/amd64',
    });
    expect(() => run(prodStack(), ServiceImage.fromAsset(`${__dirname}/fixtures/image`, options)))
      .toThrow("'directory' must hold a file \"Dockerfile.release\", got");
  });

  test('withCommand runs another command', () => {
    const stack = prodStack();
    run(stack, ServiceImage.withCommand(ServiceImage.fromRegistry('node:24'), ['node', 'worker.js']));
    expect(container(Template.fromStack(stack)).Command).toEqual(['node', 'worker.js']);
  });

  test('withCommand leaves the placeholder alone, and runs the command once something is released', () => {
    const stack = prodStack();
    run(stack, ServiceImage.withCommand(ServiceImage.released(new ContainerRepository(stack, 'Images')), ['node', 'worker.js']));
    const [, untilReleased, afterwards] = container(Template.fromStack(stack)).Command['Fn::If'];
    expect(untilReleased[0]).toBe('sh');
    expect(afterwards).toEqual(['node', 'worker.js']);
  });

  test.each<[string, () => IServiceImage, string]>([
    ['a name is empty', () => ServiceImage.fromRegistry(''), "'name' must be the name of an image, such as 'public.ecr.aws/nginx/nginx:1.29', got \"\" [at Prod/Web]"],
    ['a name is missing', () => ServiceImage.fromRegistry(undefined as any), "'name' must be the name of an image"],
    ['credentials are text', () => ServiceImage.fromRegistry('web', { credentials: 'secret' as any }), "'credentials' must be a secret of AWS Secrets Manager, got \"secret\""],
    ['a tag is empty', () => ServiceImage.fromRepository(ecr.Repository.fromRepositoryName(new Stack(), 'Own', 'web'), ''), "'tagOrDigest' must be a tag such as '1.2.3', or a digest that starts with 'sha256:', got \"\""],
    ['the repository is a name', () => ServiceImage.fromRepository('web' as any, '1'), "'repository' must be a repository of Amazon ECR, got \"web\""],
    ['the directory is missing', () => ServiceImage.fromAsset(undefined as any), "'directory' must be a directory with a Dockerfile"],
    ['a command is text', () => ServiceImage.withCommand(ServiceImage.fromRegistry('web'), 'node worker.js' as any), "'command' must be a command and its arguments, such as ['node', 'server.js'], got \"node worker.js\""],
    ['a command is empty', () => ServiceImage.withCommand(ServiceImage.fromRegistry('web'), []), "'command' must be a command and its arguments, such as ['node', 'server.js'], got []"],
    ['a command has no image', () => ServiceImage.withCommand(undefined as any, ['node']), "'image' must be a service image, such as ServiceImage.fromRegistry('nginx')"],
  ])('fail when %s, naming the prop', (_, image, message) => {
    expect(() => run(prodStack(), image())).toThrow(message);
  });

  test('can be implemented by a user', () => {
    const stack = prodStack();
    const seen: unknown[] = [];
    run(stack, {
      bind: (scope, context) => {
        seen.push(context);
        return ServiceImage.fromRegistry('own').bind(scope, context);
      },
    });
    expect(seen).toEqual([{
      containerPort: 8080, healthCheckPath: '/', healthCheckPort: 8080, healthyStatus: '200', cpuArchitecture: ecs.CpuArchitecture.X86_64,
    }]);
  });
});
