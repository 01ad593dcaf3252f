import { Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { AlertRouter, AlertRouterProps, Destination } from '../../../src/alerting';
import { Severity } from '../../../src/core';
import {
  BuildStep, IReviewableTarget, PipelineApproval, PipelineEvent, PipelineNotifications, PipelineSource, StandardPipeline,
} from '../../../src/pipeline';
import { StaleApprovals } from '../../../src/pipeline/private/stale-approvals';
import { ContainerRepository } from '../../../src/registry';

const DESTINATIONS: AlertRouterProps = {
  critical: [Destination.email('on-call@example.com')], warning: [Destination.email('team@example.com')], informational: [Destination.logGroup()],
};

/** Somebody releases by hand, and counts before what will change. */
const BY_HAND: IReviewableTarget = {
  bind: ({ codePipelineStage }) => codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'Release' })),
  review: ({ codePipelineStage }) => {
    codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'Count' }));
    return { summary: '#{Source.CommitId}', changes: '#{Source.AuthorDate}' };
  },
};

/** A pipeline of which people hear, and whose approvals give way to newer ones. */
function watchedPipeline(stack: Stack): void {
  new StandardPipeline(stack, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'web')),
    buildStep: BuildStep.dockerImage(new ContainerRepository(stack, 'Images')),
    production: BY_HAND,
    alerts: new AlertRouter(stack, 'Alerts', DESTINATIONS),
    approval: PipelineApproval.manual({ rejectStale: true, approvers: [iam.Role.fromRoleName(stack, 'Reviewers', 'reviewers')] }),
  });
}

/** News of a pipeline of another app, with every event. */
function news(stack: Stack, props: Partial<AlertRouterProps> = {}): void {
  const alerts = new AlertRouter(stack, 'Alerts', { ...DESTINATIONS, ...props });
  const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, 'Theirs', 'arn:aws:codepipeline:eu-west-1:111111111111:theirs');
  const events = Object.values(PipelineEvent).map((event) => ({
    pipelineEvent: event, severity: event === PipelineEvent.SUCCEEDED ? Severity.INFORMATIONAL : Severity.WARNING,
  }));
  new PipelineNotifications(stack, 'News', { pipeline, alerts, events });
}

/** What rejects stale approvals, without a pipeline of ours around it. */
function rejecting(stack: Stack): void {
  const repository = codecommit.Repository.fromRepositoryName(stack, 'Code', 'web');
  const approve = new actions.ManualApprovalAction({ actionName: 'Approve' });
  const pipeline = new codepipeline.Pipeline(stack, 'Theirs', {
    artifactBucket: s3.Bucket.fromBucketName(stack, 'Artifacts', 'artifacts'),
    stages: [
      { stageName: 'Source', actions: [new actions.CodeCommitSourceAction({ actionName: 'Code', repository, output: new codepipeline.Artifact() })] },
      { stageName: 'Approval', actions: [approve] },
    ],
  });
  StaleApprovals.of(stack).reject(new Construct(stack, 'Lane'), { pipeline, action: approve, stageBefore: 'Source' });
}

export const pipelineOperations: RoomUnderValidation = {
  cases: {
    'pipeline operations: approvals and alerts': inProd(watchedPipeline),
    'pipeline operations: approvals and alerts, environment unknown': inAnyEnvironment(watchedPipeline),
    'pipeline operations: news of a pipeline of another app': inProd((stack) => news(stack)),
  },
  hardened: {
    'the news of a pipeline, with a key': inProd((stack) => news(stack, { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) })),
  },
  acknowledging: {
    'with stale approvals of a pipeline': inProd(rejecting),
    'with news of a pipeline': inProd((stack) => news(stack)),
  },
  allowed: [
    [/\/PipelineAnnouncer\/Tell\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
    [/\/StaleApprovals\/Reject\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
  ],
};
