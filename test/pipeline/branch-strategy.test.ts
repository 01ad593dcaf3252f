import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { ExecutionMode, GitPullRequestEvent } from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BY_HAND, environmentOf, pathsOf, pipelineIn, pipelineOf, pipelinesOf, projectOf, statementsOf } from './support/pipelines';
import {
  BranchRule, BranchStrategy, IPipelineStep, PipelineApproval, PipelineSource, PipelineStep, ReleasePhase, StandardPipeline, StandardPipelineProps,
} from '../../src/pipeline';
import { resolveSteps } from '../../src/pipeline/private/pipeline-steps';
import { prodStack } from '../support/stacks';

jest.mock('../../src/pipeline/private/pipeline-steps', () => {
  const actual = jest.requireActual<{ resolveSteps: typeof resolveSteps }>('../../src/pipeline/private/pipeline-steps');
  return { ...actual, resolveSteps: jest.fn(actual.resolveSteps) };
});

const { STAGING, APPROVAL, PRODUCTION } = ReleasePhase;

const connection = PipelineSource.codeConnection({
  connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e',
  repository: 'owner/repo',
});

function delivery(props: Partial<StandardPipelineProps> = {}): { stack: Stack; made: StandardPipeline; template: Template } {
  const stack = prodStack();
  const made = pipelineIn(stack, { pipelineName: 'web', source: connection, ...props });
  return { stack, made, template: Template.fromStack(stack) };
}

const templateWith = (props: Partial<StandardPipelineProps>) => delivery(props).template;
const custom = (...rules: BranchRule[]) => ({ branchStrategy: BranchStrategy.custom(rules) });
const triggersOf = (pipeline: any) => pipeline.Triggers?.map(({ GitConfiguration: { SourceActionName, ...filters } }: any) => filters);
const sourceOf = (pipeline: any) => pipeline.Stages[0].Actions[0].Configuration;
const note = (stepName: string): IPipelineStep => ({
  stepName,
  bind: (stage) => stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: stepName, runOrder: stage.runOrder })),
});

describe('a trunk-based team', () => {
  test('releases its branch, and builds pull requests to it in a pipeline that goes nowhere', () => {
    const template = templateWith({ staging: BY_HAND, checks: [note('Scan'), note('Check')] });
    expect(pathsOf(template)).toEqual({
      'web': 'Source Build Test Staging Approval Production',
      'web-PullRequests': 'Source Build Test',
    });
    expect(triggersOf(pipelinesOf(template)['web-PullRequests'])).toEqual([
      { PullRequest: [{ Branches: { Includes: ['main'] }, Events: ['OPEN', 'UPDATED'] }] },
    ]);
  });

  test('keeps the detection of pushes where no filter is needed', () => {
    const { web } = pipelinesOf(templateWith({}));
    expect(web).not.toHaveProperty('Triggers');
    expect(sourceOf(web)).toMatchObject({ BranchName: 'main', DetectChanges: true });
  });

  test('starts pull requests by their filter alone, independent of one another', () => {
    const pullRequests = pipelinesOf(templateWith({}))['web-PullRequests'];
    expect(sourceOf(pullRequests).DetectChanges).toBe(false);
    expect(pullRequests.ExecutionMode).toBe('PARALLEL');
  });

  test('may leave pull requests alone', () => {
    expect(Object.keys(pipelinesOf(templateWith({ branchStrategy: BranchStrategy.trunkBased({ pullRequests: false }) })))).toEqual(['web']);
  });

  test('may release another branch', () => {
    const pipelines = pipelinesOf(templateWith({ branchStrategy: BranchStrategy.trunkBased({ branch: 'trunk' }) }));
    expect(sourceOf(pipelines.web)).toMatchObject({ BranchName: 'trunk', DetectChanges: true });
    expect(triggersOf(pipelines['web-PullRequests'])[0].PullRequest[0].Branches).toEqual({ Includes: ['trunk'] });
  });

  test('may look at some files only, of pull requests as well', () => {
    const pipelines = pipelinesOf(templateWith({
      branchStrategy: BranchStrategy.trunkBased({ filePaths: ['services/web/**'], excludedFilePaths: ['**/*.md'] }),
    }));
    const filter = { Branches: { Includes: ['main'] }, FilePaths: { Includes: ['services/web/**'], Excludes: ['**/*.md'] } };
    expect(triggersOf(pipelines.web)).toEqual([{ Push: [filter] }]);
    expect(sourceOf(pipelines.web).DetectChanges).toBe(false);
    expect(triggersOf(pipelines['web-PullRequests'])).toEqual([{ PullRequest: [{ ...filter, Events: ['OPEN', 'UPDATED'] }] }]);
  });

  test('may let a newer commit overtake those that wait', () => {
    const pipelines = pipelinesOf(templateWith({ branchStrategy: BranchStrategy.trunkBased({ executionMode: ExecutionMode.SUPERSEDED }) }));
    expect(pipelines.web.ExecutionMode).toBe('SUPERSEDED');
    expect(pipelines['web-PullRequests'].ExecutionMode).toBe('PARALLEL');
  });

  test('has one pipeline where the source knows no pull requests, and may not ask for them there', () => {
    const stack = prodStack();
    pipelineIn(stack);
    expect(pipelineOf(Template.fromStack(stack)).ExecutionMode).toBe('QUEUED');
    expect(() => pipelineIn(prodStack(), { branchStrategy: BranchStrategy.trunkBased({ pullRequests: true }) })).toThrow("'pullRequests' must be left out, as the source takes no triggers, got true. " +
      'Use PipelineSource.codeConnection, which takes triggers [at Prod/Delivery, rule PullRequests]');
  });

  test.each(['release/*', 'refs/heads/main', ''])('fails when its branch is %j, naming the prop', (branch) => {
    expect(() => templateWith({ branchStrategy: BranchStrategy.trunkBased({ branch }) })).toThrow("'branch' must be the name of one branch");
  });
});

describe('pull requests', () => {
  test('push no image, and may not', () => {
    const template = templateWith({});
    const project = projectOf(template, 'PullRequestsBuildDockerImage');
    expect(environmentOf(project).PUSH).toBe('false');
    expect(JSON.stringify(statementsOf(template, 'PullRequestsBuild'))).not.toMatch(/ecr:(Put|Upload|Initiate|Complete|\*)/);
    expect(JSON.stringify(statementsOf(template, 'DeliveryBuild'))).toContain('ecr:PutImage');
  });

  test('cannot touch the artifacts that wait for their release', () => {
    const template = templateWith({});
    const pipelines = pipelinesOf(template);
    const bucketOf = (name: string) => pipelines[name].ArtifactStore.Location.Ref;
    expect(bucketOf('web-PullRequests')).not.toBe(bucketOf('web'));
    const ofPullRequests = JSON.stringify([...statementsOf(template, 'PullRequestsBuild'), ...statementsOf(template, 'PullRequestsPipelineRole')]);
    expect(ofPullRequests).toContain(bucketOf('web-PullRequests'));
    expect(ofPullRequests).not.toContain(`"${bucketOf('web')}"`);
  });

  test.each([[90, 7], [3, 3]])('given a retention of %i days keep their artifacts for %i', (asked, days) => {
    const template = templateWith({ artifactRetention: Duration.days(asked), approval: PipelineApproval.none() });
    const [bucket] = Object.entries(template.findResources('AWS::S3::Bucket')).filter(([id]) => id.includes('PullRequestsArtifacts')).map(([, found]) => found);
    expect(bucket.Properties.LifecycleConfiguration.Rules[0].ExpirationInDays).toBe(days);
  });

  test('may be closed ones, too', () => {
    const pipelines = pipelinesOf(templateWith(custom(
      { ruleName: 'Main', phases: [PRODUCTION] },
      { ruleName: 'Merged', phases: [], pullRequests: true, pullRequestEvents: [GitPullRequestEvent.CLOSED] },
    )));
    expect(triggersOf(pipelines['web-Merged'])).toEqual([{ PullRequest: [{ Branches: { Includes: ['main'] }, Events: ['CLOSED'] }] }]);
  });
});

describe('a team that follows GitFlow', () => {
  const gitFlow = (options = {}, props: Partial<StandardPipelineProps> = {}) =>
    templateWith({ staging: BY_HAND, branchStrategy: BranchStrategy.gitFlow(options), ...props });

  test('has a way for each kind of branch', () => {
    expect(pathsOf(gitFlow({}, { checks: [note('Scan')] }))).toEqual({
      'web': 'Source Build Test Production',
      'web-Develop': 'Source Build Test Staging',
      'web-Release': 'Source Build Test Staging Approval',
      'web-Hotfix': 'Source Build Test Approval Production',
      'web-PullRequests': 'Source Build Test',
    });
  });

  test('starts each way by its own branches', () => {
    const pipelines = pipelinesOf(gitFlow());
    expect(sourceOf(pipelines.web)).toMatchObject({ BranchName: 'main', DetectChanges: true });
    expect(sourceOf(pipelines['web-Develop'])).toMatchObject({ BranchName: 'develop', DetectChanges: true });
    expect(triggersOf(pipelines['web-Release'])).toEqual([{ Push: [{ Branches: { Includes: ['release/*'] } }] }]);
    expect(triggersOf(pipelines['web-Hotfix'])).toEqual([{ Push: [{ Branches: { Includes: ['hotfix/*'] } }] }]);
    expect(triggersOf(pipelines['web-PullRequests'])[0].PullRequest[0].Branches.Includes).toEqual(['main', 'develop', 'release/*', 'hotfix/*']);
  });

  test('runs no integration tests for a hotfix and for pull requests, and does so for all others', () => {
    jest.mocked(resolveSteps).mockReturnValueOnce({
      build: [note('Unit')], test: [note('Scan')], releaseTest: [note('Integration')], staging: [note('EndToEnd')], production: [note('Smoke')], afterProduction: [],
    });
    const pipelines = pipelinesOf(gitFlow());

    const actionsOf = (name: string) => pipelines[name].Stages.flatMap((stage: any) => stage.Actions.map((action: any) => action.Name));
    for (const name of ['web', 'web-Develop', 'web-Release']) { expect(actionsOf(name)).toEqual(expect.arrayContaining(['Unit', 'Scan', 'Integration'])); }
    expect(actionsOf('web-Hotfix')).toEqual(['CodeConnection', 'DockerImage', 'Unit', 'Scan', 'Approve', 'ByHand', 'Smoke']);
    expect(actionsOf('web-PullRequests')).toEqual(['CodeConnection', 'DockerImage', 'Unit', 'Scan']);
  });

  test('may release tags in place of a branch', () => {
    const { web } = pipelinesOf(gitFlow({ productionTags: ['v*'] }));
    expect(triggersOf(web)).toEqual([{ Push: [{ Tags: { Includes: ['v*'] } }] }]);
    expect(sourceOf(web).DetectChanges).toBe(false);
  });

  test('may approve once more before production', () => {
    expect(pathsOf(gitFlow({ approveProduction: true })).web).toBe('Source Build Approval Production');
  });

  test('asks before production when the approval should be before a stage that the branch has not', () => {
    const paths = pathsOf(gitFlow({}, { approval: PipelineApproval.manual({ beforeStage: 'Staging' }) }));
    expect(paths['web-Release']).toBe('Source Build Approval Staging');
    expect(paths['web-Hotfix']).toBe('Source Build Approval Production');
  });

  test('says to those who approve what happens then', () => {
    const pipelines = pipelinesOf(gitFlow());
    const commentOf = (name: string) => pipelines[name].Stages.find((stage: any) => stage.Name === 'Approval').Actions[0].Configuration.CustomData;
    expect(commentOf('web-Hotfix')).toContain('to be released to Production');
    expect(commentOf('web-Release')).not.toContain('Production');
  });

  test('has all branches of its own', () => {
    const pipelines = pipelinesOf(gitFlow({
      developBranch: 'next', releaseBranches: ['rc/**', 'rel-*'], hotfixBranches: ['fix/*'], mainBranch: 'live', pullRequests: false, executionMode: ExecutionMode.SUPERSEDED,
    }));
    expect(sourceOf(pipelines.web).BranchName).toBe('live');
    expect(sourceOf(pipelines['web-Develop']).BranchName).toBe('next');
    expect(triggersOf(pipelines['web-Release'])[0].Push).toEqual([{ Branches: { Includes: ['rc/**', 'rel-*'] } }]);
    expect(triggersOf(pipelines['web-Hotfix'])[0].Push).toEqual([{ Branches: { Includes: ['fix/*'] } }]);
    expect(Object.values(pipelines).map(({ ExecutionMode: mode }) => mode)).toEqual(Array(4).fill('SUPERSEDED'));
  });

  test('works with CodeCommit when each branch is an exact one', () => {
    const stack = prodStack();
    const branchStrategy = BranchStrategy.gitFlow({ releaseBranches: ['release'], hotfixBranches: ['hotfix'] });
    pipelineIn(stack, { pipelineName: 'web', staging: BY_HAND, branchStrategy });
    const template = Template.fromStack(stack);
    const pipelines = pipelinesOf(template);
    expect(Object.entries(pipelines).map(([name, pipeline]) => [name, sourceOf(pipeline).BranchName])).toEqual([
      ['web', 'main'], ['web-Develop', 'develop'], ['web-Release', 'release'], ['web-Hotfix', 'hotfix'],
    ]);
    const started = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties.EventPattern.detail.referenceName[0]);
    expect(started.sort()).toEqual(['develop', 'hotfix', 'main', 'release']);
  });

  test('is told to use a connection when CodeCommit cannot tell its branches', () => {
    expect(() => pipelineIn(prodStack(), { staging: BY_HAND, branchStrategy: BranchStrategy.gitFlow() })).toThrow(
      "'branches' must be one exact branch, as the source takes no triggers, got [\"release/*\"]. " +
      'Use PipelineSource.codeConnection, which takes triggers, or give each branch a rule of its own [at Prod/Delivery, rule Release]');
  });

  test('is told that it needs staging', () => {
    expect(() => templateWith({ branchStrategy: BranchStrategy.gitFlow() })).toThrow(
      "'staging' must be a deploy target: the rule \"Develop\" deploys to it, got none. Give the pipeline a 'staging' target");
  });

  test('is told that either tags or a branch are released', () => {
    const source = PipelineSource.s3(Bucket.fromBucketName(prodStack(), 'Archives', 'archives'), 'web.zip');
    expect(() => gitFlow({}, { source })).toThrow("'branchStrategy' must be BranchStrategy.trunkBased() for a source that names no branch");
    expect(() => gitFlow({ productionTags: ['v*'], mainBranch: 'main' })).toThrow("'productionTags' must be alone: either tags or a branch go to production");
  });
});

describe('rules of one\'s own', () => {
  test('leave the names of what goes to production as they are, wherever that rule stands', () => {
    const idsWith = (...rules: BranchRule[]) => Object.keys(templateWith({ staging: BY_HAND, ...custom(...rules) }).toJSON().Resources);
    const main: BranchRule = { ruleName: 'Live', phases: [APPROVAL, PRODUCTION], branches: ['main'] };
    const others: BranchRule[] = [{ ruleName: 'Next', phases: [STAGING], branches: ['next'] }, { ruleName: 'Docs', phases: [], filePaths: ['docs/**'] }];
    const alone = idsWith(main);
    expect(idsWith(...others, main)).toEqual(expect.arrayContaining(alone));
    expect(idsWith(main, ...others).sort()).toEqual(idsWith(...others, main).sort());
  });

  test.each<[string, Partial<BranchRule>, any]>([
    ['branches', { branches: ['main', 'release/*'], excludedBranches: ['release/old'] }, { Branches: { Includes: ['main', 'release/*'], Excludes: ['release/old'] } }],
    ['branches and files', { branches: ['**'], filePaths: ['a/**'] }, { Branches: { Includes: ['**'] }, FilePaths: { Includes: ['a/**'] } }],
    ['files of the branch of the source', { excludedFilePaths: ['docs/**'] }, { Branches: { Includes: ['main'] }, FilePaths: { Excludes: ['docs/**'] } }],
    ['tags', { tags: ['v*'], excludedTags: ['v*-rc*'] }, { Tags: { Includes: ['v*'], Excludes: ['v*-rc*'] } }],
    ['all tags but some', { excludedTags: ['v0*'] }, { Tags: { Excludes: ['v0*'] } }],
  ])('start by %s, with one filter', (_, rule, filter) => {
    const { web } = pipelinesOf(templateWith(custom({ ruleName: 'Main', phases: [PRODUCTION], ...rule })));
    expect(triggersOf(web)).toEqual([{ Push: [filter] }]);
    expect(web.Triggers[0]).toMatchObject({ ProviderType: 'CodeStarSourceConnection', GitConfiguration: { SourceActionName: 'CodeConnection' } });
    expect(sourceOf(web).DetectChanges).toBe(false);
  });

  test('take an exact branch of theirs when somebody starts them by hand', () => {
    const { web } = pipelinesOf(templateWith(custom({ ruleName: 'Main', phases: [PRODUCTION], branches: ['release/*', 'next'] })));
    expect(sourceOf(web).BranchName).toBe('next');
  });

  test('never have pushes and pull requests in one pipeline', () => {
    for (const pipeline of Object.values(pipelinesOf(templateWith({ staging: BY_HAND, branchStrategy: BranchStrategy.gitFlow() })))) {
      for (const filters of triggersOf(pipeline) ?? []) { expect(Object.keys(filters)).toHaveLength(1); }
    }
  });

  test('may only sign off, or only build', () => {
    expect(pathsOf(templateWith(custom(
      { ruleName: 'Main', phases: [PRODUCTION] },
      { ruleName: 'Audit', phases: [APPROVAL], branches: ['audit'] },
      { ruleName: 'Feature', phases: [], branches: ['feature/*'] },
    )))).toEqual({ 'web': 'Source Build Production', 'web-Audit': 'Source Build Approval', 'web-Feature': 'Source Build' });
  });

  test('queue unless told otherwise', () => {
    const pipelines = pipelinesOf(templateWith(custom(
      { ruleName: 'Main', phases: [PRODUCTION] },
      { ruleName: 'Feature', phases: [], branches: ['feature/*'] },
      { ruleName: 'Quick', phases: [], branches: ['quick/*'], executionMode: ExecutionMode.PARALLEL },
    )));
    expect(Object.values(pipelines).map(({ ExecutionMode: mode }) => mode)).toEqual(['QUEUED', 'QUEUED', 'PARALLEL']);
  });

  test('run what follows a release after each release to production, and nowhere else', () => {
    const paths = pathsOf(templateWith({ staging: BY_HAND, branchStrategy: BranchStrategy.gitFlow(), afterProduction: [note('Announce')] }));
    expect(Object.entries(paths).filter(([, path]) => path.includes('PostDeploy')).map(([name]) => name)).toEqual(['web', 'web-Hotfix']);
  });

  test('cannot share an action of CodePipeline', () => {
    const action = new actions.ManualApprovalAction({ actionName: 'Announce' });
    expect(() => templateWith({ staging: BY_HAND, branchStrategy: BranchStrategy.gitFlow(), afterProduction: [PipelineStep.action(action)] }))
      .toThrow("'action' must be in one pipeline only, got one that is at Prod/Delivery/PostDeploy/Announce already");
  });
});

describe('the pipelines of the rules', () => {
  test('can be had by name', () => {
    const { made } = delivery({ staging: BY_HAND, branchStrategy: BranchStrategy.gitFlow() });
    expect(made.pipelineOf('Main')).toBe(made.pipeline);
    expect(made.pipelineOf('Hotfix').node.path).toBe('Prod/Delivery/Hotfix/Pipeline');
    expect(() => made.pipelineOf('hotfix')).toThrow(
      "'ruleName' must be the name of a branch rule of this pipeline (Main, Develop, Release, Hotfix, PullRequests), got \"hotfix\" [at Prod/Delivery]");
  });

  test('are approved by those who may approve', () => {
    const stack = prodStack();
    const made = pipelineIn(stack, { source: connection, staging: BY_HAND, branchStrategy: BranchStrategy.gitFlow() });
    const reviewer = new iam.Role(stack, 'Reviewer', { assumedBy: new iam.AccountRootPrincipal() });
    expect(made.grantApprove(reviewer).success).toBe(true);

    const answering = statementsOf(Template.fromStack(stack), 'Reviewer').filter(({ Action }) => Action === 'codepipeline:PutApprovalResult');
    const resources = JSON.stringify(answering);
    expect(answering.flatMap(({ Resource }) => Resource)).toHaveLength(2);
    expect(resources).toContain('DeliveryReleasePipeline');
    expect(resources).toContain('DeliveryHotfixPipeline');
    expect(resources.match(/\/Approval\/Approve/g)).toHaveLength(2);
  });

  test('have no names when the main one has none', () => {
    const stack = prodStack();
    pipelineIn(stack, { source: connection });
    for (const { Properties } of Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline'))) {
      expect(Properties).not.toHaveProperty('Name');
    }
  });
});

describe('a source that is cloned', () => {
  const cloned = PipelineSource.codeConnection({
    connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e', repository: 'owner/repo', fullClone: true,
  });
  const taking = (make: (input: any, stack: Stack) => any) => {
    const stack = prodStack();
    pipelineIn(stack, {
      source: cloned,
      production: { bind: (stage) => stage.codePipelineStage.addAction(make(stage.source, stack)) },
    });
    return () => Template.fromStack(stack);
  };

  test('goes to builds', () => {
    expect(taking((input, stack) => new actions.CodeBuildAction({
      actionName: 'Deploy', input, project: new codebuild.PipelineProject(stack, 'Project'),
    }))).not.toThrow();
  });

  test('goes to nothing else', () => {
    expect(taking((templatePath) => new actions.CloudFormationCreateUpdateStackAction({
      actionName: 'Deploy', stackName: 'web', adminPermissions: false, templatePath: templatePath.atPath('template.json'),
    }))).toThrow(/'fullClone' must be left out, as the action Deploy of the stage Production takes the source/);
  });
});
