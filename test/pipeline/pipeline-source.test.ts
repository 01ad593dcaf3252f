import { Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BranchStrategy, CodeConnectionSourceOptions, IPipelineSource, PipelineSource } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { actionOf, pipelineIn, statementsOf } from './support/pipelines';

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

test('a source of one\'s own fills the Source stage', () => {
  class BucketSource implements IPipelineSource {
    public bind(scope: Construct, output: codepipeline.Artifact): codepipeline.IAction {
      const bucket = new s3.Bucket(scope, 'Bucket', { versioned: true });
      return new actions.S3SourceAction({ actionName: 'Zip', bucket, bucketKey: 'source.zip', output, trigger: actions.S3Trigger.NONE });
    }
  }
  expect(actionOf(templateFrom(() => new BucketSource()), 'Source').ActionTypeId.Provider).toBe('S3');
});
