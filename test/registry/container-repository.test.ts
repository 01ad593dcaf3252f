import { CfnOutput, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ContainerRepository, ContainerRepositoryProps } from '../../src/registry';
import { onlyResource, prodStack } from '../support/stacks';

function templateWith(props?: ContainerRepositoryProps, stack = prodStack()): Template {
  new ContainerRepository(stack, 'Images', props);
  return Template.fromStack(stack);
}

function lifecycleRules(template: Template): any[] {
  return JSON.parse(onlyResource(template, 'AWS::ECR::Repository').Properties.LifecyclePolicy.LifecyclePolicyText).rules;
}

/** What a user may do on resources other than everything. */
function statementsOf(stack: Stack, grant: (images: ContainerRepository, user: iam.User) => iam.Grant): any[] {
  grant(new ContainerRepository(stack, 'Images'), new iam.User(stack, 'User'));
  return onlyResource(Template.fromStack(stack), 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
}

describe('ContainerRepository', () => {
  describe('bare', () => {
    const template = templateWith();

    test('is scanned and immutable, and encrypted as Amazon ECR does by itself (AES-256)', () => {
      template.hasResourceProperties('AWS::ECR::Repository', {
        ImageScanningConfiguration: { ScanOnPush: true },
        EncryptionConfiguration: Match.absent(),
        ImageTagMutability: 'IMMUTABLE',
      });
    });

    test('outlives the stack, with its images', () => {
      template.hasResource('AWS::ECR::Repository', {
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: { EmptyOnDelete: Match.absent() },
      });
    });

    test('keeps what was released, the latest 50 images, and those without a tag for a week', () => {
      // An image that has the tags of a rule is out of reach for the rules behind it: the first one guards, by never being full.
      expect(lifecycleRules(template)).toEqual([
        expect.objectContaining({
          rulePriority: 1,
          selection: { tagStatus: 'tagged', tagPatternList: ['released-*'], countType: 'imageCountMoreThan', countNumber: 9999 },
          action: { type: 'expire' },
        }),
        expect.objectContaining({
          rulePriority: 2,
          selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 7, countUnit: 'days' },
          action: { type: 'expire' },
        }),
        expect.objectContaining({
          rulePriority: 3,
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 50 },
          action: { type: 'expire' },
        }),
      ]);
    });

    test('has no name of its own, so that it can be replaced', () => {
      template.hasResourceProperties('AWS::ECR::Repository', { RepositoryName: Match.absent() });
    });

    test('adds nothing to the stack but the repository', () => {
      expect(Object.keys(template.toJSON().Resources)).toEqual(['ImagesRepository2D0F5B9C']);
      expect(Object.keys(template.findParameters('*'))).toEqual(['BootstrapVersion']);
      expect(template.findOutputs('*')).toEqual({});
    });
  });

  describe('options', () => {
    test('encrypt with a key of the user', () => {
      const stack = prodStack();
      const key = new kms.Key(stack, 'Key');
      templateWith({ encryptionKey: key }, stack).hasResourceProperties('AWS::ECR::Repository', {
        EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: stack.resolve(key.keyArn) },
      });
    });

    test('keep another number of images', () => {
      expect(lifecycleRules(templateWith({ imagesToKeep: 2 }))[2].selection.countNumber).toBe(2);
    });

    test('keep a limited number of released images', () => {
      expect(lifecycleRules(templateWith({ releasesToKeep: 20 }))[0]).toMatchObject({
        description: 'The latest 20 released images stay',
        selection: { tagPatternList: ['released-*'], countNumber: 20 },
      });
    });

    test('keep images without a tag for another while', () => {
      expect(lifecycleRules(templateWith({ untaggedRetention: Duration.hours(24) }))[1]).toMatchObject({
        description: 'Images without a tag go after 1 day',
        selection: { tagStatus: 'untagged', countNumber: 1, countUnit: 'days' },
      });
    });

    test('let accounts pull, each once, and nothing else', () => {
      templateWith({ pullAccounts: ['222222222222', '333333333333', '222222222222'] }).hasResourceProperties('AWS::ECR::Repository', {
        RepositoryPolicyText: {
          Version: '2012-10-17',
          Statement: [{
            Sid: 'PullFromAccounts',
            Effect: 'Allow',
            Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
            Principal: { AWS: ['222222222222', '333333333333'].map((account) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] })) },
          }],
        },
      });
    });

    test('let the accounts of an organization pull, and nobody else', () => {
      const { RepositoryPolicyText: policy } = onlyResource(templateWith({ pullOrganization: 'o-a1b2c3d4e5' }), 'AWS::ECR::Repository').Properties;
      expect(policy.Statement).toEqual([expect.objectContaining({
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      })]);
    });

    test('let some tags move', () => {
      templateWith({ mutableTags: ['cache-*', 'buildcache'] }).hasResourceProperties('AWS::ECR::Repository', {
        ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        ImageTagMutabilityExclusionFilters: [
          { ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: 'cache-*' },
          { ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: 'buildcache' },
        ],
      });
    });

    test('name the repository', () => {
      templateWith({ repositoryName: 'team/shop-api' }).hasResourceProperties('AWS::ECR::Repository', { RepositoryName: 'team/shop-api' });
    });

    test('delete the repository with its images, without a Lambda function', () => {
      const template = templateWith({ removalPolicy: RemovalPolicy.DESTROY });
      template.hasResource('AWS::ECR::Repository', { DeletionPolicy: 'Delete', Properties: { EmptyOnDelete: true } });
      template.resourceCountIs('AWS::Lambda::Function', 0);
    });
  });

  describe('grants', () => {
    const repository = { 'Fn::GetAtt': ['ImagesRepository2D0F5B9C', 'Arn'] };

    test('pull, of this repository', () => {
      const [pull] = statementsOf(prodStack(), (images, user) => images.grantPull(user));
      expect(pull).toMatchObject({ Action: expect.arrayContaining(['ecr:BatchGetImage']), Resource: repository });
      expect(pull.Action).not.toContain('ecr:PutImage');
    });

    test('push, to this repository', () => {
      const [push] = statementsOf(prodStack(), (images, user) => images.grantPush(user));
      expect(push).toMatchObject({ Action: expect.arrayContaining(['ecr:PutImage']), Resource: repository });
    });

    test('writing the release pointer: that parameter and no other', () => {
      const statements = statementsOf(prodStack(), (images, user) => images.grantWriteReleasePointer(user));
      const pointer = ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-west-1:111111111111:parameter/cdk-devops-patterns/Prod/Images/released-image'];
      expect(statements).toEqual([
        { Effect: 'Allow', Action: ['ssm:PutParameter', 'ssm:GetParameter'], Resource: { 'Fn::Join': ['', pointer] } },
      ]);
    });

    test('releasing: the pointer, and tags of this repository', () => {
      const statements = statementsOf(prodStack(), (images, user) => images.grantRelease(user));
      expect(statements).toEqual([
        { Effect: 'Allow', Action: ['ssm:PutParameter', 'ssm:GetParameter'], Resource: expect.anything() },
        { Effect: 'Allow', Action: ['ecr:BatchGetImage', 'ecr:PutImage'], Resource: repository },
      ]);
    });

    test.each(['grantWriteReleasePointer', 'grantRelease'] as const)('%s fails for somebody of another account, whom it would not help', (grant) => {
      const images = new ContainerRepository(prodStack(), 'Images');
      expect(() => images[grant](new iam.AccountPrincipal('222222222222'))).toThrow(
        "'grantee' must be in the account of the release pointer (111111111111), got one in 222222222222. Let it assume a role there",
      );
    });

    test('writing the release pointer, in a stack that knows neither account nor region', () => {
      const [statement] = statementsOf(prodStack({ agnostic: true }), (images, user) => images.grantWriteReleasePointer(user));
      const place = ['arn:', { Ref: 'AWS::Partition' }, ':ssm:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }];
      expect(statement.Resource).toEqual({ 'Fn::Join': ['', [...place, ':parameter/cdk-devops-patterns/Prod/Images/released-image']] });
    });
  });

  describe('with a release pointer of the user', () => {
    test('makes no other stack', () => {
      const stack = prodStack();
      const releasePointer = new ssm.StringParameter(stack, 'Mine', { parameterName: '/mine', stringValue: 'image' });
      const images = new ContainerRepository(stack, 'Images', { releasePointer });
      expect(images.releasePointer).toBe(releasePointer);
      expect(stack.node.root.node.children).toEqual([stack]);
    });

    test('grants writing that one', () => {
      const stack = prodStack();
      const releasePointer = ssm.StringParameter.fromStringParameterName(stack, 'Mine', '/mine');
      new ContainerRepository(stack, 'Images', { releasePointer }).grantWriteReleasePointer(new iam.User(stack, 'User'));
      Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
        PolicyDocument: { Statement: [Match.objectLike({ Resource: stack.resolve(releasePointer.parameterArn) })] },
      });
    });
  });

  test('gives its attributes to other stacks', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Images');
    const other = new Stack(stack.node.scope as any, 'Other', { env: { account: stack.account, region: stack.region } });
    new CfnOutput(other, 'Uri', { value: images.repository.repositoryUri });
    new CfnOutput(other, 'Pointer', { value: images.releasePointer.parameterName });
    expect(() => Template.fromStack(other)).not.toThrow();
  });

  describe('input', () => {
    test.each([0, 1, -5, 2.5, NaN])('fails when imagesToKeep is %p, naming the prop', (imagesToKeep) => {
      expect(() => templateWith({ imagesToKeep })).toThrow(
        `'imagesToKeep' must be a whole number of at least 2 images, got ${imagesToKeep}. A release needs its predecessor to roll back to [at Prod/Images]`,
      );
    });

    test('fails when imagesToKeep is only known at deployment, naming the prop', () => {
      expect(() => templateWith({ imagesToKeep: Lazy.number({ produce: () => 5 }) })).toThrow("'imagesToKeep' must be known at synth");
    });

    test.each(['', 'a', 'Shop', 'shop/', 'shop--api', 'shop api', 'a'.repeat(257)])('fails when repositoryName is %p, naming the prop', (repositoryName) => {
      expect(() => templateWith({ repositoryName })).toThrow("'repositoryName' must be lower-case letters and digits");
    });

    test.each(['', 'cache *', 'cache/1', 'a'.repeat(129)])('fails when a mutable tag is %p, naming the prop', (pattern) => {
      expect(() => templateWith({ mutableTags: ['ok', pattern] })).toThrow("'mutableTags[1]' must be letters, digits and . _ -");
    });

    test.each(['*', '**'])('fails when a mutable tag is %p, which is every tag', (pattern) => {
      expect(() => templateWith({ mutableTags: [pattern] })).toThrow(`'mutableTags[0]' must leave some tags immutable, got "${pattern}", which is every tag`);
    });

    test.each(['released-*', 'r*', '*-*', 'rel*-0*'])('fails when a mutable tag is %p, for released images would lose their tag', (pattern) => {
      expect(() => templateWith({ mutableTags: [pattern] })).toThrow("'mutableTags[0]' must not cover the tags that keep released images");
    });

    test.each(['latest', '*-cache', 'pr-*', 'releases.*', 'released'])('takes the mutable tag %p', (pattern) => {
      expect(() => templateWith({ mutableTags: [pattern] })).not.toThrow();
    });

    test.each([0, 1, 2.5])('fails when releasesToKeep is %p, naming the prop', (releasesToKeep) => {
      expect(() => templateWith({ releasesToKeep })).toThrow("'releasesToKeep' must be a whole number of at least 2 images");
    });

    test.each([Duration.days(0), Duration.hours(36), Duration.seconds(1)])('fails when untaggedRetention is %s, naming the prop', (untaggedRetention) => {
      expect(() => templateWith({ untaggedRetention })).toThrow(`'untaggedRetention' must be a whole number of at least 1 days, got ${untaggedRetention.toDays({ integral: false })}`);
    });

    test('fails when untaggedRetention is only known at deployment, naming the prop', () => {
      const untaggedRetention = Duration.days(Lazy.number({ produce: () => 5 }));
      expect(() => templateWith({ untaggedRetention })).toThrow("'untaggedRetention' must be known at synth");
    });

    test.each(['', '12345', '1234567890123', 'arn:aws:iam::222222222222:root'])('fails when an account that may pull is %p, naming the prop', (account) => {
      expect(() => templateWith({ pullAccounts: ['222222222222', account] })).toThrow(`'pullAccounts[1]' must be an account of 12 digits, as text, got "${account}"`);
    });

    test.each(['', 'a1b2c3d4e5', 'o-short', 'ou-a1b2-c3d4e5f6'])('fails when pullOrganization is %p, naming the prop', (pullOrganization) => {
      expect(() => templateWith({ pullOrganization })).toThrow("'pullOrganization' must be the id of an organization");
    });

    test('takes accounts and an organization that are only known at deployment', () => {
      const token = () => Lazy.string({ produce: () => 'later' });
      expect(() => templateWith({ pullAccounts: [token()], pullOrganization: token() })).not.toThrow();
    });

    test.each(['pullAccounts', 'mutableTags'])('fails when %s is a list that is only known at deployment, naming the prop', (prop) => {
      expect(() => templateWith({ [prop]: Lazy.list({ produce: () => ['x'] }) })).toThrow(`'${prop}' must be a list that is known at synth`);
    });

    test('fails when scanning is none of the enum, naming the prop', () => {
      expect(() => templateWith({ scanning: 'FAST' as any })).toThrow('\'scanning\' must be one of ImageScanning.BASIC, ENHANCED, ENHANCED_ON_PUSH, REGISTRY, got "FAST"');
    });

    test('fails when there are more mutable tags than Amazon ECR takes, naming the prop', () => {
      expect(() => templateWith({ mutableTags: ['a', 'b', 'c', 'd', 'e', 'f'] })).toThrow("'mutableTags' must be at most 5 patterns, got 6");
    });

    test('takes a name that is only known at deployment', () => {
      expect(() => templateWith({ repositoryName: Lazy.string({ produce: () => 'shop' }) })).not.toThrow();
    });
  });
});
