import { Duration, Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { IPipelineSource, IReviewableTarget, PipelineApproval, PipelineApprovalOptions, ReleaseReview, StandardPipelineProps } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { actionOf, BY_HAND, pipelineIn, pipelineOf, stagesOf, statementsOf } from './support/pipelines';

function templateWith(approval?: PipelineApproval, props: Partial<StandardPipelineProps> = {}, stack = prodStack()): Template {
  pipelineIn(stack, { approval, ...props });
  return Template.fromStack(stack);
}

const manual = (options?: PipelineApprovalOptions) => templateWith(PipelineApproval.manual(options));

function withStaging(approval?: PipelineApproval): Template {
  return templateWith(approval, { staging: BY_HAND });
}

/** A target that says what a release will change. */
function reviewable(review: Partial<ReleaseReview> = {}): IReviewableTarget {
  return {
    bind: BY_HAND.bind,
    review: (stage) => {
      stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'Look', variablesNamespace: 'Review' }));
      return { summary: '#{Review.SUMMARY}', changes: '#{Review.CHANGES}', ...review };
    },
  };
}

function approvalStage(template: Template): any {
  return pipelineOf(template).Stages.find((stage: any) => stage.Name === 'Approval');
}

/** A source with an action of its own. */
function sourceOf(make: (output: codepipeline.Artifact) => codepipeline.IAction): IPipelineSource {
  return { bind: (_scope, output) => make(output) };
}

describe('an approval', () => {
  test.each([['by default', undefined], ['when asked for', PipelineApproval.manual()]])('%s comes right before production, in a stage of its own', (_, approval) => {
    const template = withStaging(approval);
    expect(stagesOf(template)).toEqual(['Source', 'Build', 'Staging', 'Approval', 'Production']);
    expect(actionOf(template, 'Approval')).toMatchObject({
      Name: 'Approve',
      ActionTypeId: { Category: 'Approval', Provider: 'Manual' },
      TimeoutInMinutes: 7 * 24 * 60,
      Configuration: { CustomData: 'Commit #{Source.CommitId} as #{Build.IMAGE} waits to be released to Production.' },
    });
  });

  test('may come before staging', () => {
    expect(stagesOf(withStaging(PipelineApproval.manual({ beforeStage: 'Staging' })))).toEqual(['Source', 'Build', 'Approval', 'Staging', 'Production']);
  });

  test('is not asked for when nobody wants to be asked', () => {
    expect(stagesOf(withStaging(PipelineApproval.none()))).toEqual(['Source', 'Build', 'Staging', 'Production']);
  });

  test.each(['Prod', 'production', 'Source', 'Build', 'Approval', ''])('fails before the stage %j, listing the stages', (beforeStage) => {
    expect(() => withStaging(PipelineApproval.manual({ beforeStage }))).toThrow(
      `'beforeStage' must name a stage of this pipeline that releases (Staging, Production), got ${JSON.stringify(beforeStage)} [at Prod/Delivery]`);
  });

  test('fails before a staging that there is not, saying what to add', () => {
    expect(() => manual({ beforeStage: 'Staging' })).toThrow(
      "'beforeStage' must name a stage of this pipeline that releases (Production), got \"Staging\". Give the pipeline a 'staging' target");
  });

  test('shows what the approver needs', () => {
    expect(actionOf(manual({ reviewUrl: 'https://staging.example.com', comment: 'Commit #{Source.CommitId}', timeout: Duration.hours(4) }), 'Approval')).toMatchObject({
      TimeoutInMinutes: 240,
      Configuration: { ExternalEntityLink: 'https://staging.example.com', CustomData: 'Commit #{Source.CommitId}' },
    });
  });

  test('tells a topic', () => {
    const stack = prodStack();
    const notify = new sns.Topic(stack, 'Reviewers');
    const template = templateWith(PipelineApproval.manual({ notify }), {}, stack);

    expect(actionOf(template, 'Approval').Configuration.NotificationArn).toEqual({ Ref: expect.stringContaining('Reviewers') });
    expect(statementsOf(template, 'PipelineRole').find(({ Action }) => Action === 'sns:Publish').Resource).toEqual({ Ref: expect.stringContaining('Reviewers') });
  });

  test.each([Duration.minutes(4), Duration.days(61), Duration.seconds(330)])('fails for a timeout that CodePipeline refuses, naming the prop', (timeout) => {
    expect(() => manual({ timeout })).toThrow("'timeout' must be a whole number between 5 and 86400 minutes");
  });

  test.each([Duration.minutes(5), Duration.days(60)])('takes the shortest and the longest timeout', (timeout) => {
    expect(() => manual({ timeout })).not.toThrow();
  });

  test.each(['staging.example.com', 'ftp://example.com', 'https://with blank'])('fails for the page %j, naming the prop', (reviewUrl) => {
    expect(() => manual({ reviewUrl })).toThrow("'reviewUrl' must be an address that starts with 'https://' or 'http://'");
  });

  test.each(['', 'x'.repeat(1001)])('fails for an empty or endless comment, naming the prop', (comment) => {
    expect(() => manual({ comment })).toThrow("'comment' must be 1 to 1000 characters");
  });

  test('takes a page and a comment that are not known yet', () => {
    const later = Lazy.string({ produce: () => 'https://staging.example.com' });
    expect(actionOf(manual({ reviewUrl: later, comment: later }), 'Approval').Configuration.ExternalEntityLink).toBe('https://staging.example.com');
  });

  test('fails for a timeout that is not known yet, naming the prop', () => {
    expect(() => manual({ timeout: Duration.minutes(Lazy.number({ produce: () => 60 })) })).toThrow("'timeout' must be known when the app is synthesized");
  });
});

describe('what the approver reads', () => {
  const said = (props: Partial<StandardPipelineProps>, stack = prodStack()) => actionOf(templateWith(undefined, props, stack), 'Approval').Configuration.CustomData;

  test.each<[string, Partial<ReleaseReview>, object]>([
    ['', {}, { CustomData: 'Commit #{Source.CommitId} waits to be released to Production. #{Review.SUMMARY}' }],
    [', with its page', { url: 'https://example.com/changes' }, { ExternalEntityLink: 'https://example.com/changes' }],
  ])('is what the release will change, where the target says it%s', (_, review, configuration) => {
    expect(actionOf(templateWith(undefined, { production: reviewable(review) }), 'Approval').Configuration).toMatchObject(configuration);
  });

  test('is the page that the approval names rather than that of the review', () => {
    const template = templateWith(PipelineApproval.manual({ reviewUrl: 'https://example.com' }), { production: reviewable({ url: 'https://example.com/changes' }) });
    expect(actionOf(template, 'Approval').Configuration.ExternalEntityLink).toBe('https://example.com');
  });

  test('names the image of a registry as source, which has no commit', () => {
    const stack = prodStack();
    const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'web');
    const source = sourceOf((output) => new actions.EcrSourceAction({ actionName: 'Push', variablesNamespace: 'Source', repository, output }));
    expect(said({ source }, stack)).toBe('Image #{Source.ImageURI} as #{Build.IMAGE} waits to be released to Production.');
  });

  test('names the version of a bucket as source, which has no commit', () => {
    const stack = prodStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Drops', 'drops');
    const source = sourceOf((output) => new actions.S3SourceAction({
      actionName: 'Drop', variablesNamespace: 'Source', bucket, bucketKey: 'web.zip', output, trigger: actions.S3Trigger.NONE,
    }));
    expect(said({ source }, stack)).toBe('Version #{Source.VersionId} as #{Build.IMAGE} waits to be released to Production.');
  });

  test('has no variable of a source without variables: the action would fail', () => {
    const stack = prodStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Drops', 'drops');
    const source = sourceOf((output) => new actions.S3SourceAction({ actionName: 'Drop', bucket, bucketKey: 'web.zip', output, trigger: actions.S3Trigger.NONE }));
    expect(said({ source, buildStep: { bind: (stage) => { BY_HAND.bind(stage); return {}; } } }, stack)).toBe('A release waits to be released to Production.');
  });

  test('fits into what CodePipeline takes, with the longest review and without the message of a commit', () => {
    const text: string = said({ production: reviewable() });
    expect(text).not.toContain('CommitMessage');
    expect(text.replace('#{Review.SUMMARY}', 'x'.repeat(800)).replace('#{Source.CommitId}', 'x'.repeat(40)).length).toBeLessThanOrEqual(1000);
  });
});

describe('an approval of nothing', () => {
  test('is skipped when the review counts no change', () => {
    expect(approvalStage(templateWith(undefined, { production: reviewable() })).BeforeEntry).toEqual({
      Conditions: [{
        Result: 'SKIP',
        Rules: [{
          Name: 'SomethingChanges',
          RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
          Configuration: { Variable: '#{Review.CHANGES}', Value: '0', Operator: 'NE' },
        }],
      }],
    });
  });

  test.each<[string, Partial<StandardPipelineProps>, PipelineApprovalOptions]>([
    ['the target cannot say what changes', {}, {}],
    ['the user wants to be asked', { production: reviewable() }, { skipWhenNothingChanged: false }],
  ])('is not skipped when %s', (_, props, options) => {
    expect(approvalStage(templateWith(PipelineApproval.manual(options), props))).not.toHaveProperty('BeforeEntry');
  });

  test('is decided before the approval stage begins, by a stage of its own', () => {
    expect(stagesOf(templateWith(undefined, { production: reviewable() }))).toEqual(['Source', 'Build', 'Review', 'Approval', 'Production']);
  });
});

describe('approvers', () => {
  test('may see this pipeline and answer its approval, nothing else', () => {
    const stack = prodStack();
    const approvers = ['Reviewers', 'Leads'].map((id) => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() }));
    const template = templateWith(PipelineApproval.manual({ approvers }), {}, stack);
    for (const id of ['Reviewers', 'Leads']) {
      expect(statementsOf(template, id)).toEqual([
        {
          Effect: 'Allow',
          Action: ['GetPipeline', 'GetPipelineState', 'GetPipelineExecution', 'ListPipelineExecutions', 'ListActionExecutions'].map((action) => `codepipeline:${action}`),
          Resource: expect.not.stringContaining('*'),
        },
        { Effect: 'Allow', Action: 'codepipeline:PutApprovalResult', Resource: expect.anything() },
      ].map((statement) => ({ ...statement, Resource: expect.anything() })));
      expect(JSON.stringify(statementsOf(template, id)[1].Resource)).toContain('/Approval/Approve');
      expect(JSON.stringify(statementsOf(template, id))).not.toContain('"*"');
    }
  });

  test.each<[unknown, string]>([['reviewers', '"reviewers"'], [undefined, 'undefined'], [{}, '{}']])('fails for the approver %j, naming the prop', (approver, shown) => {
    expect(() => manual({ approvers: [approver as any] })).toThrow(`'approvers' must be roles, users or other grantees, such as Role.fromRoleName(this, 'Reviewers', 'reviewers'), got ${shown} [at Prod/Delivery]`);
  });

  test.each<[PipelineApprovalOptions, string]>([
    [{ approvers: 'all' as any }, "'approvers' must be a list, got \"all\""],
    [{ rejectStale: 'yes' as any }, "'rejectStale' must be true or false, got \"yes\""],
    [{ skipWhenNothingChanged: 1 as any }, "'skipWhenNothingChanged' must be true or false, got 1"],
  ])('fails for %j, naming the prop', (options, message) => {
    expect(() => manual(options)).toThrow(message);
  });
});

describe('stale approvals', () => {
  const keeping = PipelineApproval.manual({ rejectStale: true });

  test('cost a bare pipeline no function', () => {
    manual().resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('are looked at when an execution has passed the stage before the approval', () => {
    const ruleOf = (template: Template) => Object.values(template.findResources('AWS::Events::Rule'))
      .find(({ Properties }: any) => Properties.EventPattern.source[0] === 'aws.codepipeline')!.Properties;
    expect(ruleOf(withStaging(keeping)).EventPattern).toEqual({
      'source': ['aws.codepipeline'],
      'detail-type': ['CodePipeline Stage Execution State Change'],
      'detail': { pipeline: [{ Ref: expect.stringContaining('Pipeline') }], stage: ['Staging'], state: ['SUCCEEDED'] },
    });
    expect(ruleOf(templateWith(keeping)).EventPattern.detail.stage).toEqual(['Build']);
    expect(ruleOf(templateWith(keeping, { production: reviewable() })).EventPattern.detail.stage).toEqual(['Review']);
    const { InputTransformer } = ruleOf(templateWith(keeping)).Targets[0];
    expect(InputTransformer.InputPathsMap).toEqual({ 'detail-execution-id': '$.detail.execution-id' });
    expect(JSON.stringify(InputTransformer.InputTemplate)).toContain('\\"stage\\":\\"Approval\\",\\"action\\":\\"Approve\\",\\"execution\\":<detail-execution-id>');
  });

  test('are rejected by one function of the stack, that may answer these approvals alone', () => {
    const stack = prodStack();
    pipelineIn(stack, { approval: keeping });
    const other = pipelineIn(new Construct(stack, 'Other'), { approval: keeping });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    const [policy]: any[] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const statements = policy.Properties.PolicyDocument.Statement;
    const answers = statements.find(({ Action }: any) => Action === 'codepipeline:PutApprovalResult');
    expect(answers.Resource).toHaveLength(2);
    expect(JSON.stringify(answers.Resource)).toContain('/Approval/Approve');
    expect(JSON.stringify(answers.Resource)).toContain(stack.getLogicalId(other.pipeline.node.defaultChild as codepipeline.CfnPipeline));
    expect(statements.flatMap(({ Action }: any) => Action)).toEqual([
      'logs:CreateLogStream', 'logs:PutLogEvents', 'codepipeline:GetPipelineState', 'codepipeline:ListPipelineExecutions', 'codepipeline:PutApprovalResult',
    ]);
    template.resourceCountIs('AWS::Lambda::Permission', 2);
  });
});
