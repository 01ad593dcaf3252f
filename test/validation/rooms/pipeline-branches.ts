import { Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import {
  BranchStrategy, BuildStep, CodeConnectionSourceOptions, IDeployTarget, IPipelineSource, PipelineSource, StandardPipeline, StandardPipelineProps,
} from '../../../src/pipeline';
import { ContainerRepository } from '../../../src/registry';

const BY_HAND: IDeployTarget = {
  bind: (stage) => stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'ByHand', additionalInformation: stage.image })),
};

function connection(options: Partial<CodeConnectionSourceOptions> = {}): IPipelineSource {
  return PipelineSource.codeConnection({
    connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e', repository: 'owner/repo', ...options,
  });
}

/** Releases by hand: what is under validation is what comes before. */
function deliver(stack: Stack, source: IPipelineSource, props: Partial<StandardPipelineProps> = {}): void {
  const images = new ContainerRepository(stack, 'Images');
  new StandardPipeline(stack, 'Delivery', { source, buildStep: BuildStep.dockerImage(images), staging: BY_HAND, production: BY_HAND, ...props });
}

function codeCommit(stack: Stack, fullClone: boolean): IPipelineSource {
  return PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'web'), { fullClone });
}

/** CodePipeline must take versions of it; who may read it, and what is logged, is up to its owner. */
function uploads(stack: Stack): IPipelineSource {
  return PipelineSource.s3(new s3.Bucket(stack, 'Uploads', {
    versioned: true,
    enforceSSL: true,
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    serverAccessLogsBucket: s3.Bucket.fromBucketName(stack, 'Logs', 'example-access-logs'),
  }), 'web.zip');
}

function external(): IPipelineSource {
  return PipelineSource.external(new actions.CodeStarConnectionsSourceAction({
    actionName: 'GitHub',
    connectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e',
    owner: 'owner',
    repo: 'repo',
    output: new codepipeline.Artifact(),
    variablesNamespace: 'Source',
  }));
}

export const pipelineBranches: RoomUnderValidation = {
  cases: {
    'branches: trunk-based with pull requests': inProd((stack) => deliver(stack, connection())),
    'branches: trunk-based with pull requests, environment unknown': inAnyEnvironment((stack) => deliver(stack, connection())),
    'branches: GitFlow': inProd((stack) => deliver(stack, connection(), { branchStrategy: BranchStrategy.gitFlow({ productionTags: ['v*'] }) })),
    'branches: GitFlow with CodeCommit': inProd((stack) => deliver(stack, codeCommit(stack, false), {
      branchStrategy: BranchStrategy.gitFlow({ releaseBranches: ['release'], hotfixBranches: ['hotfix'] }),
    })),
    'sources: a clone through a connection': inProd((stack) => deliver(stack, connection({ fullClone: true }))),
    'sources: a clone of a CodeCommit repository': inProd((stack) => deliver(stack, codeCommit(stack, true))),
    'sources: an image': inProd((stack) => deliver(stack, PipelineSource.ecr(new ContainerRepository(stack, 'Pushed').repository))),
    'sources: an archive': inProd((stack) => deliver(stack, uploads(stack))),
    'sources: an archive elsewhere': inProd((stack) => deliver(stack, PipelineSource.s3(s3.Bucket.fromBucketName(stack, 'Uploads', 'uploads'), 'web.zip'))),
    'sources: an action': inProd((stack) => deliver(stack, external())),
  },
  hardened: {},
  acknowledging: {},
  allowed: [],
};
