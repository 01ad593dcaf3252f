import { App, Lazy, SecretValue, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IUpstreamRegistry, PullThroughCache, PullThroughCacheProps, UpstreamRegistry } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';

const RULE = 'AWS::ECR::PullThroughCacheRule';
const REGISTRY = { 'Fn::Join': ['', ['111111111111.dkr.ecr.eu-west-1.', { Ref: 'AWS::URLSuffix' }, expect.anything()]] };
const ARN = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:';
const PULL = [
  'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchImportUpstreamImage', 'ecr:CreateRepository',
];

function login(stack: Stack, name = 'ecr-pullthroughcache/shop'): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretCompleteArn(stack, 'Login', `${ARN}${name}-AbCdEf`);
}

function ruleWith(propsOf: (stack: Stack) => PullThroughCacheProps = () => ({})): any {
  const stack = prodStack();
  new PullThroughCache(stack, 'Cache', propsOf(stack));
  return onlyResource(Template.fromStack(stack), RULE).Properties;
}

/** The name of an image without the host of the registry. */
function imageName(name: string, upstreamOf: (stack: Stack) => IUpstreamRegistry = UpstreamRegistry.ecrPublic): string {
  const stack = prodStack();
  const resolved = stack.resolve(new PullThroughCache(stack, 'Cache', { upstream: upstreamOf(stack) }).imageName(name));
  expect(resolved).toEqual(REGISTRY);
  return resolved['Fn::Join'][1].at(-1);
}

const dockerHub = (stack: Stack) => UpstreamRegistry.dockerHub(login(stack));

describe('PullThroughCache', () => {
  test('caches the public gallery of Amazon ECR by default', () => {
    expect(ruleWith()).toEqual({ EcrRepositoryPrefix: 'ecr-public', UpstreamRegistry: 'ecr-public', UpstreamRegistryUrl: 'public.ecr.aws' });
  });

  test.each<[string, string, string, (secret: secretsmanager.ISecret) => IUpstreamRegistry]>([
    ['k8s', 'registry.k8s.io', 'kubernetes', UpstreamRegistry.kubernetes],
    ['quay', 'quay.io', 'quay', UpstreamRegistry.quay],
    ['docker-hub', 'registry-1.docker.io', 'docker-hub', UpstreamRegistry.dockerHub],
    ['github-container-registry', 'ghcr.io', 'github', UpstreamRegistry.gitHub],
    ['gitlab-container-registry', 'registry.gitlab.com', 'gitlab', UpstreamRegistry.gitLab],
  ])('caches %s (%s)', (registry, url, prefix, upstream) => {
    const rule = ruleWith((stack) => ({ upstream: upstream(login(stack)) }));
    expect(rule).toMatchObject({ EcrRepositoryPrefix: prefix, UpstreamRegistry: registry, UpstreamRegistryUrl: url });
    expect(rule.CredentialArn).toBe(['k8s', 'quay'].includes(registry) ? undefined : `${ARN}ecr-pullthroughcache/shop-AbCdEf`);
  });

  test('takes another prefix, and a registry of the user', () => {
    const upstream = { bind: () => ({ registryName: 'azure-container-registry', url: 'shop.azurecr.io', hosts: ['shop.azurecr.io'], defaultPrefix: 'azure' }) };
    expect(ruleWith(() => ({ prefix: 'mirror/azure', upstream }))).toEqual({
      EcrRepositoryPrefix: 'mirror/azure', UpstreamRegistry: 'azure-container-registry', UpstreamRegistryUrl: 'shop.azurecr.io',
    });
  });

  describe('names an image', () => {
    test.each([
      ['nginx/nginx:1.29', '/ecr-public/nginx/nginx:1.29'],
      ['public.ecr.aws/nginx/nginx:1.29', '/ecr-public/nginx/nginx:1.29'],
      ['docker/library/busybox', '/ecr-public/docker/library/busybox'],
      [`nginx/nginx@sha256:${'a'.repeat(64)}`, `/ecr-public/nginx/nginx@sha256:${'a'.repeat(64)}`],
      ['a/b_c/d__e.f-g:V1.2_3-x', '/ecr-public/a/b_c/d__e.f-g:V1.2_3-x'],
    ])('%s', (name, expected) => {
      expect(imageName(name)).toBe(expected);
    });

    test.each([
      ['nginx:1.29', '/docker-hub/library/nginx:1.29'],
      ['docker.io/nginx', '/docker-hub/library/nginx'],
      ['docker.io/grafana/grafana:12', '/docker-hub/grafana/grafana:12'],
      ['index.docker.io/library/nginx', '/docker-hub/library/nginx'],
    ])('of Docker Hub, %s', (name, expected) => {
      expect(imageName(name, dockerHub)).toBe(expected);
    });

    test.each(['', 'quay.io/x/y:1', 'localhost:5000/x', 'Nginx', 'nginx/nginx:', 'nginx:1@sha256:12', 'https://public.ecr.aws/nginx/nginx', '$(x)', 'public.ecr.aws/'])('fails when it is %p', (name) => {
      expect(() => imageName(name)).toThrow(`'name' must be an image of public.ecr.aws, such as 'nginx/nginx:1.29', got "${name}"`);
    });

    test.each([undefined, Lazy.string({ produce: () => 'x' })])('fails when it is %p', (name) => {
      expect(() => imageName(name as any)).toThrow("'name' must be an image of public.ecr.aws");
    });
  });

  test('lets somebody pull all of its images, and fetch them', () => {
    const stack = prodStack();
    new PullThroughCache(stack, 'Cache').grantPull(new iam.User(stack, 'User'));
    expect(onlyResource(Template.fromStack(stack), 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      { Effect: 'Allow', Action: PULL, Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:eu-west-1:111111111111:repository/ecr-public/*']] } },
    ]);
  });

  test('gives a task an image that it may pull and no other, once the cache is there', () => {
    const stack = prodStack();
    const cache = new PullThroughCache(stack, 'Cache');
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image: cache.containerImage('nginx/nginx:1.29') });

    const template = Template.fromStack(stack);
    const definition = onlyResource(template, 'AWS::ECS::TaskDefinition');
    expect(definition.Properties.ContainerDefinitions[0].Image['Fn::Join'][1].at(-1)).toBe('/ecr-public/nginx/nginx:1.29');
    expect(definition.DependsOn).toContain(onlyResource(template, RULE).id);
    const [, pull] = onlyResource(template, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
    expect(pull).toMatchObject({ Action: PULL, Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:eu-west-1:111111111111:repository/ecr-public/nginx/nginx']] } });
  });

  describe('in one account and region', () => {
    const caches = (first: PullThroughCacheProps, second: PullThroughCacheProps, region = 'eu-west-1') => () => {
      const app = new App();
      new PullThroughCache(new Stack(app, 'One', { env: { account: '111111111111', region: 'eu-west-1' } }), 'Cache', first);
      new PullThroughCache(new Stack(app, 'Two', { env: { account: '111111111111', region } }), 'Cache', second);
      app.synth();
    };

    test('fails when two have the same prefix', () => {
      expect(caches({}, { upstream: UpstreamRegistry.quay(), prefix: 'ecr-public' })).toThrow(
        "One/Cache/Resource and Two/Cache/Resource: an account has one cache with the prefix 'ecr-public' per region. Use one cache for both, or set 'prefix'",
      );
    });

    test('takes two with different prefixes, and the same prefix in two regions', () => {
      expect(caches({}, { upstream: UpstreamRegistry.quay() })).not.toThrow();
      expect(caches({}, {}, 'eu-central-1')).not.toThrow();
    });
  });

  describe('input', () => {
    test.each(['', 'a', 'Mirror', 'mirror/', 'x'.repeat(31)])('fails when the prefix is %p, naming the prop', (prefix) => {
      expect(() => ruleWith(() => ({ prefix }))).toThrow("'prefix' must be lower-case letters and digits");
    });

    test('fails when the upstream is none, naming the prop', () => {
      expect(() => ruleWith(() => ({ upstream: 'quay.io' as any }))).toThrow('\'upstream\' must be a registry, such as UpstreamRegistry.ecrPublic(), got "quay.io"');
    });

    test.each([undefined, 'ecr-pullthroughcache/shop'])('fails when the credentials are %p, naming the parameter', (credentials) => {
      expect(() => ruleWith(() => ({ upstream: UpstreamRegistry.dockerHub(credentials as any) }))).toThrow("'credentials' must be a secret, such as");
    });

    const NAMED = '\'credentials\' must be a secret of which the name starts with \'ecr-pullthroughcache/\', got';
    test.each<[string, (stack: Stack) => secretsmanager.ISecret, string]>([
      ['with another name', (stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'dockerhub'), '"dockerhub"'],
      ['with another name in its ARN', (stack) => login(stack, 'dockerhub'), '"dockerhub"'],
      ['of the app with another name', (stack) => new secretsmanager.Secret(stack, 'Login', { secretName: 'dockerhub' }), '"dockerhub"'],
      ['of the app without a name', (stack) => new secretsmanager.Secret(stack, 'Login'), '""'],
    ])('fails when they are a secret %s', (_, secretOf, shown) => {
      expect(() => ruleWith((stack) => ({ upstream: UpstreamRegistry.gitHub(secretOf(stack)) }))).toThrow(`${NAMED} ${shown}`);
    });

    test.each<[string, (stack: Stack) => secretsmanager.ISecret]>([
      ['by name', (stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'ecr-pullthroughcache/hub')],
      ['of the app', (stack) => new secretsmanager.Secret(stack, 'Login', {
        secretName: 'ecr-pullthroughcache/hub',
        secretObjectValue: { username: SecretValue.unsafePlainText('x'), accessToken: SecretValue.unsafePlainText('y') },
      })],
      ['with an ARN that is not known', (stack) => secretsmanager.Secret.fromSecretCompleteArn(stack, 'Login', Lazy.string({ produce: () => ARN }))],
    ])('takes a secret %s', (_, secretOf) => {
      expect(ruleWith((stack) => ({ upstream: UpstreamRegistry.dockerHub(secretOf(stack)) })).CredentialArn).toBeDefined();
    });
  });
});
