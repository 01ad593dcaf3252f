import { CfnOutput, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
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

    test('keeps the latest 50 images, and those without a tag for a week', () => {
      expect(lifecycleRules(template)).toEqual([
        expect.objectContaining({
          rulePriority: 1,
          selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 7, countUnit: 'days' },
          action: { type: 'expire' },
        }),
        expect.objectContaining({
          rulePriority: 2,
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
      expect(lifecycleRules(templateWith({ imagesToKeep: 2 }))[1].selection.countNumber).toBe(2);
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

    test('fails when there are more mutable tags than Amazon ECR takes, naming the prop', () => {
      expect(() => templateWith({ mutableTags: ['a', 'b', 'c', 'd', 'e', 'f'] })).toThrow("'mutableTags' must be at most 5 patterns, got 6");
    });

    test('takes a name that is only known at deployment', () => {
      expect(() => templateWith({ repositoryName: Lazy.string({ produce: () => 'shop' }) })).not.toThrow();
    });
  });
});
