import { Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { BuildStep, IBuildStep, IDeployTarget, PackageManager, PipelineSource, SpeedProfile, StandardPipeline, StandardPipelineProps } from '../../../src/pipeline';
import { CommandsProject } from '../../../src/pipeline/private/commands-project';
import { ContainerRepository } from '../../../src/registry';
import { BuildApp } from '../../golden/golden';

/** Releases to nothing: what is looked at is the build. */
const BY_HAND: IDeployTarget = { bind: ({ codePipelineStage }) => codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'ByHand' })) };

function pipeline(stack: Stack, buildStep: IBuildStep, props: Partial<StandardPipelineProps> = {}): void {
  const source = PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'shop'));
  new StandardPipeline(stack, 'Delivery', { source, buildStep, production: BY_HAND, ...props });
}

const nodejs: BuildApp = inProd((stack) => pipeline(stack, BuildStep.nodejs({ coverage: { minimumLine: 80 }, artifactDirectory: 'dist' })));

const commands: BuildApp = inProd((stack) => pipeline(stack, BuildStep.commands({
  install: ['pip install -r requirements.txt'],
  commands: ['python -m build'],
  unitTests: ['pytest'],
  reports: [{ files: ['reports/*.xml'], exportBucket: s3.Bucket.fromBucketName(stack, 'Reports', 'shop-reports') }],
  coverage: { files: ['coverage.xml'] },
  cacheDirectories: ['/root/.cache/pip'],
  artifactDirectory: 'dist',
  environment: { STAGE: 'prod' },
  secrets: { TOKEN: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:pypi-a1b2c3') },
  imageVariable: 'IMAGE',
  timeout: Duration.minutes(30),
})));

const synth: BuildApp = inProd((stack) => pipeline(stack, BuildStep.cdkSynth({ lookups: [{ account: '111111111111', region: 'eu-west-1' }] }), { speed: SpeedProfile.cost() }));

const image: BuildApp = inProd((stack) => pipeline(stack, BuildStep.dockerImage(new ContainerRepository(stack, 'Images')), {
  speed: SpeedProfile.fast({ dockerServer: codebuild.DockerServerComputeType.SMALL }),
}));

/** What suites of tests are made of. */
const shards: BuildApp = inProd((stack) => {
  const project = new CommandsProject(stack, 'Suite', {
    description: 'Tests', commands: ['npm ci'], shards: { count: 4, testCommand: 'npx jest', testFiles: '**/*.test.ts' }, retries: 1, speed: SpeedProfile.fast(),
  });
  pipeline(stack, BuildStep.commands({ commands: ['make'] }), {
    checks: [{ stepName: 'Suite', bind: (stage) => { project.addTo(stage, { actionName: 'Suite' }); } }],
  });
});

const ARTIFACTS = ['IAM5[Action::s3:GetObject*]', 'IAM5[Action::s3:GetBucket*]', 'IAM5[Action::s3:List*]', /^IAM5\[Resource::<DeliveryArtifacts\w+\.Arn>\/\*\]$/];
const LOG_STREAMS = /^IAM5\[Resource::arn:.*:log-group:\/aws\/codebuild\/<\w+>:\*\]$/;
const CACHE = /^IAM5\[Resource::<BuildCacheBucket\w+\.Arn>\/[\w-]+\/\*\]$/;

export const pipelineBuilds: RoomUnderValidation = {
  cases: {
    'a pipeline that builds a Node.js project': nodejs,
    'a pipeline that builds a Node.js project, environment unknown': inAnyEnvironment((stack) => pipeline(stack, BuildStep.nodejs({ packageManager: PackageManager.YARN }))),
    'a pipeline that builds with commands': commands,
    'a pipeline that builds as a file says': inProd((stack) => pipeline(stack, BuildStep.buildspec('buildspec.yml', { makesArtifact: true, reportNames: ['unit'], hasCache: true }))),
    'a pipeline that synthesizes a CDK app': synth,
    'a pipeline that builds images fast': image,
    'a pipeline with tests in shards': shards,
  },
  hardened: {},
  acknowledging: {
    'with a pipeline that builds a Node.js project': nodejs,
    'with a pipeline that builds with commands': commands,
  },
  allowed: [
    [/^\w+\/Delivery\/Pipeline$/, ...ARTIFACTS, 'IAM5[Action::s3:DeleteObject*]', 'IAM5[Action::s3:Abort*]'],
    [/\/(Nodejs|Commands)\/Project$/, 'CB4', LOG_STREAMS, ...ARTIFACTS, 'IAM5[Action::s3:DeleteObject*]', 'IAM5[Action::s3:Abort*]', CACHE],
    [/\/Commands\/Project$/, 'IAM5[Resource::arn:<AWS::Partition>:s3:::shop-reports/*]'],
  ],
};
