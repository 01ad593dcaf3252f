import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
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

  test('can be implemented by a user', () => {
    const stack = prodStack();
    const seen: number[] = [];
    run(stack, {
      bind: (scope, context) => {
        seen.push(context.containerPort);
        return ServiceImage.fromRegistry('own').bind(scope, context);
      },
    });
    expect(seen).toEqual([8080]);
  });
});
