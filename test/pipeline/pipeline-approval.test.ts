import { Duration, Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { PipelineApproval, PipelineApprovalOptions, StandardPipelineProps } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { actionOf, BY_HAND, pipelineIn, stagesOf, statementsOf } from './support/pipelines';

function templateWith(approval?: PipelineApproval, props: Partial<StandardPipelineProps> = {}, stack = prodStack()): Template {
  pipelineIn(stack, { approval, ...props });
  return Template.fromStack(stack);
}

const manual = (options?: PipelineApprovalOptions) => templateWith(PipelineApproval.manual(options));

function withStaging(approval?: PipelineApproval): Template {
  return templateWith(approval, { staging: BY_HAND });
}

describe('an approval', () => {
  test.each([['by default', undefined], ['when asked for', PipelineApproval.manual()]])('%s comes right before production, in a stage of its own', (_, approval) => {
    const template = withStaging(approval);
    expect(stagesOf(template)).toEqual(['Source', 'Build', 'Staging', 'Approval', 'Production']);
    expect(actionOf(template, 'Approval')).toMatchObject({
      Name: 'Approve',
      ActionTypeId: { Category: 'Approval', Provider: 'Manual' },
      TimeoutInMinutes: 7 * 24 * 60,
      Configuration: { CustomData: '#{Build.IMAGE} waits to be released to Production.' },
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
