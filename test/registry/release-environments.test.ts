import { App, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ContainerRepository, IContainerRepository } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';

const ENV = { account: '111111111111', region: 'eu-west-1' };
const STAGING = '/cdk-devops-patterns/Prod/Images/Environments/Staging/released-image';

function pointersOf(images: IContainerRepository): any[] {
  return Object.values(Template.fromStack(Stack.of(images.releasePointer)).findResources('AWS::SSM::Parameter'));
}

describe('forEnvironment', () => {
  test('has a pointer of its own, to the same images', () => {
    const images = new ContainerRepository(prodStack(), 'Images');
    const staging = images.forEnvironment('Staging');

    expect(staging.repository).toBe(images.repository);
    expect(staging.releasePointer.parameterName).toBe(STAGING);
    expect([images.hasOwnEnvironment, staging.hasOwnEnvironment]).toEqual([false, true]);
    expect(pointersOf(staging).map(({ Properties }) => Properties.Name).sort()).toEqual([
      STAGING, '/cdk-devops-patterns/Prod/Images/released-image',
    ].sort());
  });

  test('leaves the pointer of the repository as it is: an update would put the placeholder back', () => {
    const alone = new ContainerRepository(prodStack(), 'Images');
    const images = new ContainerRepository(prodStack(), 'Images');
    const staging = images.forEnvironment('Staging');
    const resources = (of: IContainerRepository) => Template.fromStack(Stack.of(of.releasePointer)).toJSON().Resources;
    expect(resources(staging)).toMatchObject(resources(alone));
    expect(Object.keys(resources(staging))).toHaveLength(2);
  });

  test('gives the same pointer for the same name', () => {
    const images = new ContainerRepository(prodStack(), 'Images');
    expect(images.forEnvironment('Staging')).toBe(images.forEnvironment('Staging'));
    expect(images.forEnvironment('Staging')).not.toBe(images.forEnvironment('Beta'));
  });

  test.each(['Resource', 'Pointer', 'Repository', 'Environments'])('may be called %s', (name) => {
    expect(new ContainerRepository(prodStack(), 'Images').forEnvironment(name).releasePointer.parameterName).toContain(`/${name}/`);
  });

  test.each([[RemovalPolicy.DESTROY, 'Delete'], [undefined, 'RetainExceptOnCreate']])('is kept as the repository is: %s', (removalPolicy, DeletionPolicy) => {
    const staging = new ContainerRepository(prodStack(), 'Images', { removalPolicy }).forEnvironment('Staging');
    expect(pointersOf(staging)).toEqual([expect.objectContaining({ DeletionPolicy }), expect.objectContaining({ DeletionPolicy })]);
  });

  test('may be kept in another way, and have a pointer of the user', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Images');
    const beta = images.forEnvironment('Beta', { removalPolicy: RemovalPolicy.DESTROY });
    expect(pointersOf(beta).map(({ DeletionPolicy }) => DeletionPolicy).sort()).toEqual(['Delete', 'RetainExceptOnCreate']);

    const releasePointer = ssm.StringParameter.fromStringParameterName(stack, 'Mine', '/mine');
    expect(images.forEnvironment('Gamma', { releasePointer }).releasePointer).toBe(releasePointer);
  });

  test('may be written without the right to write that of production', () => {
    const stack = prodStack();
    new ContainerRepository(stack, 'Images').forEnvironment('Staging').grantRelease(new iam.User(stack, 'User'));
    const statements = onlyResource(Template.fromStack(stack), 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
    const pointer = ['arn:', { Ref: 'AWS::Partition' }, `:ssm:eu-west-1:111111111111:parameter${STAGING}`];
    expect(statements.map(({ Resource }: any) => Resource)).toEqual([{ 'Fn::Join': ['', pointer] }, { 'Fn::GetAtt': [expect.anything(), 'Arn'] }]);
  });

  test.each(['', '-x', 'a b', 'a/b', 'x'.repeat(65)])('fails when the name is %p, naming the parameter', (name) => {
    expect(() => new ContainerRepository(prodStack(), 'Images').forEnvironment(name)).toThrow(`'name' must be letters, digits, - and _, up to 64, such as 'Staging', got "${name}"`);
  });

  test.each([[undefined, 'undefined'], [Lazy.string({ produce: () => 'x' }), 'a token']])('fails when the name is %p', (name, shown) => {
    expect(() => new ContainerRepository(prodStack(), 'Images').forEnvironment(name as any)).toThrow(`'name' must be known at synth, got ${shown}`);
  });

  test('fails when options come too late', () => {
    const images = new ContainerRepository(prodStack(), 'Images');
    images.forEnvironment('Staging');
    expect(() => images.forEnvironment('Staging', { removalPolicy: RemovalPolicy.DESTROY })).toThrow('\'options\' must be given the first time an environment is named, got some for "Staging"');
  });
});

describe('fromRepository', () => {
  const existing = (stack: Stack) => ecr.Repository.fromRepositoryAttributes(stack, 'Existing', {
    repositoryName: 'shop', repositoryArn: 'arn:aws:ecr:eu-west-1:999999999999:repository/shop',
  });

  test('has a pointer here to images elsewhere', () => {
    const stack = prodStack();
    const images = ContainerRepository.fromRepository(stack, 'Images', existing(stack));

    expect(images.releasePointer.parameterName).toBe('/cdk-devops-patterns/Prod/Images/released-image');
    expect(images.hasOwnEnvironment).toBe(false);
    expect(pointersOf(images)).toEqual([expect.objectContaining({ DeletionPolicy: 'RetainExceptOnCreate' })]);
    Template.fromStack(stack).resourceCountIs('AWS::ECR::Repository', 0);
  });

  test('grants what a repository of the app grants', () => {
    const stack = prodStack();
    const images = ContainerRepository.fromRepository(stack, 'Images', existing(stack), { removalPolicy: RemovalPolicy.DESTROY });
    const user = new iam.User(stack, 'User');
    const grants = [images.grantPull(user), images.grantPush(user), images.grantWriteReleasePointer(user), images.grantRelease(user)];
    expect(grants.map(({ success }) => success)).toEqual([true, true, true, true]);
    expect(pointersOf(images)).toEqual([expect.objectContaining({ DeletionPolicy: 'Delete' })]);
  });

  test('takes a pointer of the user', () => {
    const stack = new Stack(new App(), 'Prod', { env: ENV });
    const releasePointer = ssm.StringParameter.fromStringParameterName(stack, 'Mine', '/mine');
    expect(ContainerRepository.fromRepository(stack, 'Images', existing(stack), { releasePointer }).releasePointer).toBe(releasePointer);
    expect(stack.node.root.node.children).toEqual([stack]);
  });

  test('fails without a repository', () => {
    expect(() => ContainerRepository.fromRepository(prodStack(), 'Images', undefined as any)).toThrow("'repository' must be a repository, such as ecr.Repository.fromRepositoryName");
  });
});
