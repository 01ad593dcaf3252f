import {
  App, AppProps, Aspects, BootstraplessSynthesizer, CfnResource, DefaultStackSynthesizer, IStackSynthesizer, NestedStack, RemovalPolicy,
  Stack, StackProps, Stage, Tags, Token,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as s3assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { ContainerRepository, ContainerRepositoryProps } from '../../src/registry';
import { onlyResource } from '../support/stacks';

const ENV = { account: '111111111111', region: 'eu-west-1' };
const PLACEHOLDER = 'public.ecr.aws/docker/library/busybox:stable';

interface Setup {
  readonly app?: App;
  readonly stack?: StackProps;
  readonly repository?: ContainerRepositoryProps;
}

/** A stack Prod with a repository Images. */
function prod({ app = new App(), stack = { env: ENV }, repository }: Setup = {}) {
  const owner = new Stack(app, 'Prod', stack);
  const images = new ContainerRepository(owner, 'Images', repository);
  return { app, owner, images, pointers: Stack.of(images.releasePointer) };
}

/** The template exactly as it is deployed. */
function templateText(app: App, stack: Stack): string {
  return JSON.stringify(app.synth().getStackArtifact(stack.artifactId).template);
}

function onlyPointer(stack: Stack) {
  return onlyResource(Template.fromStack(stack), 'AWS::SSM::Parameter');
}

describe('release pointer', () => {
  describe('template', () => {
    test('never changes: an update of the parameter would put the placeholder back', () => {
      const { app, pointers } = prod();
      const { Rules, Parameters: { BootstrapVersion, ...parameters }, ...template } = JSON.parse(templateText(app, pointers));
      expect(parameters).toEqual({});
      // Do not accept a change here, not even of the placeholder: every deployed pointer would be reset to it.
      expect(template).toEqual({
        Description: 'Which image of each repository was released last. Pipelines write the values; this stack must not be updated.',
        Resources: {
          Images2D38C313: {
            Type: 'AWS::SSM::Parameter',
            Properties: {
              Name: '/cdk-devops-patterns/Prod/Images/released-image',
              Type: 'String',
              Value: PLACEHOLDER,
              Description: 'The image released last. Written by the pipeline, read when the service is deployed.',
            },
            DeletionPolicy: 'RetainExceptOnCreate',
            UpdateReplacePolicy: 'Retain',
          },
        },
      });
    });

    const plain = (() => {
      const { app, pointers } = prod();
      return templateText(app, pointers);
    })();

    const changes: [string, AppProps, StackProps, (app: App, owner: Stack, images: ContainerRepository) => void][] = [
      ['tags of the app', {}, {}, (app) => Tags.of(app).add('team', 'shop')],
      ['tags of the app that insist', {}, {}, (app) => Tags.of(app).add('team', 'shop', { priority: 1000 })],
      ['tags for parameters only', {}, {}, (app) => Tags.of(app).add('team', 'shop', { includeResourceTypes: ['AWS::SSM::Parameter'] })],
      ['tags of the pointer itself', {}, {}, (_app, _owner, images) => Tags.of(images.releasePointer).add('team', 'shop')],
      ['tags of the stack', {}, { tags: { team: 'shop' } }, () => {}],
      ['tags set on the stack of the pointers', {}, {}, (_app, _owner, images) => Stack.of(images.releasePointer).tags.setTag('team', 'shop')],
      ['other settings of the stack', {}, { description: 'Shop', analyticsReporting: true, terminationProtection: false }, () => {}],
      ['version reporting', { analyticsReporting: true }, {}, () => {}],
      ['path metadata', { context: { 'aws:cdk:enable-path-metadata': true } }, {}, () => {}],
      ['a service that reads the pointer', {}, {}, (_app, owner, images) => {
        new CfnResource(owner, 'Reader', { type: 'Test::Reader', properties: { Name: images.releasePointer.parameterName } });
      }],
    ];
    test.each(changes)('stays the same, byte for byte, with %s', (_, appProps, stackProps, change) => {
      const { app, owner, images, pointers } = prod({ app: new App(appProps), stack: { env: ENV, ...stackProps } });
      change(app, owner, images);
      expect(templateText(app, pointers)).toBe(plain);
    });

    test('stays the same for the first repository when there is a second', () => {
      const { owner, pointers, images } = prod();
      const second = new ContainerRepository(owner, 'Jobs');
      expect(Stack.of(second.releasePointer)).toBe(pointers);
      expect(second.releasePointer.parameterName).not.toBe(images.releasePointer.parameterName);

      const template = Template.fromStack(pointers);
      template.resourceCountIs('AWS::SSM::Parameter', 2);
      expect(template.toJSON().Resources).toMatchObject(Template.fromStack(prod().pointers).toJSON().Resources);
    });
  });

  describe('stack', () => {
    test.each([{}, { '@aws-cdk/core:explicitStackTags': true }])('carries no tags, whatever the app does (%j)', (context) => {
      const { app, owner, pointers } = prod({ app: new App({ context }), stack: { env: ENV, tags: { stage: 'prod' } } });
      Tags.of(app).add('team', 'shop', { priority: 1000 });
      pointers.tags.setTag('cost', 'center');

      const artifact = app.synth().getStackArtifact(pointers.artifactId);
      expect(artifact.tags).toEqual({});
      expect(pointers.tags.tagValues()).toEqual({});
      expect(owner.tags.tagValues()).toMatchObject({ stage: 'prod' });
    });

    test('is deployed before the stack of the repository', () => {
      const { app, owner, pointers } = prod();
      app.synth();
      expect(owner.dependencies).toEqual([pointers]);
      expect(pointers.dependencies).toEqual([]);
    });

    test('lives where the stack of the repository lives', () => {
      const { pointers } = prod();
      expect([pointers.account, pointers.region]).toEqual([ENV.account, ENV.region]);
      expect(pointers.node.path).toBe('Prod-ReleasePointers');
      expect(pointers.stackName).toBe('Prod-ReleasePointers');
    });

    test('is environment-agnostic when that stack is', () => {
      const { app, owner, pointers } = prod({ stack: {} });
      expect(app.synth().getStackArtifact(pointers.artifactId).environment.name).toBe('aws://unknown-account/unknown-region');
      expect([pointers.account, pointers.region]).toEqual([owner.account, owner.region]);
      expect(Token.isUnresolved(pointers.account)).toBe(true);
    });

    test('is protected from deletion, like the pointer', () => {
      const { app, pointers } = prod();
      expect(app.synth().getStackArtifact(pointers.artifactId).terminationProtection).toBe(true);
    });

    test('is not protected when the repository is not kept', () => {
      const { app, pointers } = prod({ repository: { removalPolicy: RemovalPolicy.DESTROY } });
      expect(app.synth().getStackArtifact(pointers.artifactId).terminationProtection).toBe(false);
      Template.fromStack(pointers).hasResource('AWS::SSM::Parameter', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    });

    test('is protected when one of its repositories is kept', () => {
      const { owner, pointers } = prod({ repository: { removalPolicy: RemovalPolicy.DESTROY } });
      new ContainerRepository(owner, 'Kept');
      new ContainerRepository(owner, 'Gone', { removalPolicy: RemovalPolicy.DESTROY });
      expect(pointers.terminationProtection).toBe(true);
    });

    test('is named after the name of the stack, not its id', () => {
      const { pointers, images } = prod({ stack: { env: ENV, stackName: 'shop-prod' } });
      expect(pointers.stackName).toBe('shop-prod-ReleasePointers');
      expect(images.releasePointer.parameterName).toBe('/cdk-devops-patterns/shop-prod/Images/released-image');
    });

    test('has a name of its own even when the name of the stack is as long as can be', () => {
      const names = ['a', 'b'].map((end) => prod({ stack: { env: ENV, stackName: 'S'.repeat(127) + end } }).pointers.stackName);
      names.forEach((name) => expect(name).toMatch(/^S{103}-[0-9a-f]{8}-ReleasePointers$/));
      expect(names[0]).not.toBe(names[1]);
    });

    test('fails when another construct has its id', () => {
      const app = new App();
      new Construct(app, 'Prod-ReleasePointers');
      expect(() => prod({ app })).toThrow("'Prod-ReleasePointers'");
    });
  });

  describe('of a repository', () => {
    test('in a stage, is in the same stage', () => {
      const app = new App();
      const stage = new Stage(app, 'Live', { env: ENV });
      const images = new ContainerRepository(new Stack(stage, 'Shop'), 'Images');
      const pointers = Stack.of(images.releasePointer);

      expect(pointers.node.path).toBe('Live/Shop-ReleasePointers');
      expect(pointers.stackName).toBe('Live-Shop-ReleasePointers');
      expect(pointers.region).toBe(ENV.region);
      expect(images.releasePointer.parameterName).toBe('/cdk-devops-patterns/Live-Shop/Images/released-image');
      expect(() => app.synth()).not.toThrow();
    });

    test('in a nested stack, is beside the stack at the top', () => {
      const app = new App();
      const owner = new Stack(app, 'Prod', { env: ENV });
      const inner = new NestedStack(new NestedStack(owner, 'Outer'), 'Inner');
      const images = new ContainerRepository(inner, 'Images');

      expect(Stack.of(images.releasePointer).node.path).toBe('Prod-ReleasePointers');
      expect(images.releasePointer.parameterName).toBe('/cdk-devops-patterns/Prod/Outer/Inner/Images/released-image');
      app.synth();
      expect(owner.dependencies).toContain(Stack.of(images.releasePointer));
    });

    test('in a stack under a construct of the app, is beside it', () => {
      const team = new Construct(new App(), 'Team');
      const images = new ContainerRepository(new Stack(team, 'Prod'), 'Images');
      expect(Stack.of(images.releasePointer).node.path).toBe('Team/Prod-ReleasePointers');
    });

    test('in a bare stack of a unit test, works', () => {
      const stack = new Stack();
      new ContainerRepository(stack, 'Images');
      expect(() => Template.fromStack(stack)).not.toThrow();
    });

    test('in two stacks of one name in two regions, has a stack in each region', () => {
      const app = new App();
      const pointers = ['eu-west-1', 'us-east-1'].map((region) => {
        const owner = new Stack(app, `Prod-${region}`, { stackName: 'Prod', env: { ...ENV, region } });
        return Stack.of(new ContainerRepository(owner, 'Images').releasePointer);
      });
      expect(pointers.map((stack) => [stack.stackName, stack.region])).toEqual([
        ['Prod-ReleasePointers', 'eu-west-1'], ['Prod-ReleasePointers', 'us-east-1'],
      ]);
    });
  });

  describe('name', () => {
    /** The name of the pointer of a repository at a path in the stack Prod. */
    function nameAt(...path: string[]): string {
      const owner = new Stack(new App(), 'Prod', { env: ENV });
      const scope = path.slice(0, -1).reduce<Construct>((parent, id) => new Construct(parent, id), owner);
      return new ContainerRepository(scope, path[path.length - 1]).releasePointer.parameterName;
    }

    test('follows the tree', () => {
      expect(nameAt('App', 'Images')).toBe('/cdk-devops-patterns/Prod/App/Images/released-image');
    });

    test('is known at synth, so that it can be the default of a CloudFormation parameter', () => {
      expect(Token.isUnresolved(prod({ stack: {} }).images.releasePointer.parameterName)).toBe(false);
    });

    test.each([
      ['characters Parameter Store does not take', ['My images!']],
      ['more levels than Parameter Store takes', Array.from({ length: 13 }, (_, i) => `L${i}`)],
      ['more characters than Parameter Store takes', Array.from({ length: 8 }, () => 'x'.repeat(200))],
    ])('of a path with %s is shortened, and still unique', (_, path) => {
      const [name, other] = [nameAt(...path), nameAt('Other', ...path)];
      for (const each of [name, other]) {
        expect(each).toMatch(/^\/cdk-devops-patterns\/Prod\/[a-zA-Z0-9_.-]{1,64}-[0-9a-f]{8}\/released-image$/);
      }
      expect(name).not.toBe(other);
    });

    test('differs where only a character that is not allowed differs', () => {
      const owner = new Stack(new App(), 'Prod');
      const names = ['a b', 'a-b', 'a+b'].map((id) => new ContainerRepository(owner, id).releasePointer.parameterName);
      expect(new Set(names).size).toBe(3);
      Template.fromStack(Stack.of(owner.node.root.node.findChild('Prod-ReleasePointers'))).resourceCountIs('AWS::SSM::Parameter', 3);
    });

    test('is no longer than Parameter Store allows when it is not shortened', () => {
      expect(nameAt(...Array.from({ length: 12 }, (_, i) => `${i}`.padEnd(77, 'x'))).length).toBeLessThanOrEqual(1011);
    });
  });

  describe('with a synthesizer of the stack', () => {
    function manifestWith(synthesizer: IStackSynthesizer) {
      const { app, pointers, owner } = prod({ stack: { env: ENV, synthesizer } });
      return { app, pointers, owner, artifact: () => app.synth().getStackArtifact(pointers.artifactId) };
    }

    test('uses the same bootstrap qualifier', () => {
      const { artifact, pointers } = manifestWith(new DefaultStackSynthesizer({ qualifier: 'shop' }));
      expect(artifact().assumeRoleArn).toContain('cdk-shop-deploy-role');
      expect(artifact().stackTemplateAssetObjectUrl).toContain('cdk-shop-assets');
      Template.fromStack(pointers).hasParameter('BootstrapVersion', { Default: '/cdk-bootstrap/shop/version' });
    });

    test('leaves the bootstrap rule out as well', () => {
      const { pointers } = manifestWith(new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }));
      expect(Template.fromStack(pointers).toJSON()).toEqual(expect.not.objectContaining({ Rules: expect.anything() }));
      expect(Template.fromStack(pointers).findParameters('*')).toEqual({});
    });

    test('uses the same roles and bucket', () => {
      const { artifact } = manifestWith(new DefaultStackSynthesizer({
        deployRoleArn: 'arn:aws:iam::111111111111:role/deployer',
        cloudFormationExecutionRole: 'arn:aws:iam::111111111111:role/executor',
        fileAssetsBucketName: 'our-bucket',
      }));
      expect(artifact().assumeRoleArn).toBe('arn:aws:iam::111111111111:role/deployer');
      expect(artifact().cloudFormationExecutionRoleArn).toBe('arn:aws:iam::111111111111:role/executor');
      expect(artifact().stackTemplateAssetObjectUrl).toContain('s3://our-bucket/');
    });

    test('needs no bootstrap when that does not', () => {
      const { artifact } = manifestWith(new BootstraplessSynthesizer());
      expect(artifact().stackTemplateAssetObjectUrl).toBeUndefined();
      expect(artifact().requiresBootstrapStackVersion).toBeUndefined();
    });

    test('publishes none of the assets of that stack', () => {
      const { app, owner, pointers } = manifestWith(new DefaultStackSynthesizer({ qualifier: 'shop' }));
      new s3assets.Asset(owner, 'Asset', { path: __filename });
      const manifest = app.synth().artifacts.find((artifact) => artifact.id === `${pointers.artifactId}.assets`) as any;
      const assets = Object.values<any>(manifest.contents.files);
      expect(assets.map((asset) => asset.source.path)).toEqual([pointers.templateFile]);
    });

    test('takes the one of the app', () => {
      const app = new App({ defaultStackSynthesizer: new DefaultStackSynthesizer({ qualifier: 'ours' }) });
      const { pointers } = prod({ app });
      expect(app.synth().getStackArtifact(pointers.artifactId).assumeRoleArn).toContain('cdk-ours-deploy-role');
    });

    test('takes the qualifier of the context', () => {
      const { app, pointers } = prod({ app: new App({ context: { '@aws-cdk/core:bootstrapQualifier': 'ctx' } }) });
      expect(app.synth().getStackArtifact(pointers.artifactId).assumeRoleArn).toContain('cdk-ctx-deploy-role');
    });

    test('takes the one of the app when that of the stack cannot be shared', () => {
      class OnlyOnce extends BootstraplessSynthesizer {}
      (OnlyOnce.prototype as any).reusableBind = undefined;
      const { app, pointers } = prod({ stack: { env: ENV, synthesizer: new OnlyOnce() } });
      expect(app.synth().getStackArtifact(pointers.artifactId).assumeRoleArn).toContain('cdk-hnb659fds-deploy-role');
    });
  });

  test('exists under the eyes of aspects that read every resource', () => {
    const { app, pointers } = prod();
    const seen: string[] = [];
    Aspects.of(app).add({ visit: (node) => { if (CfnResource.isCfnResource(node)) { seen.push(node.cfnResourceType); } } });
    app.synth();
    expect(seen).toContain('AWS::SSM::Parameter');
    expect(onlyPointer(pointers).Properties).toEqual(expect.objectContaining({ Type: 'String', Value: PLACEHOLDER }));
  });

  test('is read through a name, never through an output', () => {
    const { owner, images, pointers } = prod();
    new CfnResource(owner, 'Reader', { type: 'Test::Reader', properties: { Arn: images.releasePointer.parameterArn } });
    Template.fromStack(owner).hasResourceProperties('Test::Reader', { Arn: { 'Fn::Join': ['', Match.arrayWith([':ssm:eu-west-1:111111111111:parameter/cdk-devops-patterns/Prod/Images/released-image'].map((end) => Match.stringLikeRegexp(end)))] } });
    expect(Template.fromStack(pointers).findOutputs('*')).toEqual({});
  });
});
