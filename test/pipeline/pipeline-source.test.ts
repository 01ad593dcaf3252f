import { Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { WarningId } from '../../src/core/private/warning-ids';
import { BranchStrategy, CodeConnectionSourceOptions, IPipelineSource, PipelineSource, ReleasePhase, S3SourceOptions } from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { prodStack, warningsWith } from '../support/stacks';
import { actionOf, pipelineIn, pipelineOf, statementsOf } from './support/pipelines';

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e';
const OLD_CONNECTION = CONNECTION.replace('codeconnections', 'codestar-connections');

function templateFrom(source: (stack: Stack) => IPipelineSource, context: Record<string, unknown> = {}): Template {
  const stack = prodStack({ context });
  pipelineIn(stack, { source: source(stack), branchStrategy: BranchStrategy.trunkBased({ pullRequests: false }) });
  return Template.fromStack(stack);
}

const codeCommit = (branch?: string) => (stack: Stack) =>
  PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Repo', 'web'), { branch });
const connection = (options: Partial<CodeConnectionSourceOptions> = {}) => () =>
  PipelineSource.codeConnection({ connectionArn: CONNECTION, repository: 'owner/repo', ...options });

describe('a CodeCommit source', () => {
  test('is started by events and never polls', () => {
    const template = templateFrom(codeCommit());
    expect(actionOf(template, 'Source')).toMatchObject({
      ActionTypeId: { Category: 'Source', Provider: 'CodeCommit' },
      Configuration: { RepositoryName: 'web', PollForSourceChanges: false },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['aws.codecommit'], 'detail-type': ['CodeCommit Repository State Change'], 'detail': { referenceName: ['main'] } },
      Targets: [{ Arn: Match.anyValue(), RoleArn: Match.anyValue() }],
    });
  });

  test.each([true, false])('takes the branch main, with CDK\'s own flag for that %p', (flag) => {
    const template = templateFrom(codeCommit(), { '@aws-cdk/aws-codepipeline-actions:useNewDefaultBranchForCodeCommitSource': flag });
    expect(actionOf(template, 'Source').Configuration.BranchName).toBe('main');
  });

  test('takes another branch', () => {
    const template = templateFrom(codeCommit('release/2.x'));
    expect(actionOf(template, 'Source').Configuration.BranchName).toBe('release/2.x');
    template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { detail: { referenceName: ['release/2.x'] } } });
  });

  test('gives its variables to the namespace Source', () => {
    expect(actionOf(templateFrom(codeCommit()), 'Source').Namespace).toBe('Source');
  });
});

describe('a connection source', () => {
  test('is started by pushes to main', () => {
    expect(actionOf(templateFrom(connection()), 'Source')).toMatchObject({
      ActionTypeId: { Category: 'Source', Provider: 'CodeStarSourceConnection' },
      Configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'owner/repo', BranchName: 'main', DetectChanges: true },
      Namespace: 'Source',
    });
  });

  test.each([CONNECTION, OLD_CONNECTION])('may use %s under both service names', (connectionArn) => {
    const granted = statementsOf(templateFrom(connection({ connectionArn })), 'PipelineRole')
      .filter(({ Action }) => [Action].flat().some((action: string) => action.endsWith(':UseConnection')));
    expect(granted.flatMap(({ Action }) => Action).sort()).toEqual(['codeconnections:UseConnection', 'codestar-connections:UseConnection']);
    granted.forEach(({ Resource }) => expect(Resource).toBe(connectionArn));
  });

  test.each(['group/subgroup/repo', 'my-org/my.repo_1', 'a/b/c/d'])('reads %s', (repository) => {
    expect(actionOf(templateFrom(connection({ repository })), 'Source').Configuration.FullRepositoryId).toBe(repository);
  });

  test.each(['repo', 'https://github.com/owner/repo', 'owner/repo.git', 'git@github.com:owner/repo', '/repo', 'owner/', 'own er/repo'])(
    'fails when the repository is %j, naming the prop', (repository) => {
      expect(() => templateFrom(connection({ repository }))).toThrow(`'repository' must be a repository such as 'owner/repo', without host and '.git', got ${JSON.stringify(repository)}`);
    });

  test.each([
    'arn:aws:codecommit:eu-west-1:111111111111:web',
    'arn:aws:codeconnections:eu-west-1:111111111111:host/abc',
    'arn:aws:codeconnections:eu-west-1::connection/abc',
    '4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e',
  ])('fails when the connection is %s, naming the prop', (connectionArn) => {
    expect(() => templateFrom(connection({ connectionArn }))).toThrow("'connectionArn' must be the ARN of a connection");
  });

  test('takes what is not known yet', () => {
    const token = (value: string) => Lazy.string({ produce: () => value });
    const template = templateFrom(connection({ connectionArn: token(CONNECTION), repository: token('group/sub/repo'), branch: token('main') }));
    expect(actionOf(template, 'Source').Configuration).toMatchObject({ ConnectionArn: CONNECTION, FullRepositoryId: 'group/sub/repo', BranchName: 'main' });
  });
});

describe.each([['CodeCommit', codeCommit], ['a connection', (branch?: string) => connection({ branch })]])('a branch of %s', (_, sourceOf) => {
  test.each(['', 'refs/heads/main', 'my branch', 'feature/*', 'a..~1'])('fails when it is %j, naming the prop', (branch) => {
    expect(() => templateFrom(sourceOf(branch))).toThrow(/'branch' must be the name of one branch, such as 'main', without 'refs\/heads\/'/);
  });
});

describe.each<[string, (options: object) => (stack: Stack) => IPipelineSource, string, string]>([
  ['CodeCommit', (options) => (stack) => PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Repo', 'web'), options),
    'PollForSourceChanges', 'codecommit:GitPull'],
  ['a connection', (options) => connection(options), 'DetectChanges', 'codeconnections:UseConnection'],
])('a repository of %s', (_, sourceWith, detection, permission) => {
  test('starts nothing when it should not', () => {
    const template = templateFrom(sourceWith({ startOnChange: false }));
    expect(actionOf(template, 'Source').Configuration[detection]).toBe(false);
    expect(pipelineOf(template)).not.toHaveProperty('Triggers');
    template.resourceCountIs('AWS::Events::Rule', 0);
  });

  test('is cloned by builds that may do so when it should come with its history', () => {
    const template = templateFrom(sourceWith({ fullClone: true }));
    expect(actionOf(template, 'Source').Configuration.OutputArtifactFormat).toBe('CODEBUILD_CLONE_REF');
    expect(JSON.stringify(statementsOf(template, 'DeliveryBuildDockerImage'))).toContain(permission);
  });

  test('comes as files by default, to builds that may not reach it', () => {
    const template = templateFrom(sourceWith({}));
    expect(actionOf(template, 'Source').Configuration).not.toHaveProperty('OutputArtifactFormat');
    expect(JSON.stringify(statementsOf(template, 'DeliveryBuildDockerImage'))).not.toContain(permission);
  });

  test.each(['fullClone', 'startOnChange'])('fails when %s is no flag, naming the prop', (prop) => {
    expect(() => templateFrom(sourceWith({ [prop]: 'yes' }))).toThrow(`'${prop}' must be true or false, got "yes"`);
  });

  test('says its branch and what names a revision', () => {
    expect(sourceWith({ branch: 'next' })(prodStack())).toMatchObject({ branch: 'next', revision: '#{Source.CommitId}' });
    expect(sourceWith({})(prodStack()).branch).toBe('main');
  });
});

test('a clone through a connection may use it under both service names', () => {
  const granted = JSON.stringify(statementsOf(templateFrom(connection({ fullClone: true })), 'DeliveryBuildDockerImage'));
  expect(granted).toContain('"codeconnections:UseConnection"');
  expect(granted).toContain('"codestar-connections:UseConnection"');
});

describe('an image', () => {
  const image = (tag?: string) => (stack: Stack) => PipelineSource.ecr(ecr.Repository.fromRepositoryName(stack, 'Pushed', 'web'), { tag });

  test('starts the pipeline when its tag is pushed, by the events of Amazon ECR', () => {
    const template = templateFrom(image('candidate'));
    expect(actionOf(template, 'Source')).toMatchObject({
      ActionTypeId: { Provider: 'ECR' }, Configuration: { RepositoryName: 'web', ImageTag: 'candidate' }, Namespace: 'Source', OutputArtifacts: [{ Name: 'Source' }],
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.ecr'],
        'detail-type': ['ECR Image Action'],
        'detail': { 'action-type': ['PUSH'], 'result': ['SUCCESS'], 'repository-name': ['web'], 'image-tag': ['candidate'] },
      },
      Targets: [{ Arn: Match.anyValue(), RoleArn: Match.anyValue() }],
    });
  });

  test('is the one with the tag latest unless another one is named', () => {
    expect(actionOf(templateFrom(image()), 'Source').Configuration.ImageTag).toBe('latest');
  });

  test('has a digest and no branch', () => {
    const source = image()(prodStack());
    expect(source.revision).toBe('#{Source.ImageDigest}');
    expect(source.branch).toBeUndefined();
  });

  test.each(['', '-x', 'a b', 'a:b', 'x'.repeat(129)])('fails when its tag is %j, naming the prop', (tag) => {
    expect(() => templateFrom(image(tag))).toThrow("'tag' must be one tag of an image, such as 'latest'");
  });

  test('fails when its repository is none, or elsewhere, naming the prop', () => {
    expect(() => templateFrom((stack) => PipelineSource.ecr(new ContainerRepository(stack, 'Mine') as any)))
      .toThrow("'repository' must be an ECR repository (of a ContainerRepository, its '.repository')");
    expect(() => templateFrom((stack) => PipelineSource.ecr(ecr.Repository.fromRepositoryArn(stack, 'Far', 'arn:aws:ecr:us-east-1:111111111111:repository/web'))))
      .toThrow("'repository' must be in the account and region of the pipeline (111111111111/eu-west-1), got one in 111111111111/us-east-1");
  });
});

describe('an archive in a bucket', () => {
  const versioned = (stack: Stack, props: s3.BucketProps = {}) => new s3.Bucket(stack, 'Uploads', { versioned: true, ...props });
  const imported = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Uploads', 'uploads');
  const archive = (bucket: (stack: Stack) => s3.IBucket, options: S3SourceOptions = {}, key = 'web.zip') => (stack: Stack) =>
    PipelineSource.s3(bucket(stack), key, options);
  const bucketOf = (template: Template) => Object.entries(template.findResources('AWS::S3::Bucket')).find(([id]) => id.startsWith('Uploads'))![1].Properties;

  test('starts the pipeline by an event of S3, without CloudTrail and without polling', () => {
    const template = templateFrom(archive(versioned));
    expect(actionOf(template, 'Source')).toMatchObject({
      ActionTypeId: { Provider: 'S3' }, Configuration: { S3ObjectKey: 'web.zip', PollForSourceChanges: false }, Namespace: 'Source',
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.s3'],
        'detail-type': ['Object Created'],
        'detail': { bucket: { name: [{ Ref: Match.stringLikeRegexp('^Uploads') }] }, object: { key: ['web.zip'] } },
      },
      Targets: [{ Arn: Match.anyValue(), RoleArn: Match.anyValue() }],
    });
  });

  test('turns on the events of its bucket without a function', () => {
    const template = templateFrom(archive(versioned));
    expect(bucketOf(template).NotificationConfiguration).toEqual({ EventBridgeConfiguration: { EventBridgeEnabled: true } });
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('turns them on where the notifications of the bucket are written', () => {
    const template = templateFrom(archive((stack) => {
      const bucket = versioned(stack);
      bucket.addObjectCreatedNotification(new notifications.SnsDestination(new sns.Topic(stack, 'Topic')));
      return bucket;
    }));
    template.hasResourceProperties('Custom::S3BucketNotifications', {
      NotificationConfiguration: { EventBridgeConfiguration: {}, TopicConfigurations: Match.anyValue() },
    });
    expect(bucketOf(template)).not.toHaveProperty('NotificationConfiguration');
  });

  test('says when later notifications would turn them off', () => {
    const stack = prodStack();
    const bucket = versioned(stack);
    pipelineIn(stack, { source: PipelineSource.s3(bucket, 'web.zip') });
    bucket.addObjectCreatedNotification(new notifications.SnsDestination(new sns.Topic(stack, 'Topic')));
    expect(() => Template.fromStack(stack)).toThrow(/'bucket' must be made with 'eventBridgeEnabled: true', .* got Prod\/Uploads without it.* \[at /);
  });

  test('takes a bucket that sends its events already', () => {
    const template = templateFrom(archive((stack) => versioned(stack, { eventBridgeEnabled: true })));
    template.hasResourceProperties('Custom::S3BucketNotifications', { NotificationConfiguration: { EventBridgeConfiguration: {} } });
  });

  test('reminds of the events of a bucket that is made elsewhere', () => {
    const stack = prodStack();
    pipelineIn(stack, { source: PipelineSource.s3(imported(stack), 'web.zip') });
    expect(warningsWith(stack, WarningId.BUCKET_EVENTS_NOT_OURS)).toEqual([expect.stringContaining('turn them on where it is made (eventBridgeEnabled: true)')]);
    Template.fromStack(stack).resourceCountIs('Custom::S3BucketNotifications', 0);
  });

  test('starts nothing when it should not', () => {
    const stack = prodStack();
    pipelineIn(stack, { source: archive(imported, { startOnChange: false })(stack) });
    expect(warningsWith(stack, WarningId.BUCKET_EVENTS_NOT_OURS)).toEqual([]);
    Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 0);
  });

  test('has a version and no branch', () => {
    const source = archive(imported)(prodStack());
    expect(source.revision).toBe('#{Source.VersionId}');
    expect(source.branch).toBeUndefined();
  });

  test('fails when its bucket keeps no versions, is none, or is elsewhere, naming the prop', () => {
    expect(() => templateFrom(archive((stack) => new s3.Bucket(stack, 'Uploads'))))
      .toThrow("'bucket' must keep versions, got Prod/Uploads without them. Make it with 'versioned: true'");
    expect(() => templateFrom(archive(() => 'uploads' as any))).toThrow("'bucket' must be an S3 bucket, got \"uploads\"");
    expect(() => templateFrom(archive((stack) => s3.Bucket.fromBucketAttributes(stack, 'Far', { bucketName: 'far', region: 'us-east-1' }))))
      .toThrow("'bucket' must be in the account and region of the pipeline (111111111111/eu-west-1), got one in 111111111111/us-east-1");
  });

  test.each(['', '/web.zip', undefined, 5])('fails when its key is %j, naming the prop', (key) => {
    expect(() => templateFrom((stack) => PipelineSource.s3(imported(stack), key as string))).toThrow("'key' must be the key of an object");
  });

  test('can be there for two pipelines', () => {
    const stack = prodStack();
    const bucket = versioned(stack);
    ['First', 'Second'].forEach((id) => pipelineIn(new Construct(stack, id), { source: PipelineSource.s3(bucket, 'web.zip') }));
    Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 2);
  });
});

describe('an action of one\'s own', () => {
  const github = (props: Partial<actions.CodeStarConnectionsSourceActionProps> = {}) => new actions.CodeStarConnectionsSourceAction({
    actionName: 'GitHub', connectionArn: CONNECTION, owner: 'owner', repo: 'repo', output: new codepipeline.Artifact('Mine'), variablesNamespace: 'Source', ...props,
  });

  test('is the source, and so is the artifact that it fills', () => {
    const template = templateFrom(() => PipelineSource.external(github()));
    expect(actionOf(template, 'Source')).toMatchObject({ Name: 'GitHub', Namespace: 'Source', OutputArtifacts: [{ Name: 'Mine' }] });
    expect(actionOf(template, 'Build').InputArtifacts).toEqual([{ Name: 'Mine' }]);
    expect(pipelineOf(template)).not.toHaveProperty('Triggers');
  });

  test('makes no pipeline for pull requests by itself', () => {
    const stack = prodStack();
    pipelineIn(stack, { source: PipelineSource.external(github()) });
    Template.fromStack(stack).resourceCountIs('AWS::CodePipeline::Pipeline', 1);
  });

  test('says what names a revision when it is of a kind that is known', () => {
    expect(PipelineSource.external(github()).revision).toBe('#{Source.CommitId}');
    expect(PipelineSource.external(new actions.ManualApprovalAction({ actionName: 'Other' })).revision).toBeUndefined();
  });

  test.each<[string, () => any, string]>([
    ['it is none', () => ({}), "'action' must be a source action"],
    ['it is missing', () => undefined, "'action' must be a source action"],
    ['it approves', () => new actions.ManualApprovalAction({ actionName: 'Other' }), "'action' must be of the category Source, got \"Approval\""],
    ['its variables have no name', () => github({ variablesNamespace: undefined }), "'action' must have the variables namespace 'Source'"],
    ['its variables have another name', () => github({ variablesNamespace: 'Mine' }), "'action' must have the variables namespace 'Source'"],
  ])('fails when %s, naming the prop', (_, action, message) => {
    expect(() => templateFrom(() => PipelineSource.external(action()))).toThrow(message);
  });

  test('fails when several pipelines are to be made of it', () => {
    const branchStrategy = BranchStrategy.custom([{ ruleName: 'Main', phases: [ReleasePhase.PRODUCTION] }, { ruleName: 'Other', phases: [] }]);
    expect(() => pipelineIn(prodStack(), { source: PipelineSource.external(github()), branchStrategy })).toThrow(
      "'source' must be able to make an action for each pipeline, got an action that is in Prod/Delivery/Source already");
  });
});

test('a source of one\'s own fills the Source stage', () => {
  class BucketSource implements IPipelineSource {
    public bind(scope: Construct, output: codepipeline.Artifact): codepipeline.IAction {
      const bucket = new s3.Bucket(scope, 'Bucket', { versioned: true });
      return new actions.S3SourceAction({ actionName: 'Zip', bucket, bucketKey: 'source.zip', output, trigger: actions.S3Trigger.NONE });
    }
  }
  expect(actionOf(templateFrom(() => new BucketSource()), 'Source').ActionTypeId.Provider).toBe('S3');
});
