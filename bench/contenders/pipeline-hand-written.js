// The resources of a StandardPipeline with its three required props, written with the constructs of aws-cdk-lib by somebody who
// knows them all. same-work.js holds this file to the library. The two scripts are data and the same for both.
const { Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const codebuild = require('aws-cdk-lib/aws-codebuild');
const codepipeline = require('aws-cdk-lib/aws-codepipeline');
const actions = require('aws-cdk-lib/aws-codepipeline-actions');
const iam = require('aws-cdk-lib/aws-iam');
const logs = require('aws-cdk-lib/aws-logs');
const s3 = require('aws-cdk-lib/aws-s3');
const { DEPLOY_ECS_SCRIPT } = require('../../lib/pipeline/private/deploy-ecs-script');
const { DOCKER_BUILD_SCRIPT } = require('../../lib/pipeline/private/docker-build-script');
const { buildPipelineGround } = require('../pipeline-ground');

const BUILD_IMAGE = codebuild.LinuxBuildImage.fromCodeBuildImageId('aws/codebuild/amazonlinux-x86_64-standard:6.0');
const PLACEHOLDER_IMAGE = 'public.ecr.aws/docker/library/busybox:stable';

function build(app, count) {
  for (const { stack, numbers, ...ground } of buildPipelineGround(app, count)) {
    for (const number of numbers) { addPipeline(stack, `Delivery${number}`, ground); }
  }
}

function addPipeline(stack, name, { images, code, service }) {
  const artifacts = addArtifacts(stack, name);
  const pipeline = new codepipeline.Pipeline(stack, name, {
    artifactBucket: artifacts,
    pipelineType: codepipeline.PipelineType.V2,
    executionMode: codepipeline.ExecutionMode.QUEUED,
    crossAccountKeys: false,
    usePipelineRoleForActions: true,
  });
  const source = new codepipeline.Artifact('Source');
  pipeline.addStage({
    stageName: 'Source',
    actions: [new actions.CodeCommitSourceAction({
      actionName: 'CodeCommit',
      variablesNamespace: 'Source',
      repository: code,
      branch: 'main',
      trigger: actions.CodeCommitTrigger.EVENTS,
      output: source,
    })],
  });
  pipeline.addStage({ stageName: 'Build', actions: [imageAction(stack, name, { images, source })] });
  pipeline.addStage({
    stageName: 'Approval',
    actions: [new actions.ManualApprovalAction({
      actionName: 'Approve',
      timeout: Duration.days(7),
      additionalInformation: 'Commit #{Source.CommitId} as #{Build.IMAGE} waits to be released to Production.',
    })],
  });
  const release = releaseProject(stack, name, service);
  pipeline.addStage({
    stageName: 'Production',
    actions: [new actions.CodeBuildAction({
      actionName: 'Deploy-Web',
      input: source,
      project: release,
      environmentVariables: { IMAGE: { value: '#{Build.IMAGE}' } },
    })],
  });
  service.releasedFrom.grantRelease(release);
  allowToRelease(release, service);
}

function addArtifacts(stack, name) {
  const retention = Duration.days(90);
  const bucket = new s3.Bucket(stack, `${name}Artifacts`, {
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    lifecycleRules: [{ expiration: retention, noncurrentVersionExpiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  logAccess(stack, bucket, `pipeline-artifacts/${stack.stackName}/${name}/`);
  return bucket;
}

/** To the bucket that logs the access to the load balancer of the ground, without an access control list. */
function logAccess(stack, bucket, prefix) {
  const accessLogs = stack.node.findChild('InfrastructureLogs').node.findChild('Bucket');
  bucket.node.defaultChild.loggingConfiguration = { destinationBucketName: accessLogs.bucketName, logFilePrefix: prefix };
  accessLogs.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [accessLogs.arnForObjects(`${prefix}*`)],
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': bucket.bucketArn } },
  }));
}

function imageAction(stack, name, { images, source }) {
  const project = addProject(stack, `${name}Image`, {
    description: `Builds the image of ${stack.stackName}/${name}/Build`,
    script: DOCKER_BUILD_SCRIPT,
    exports: ['IMAGE'],
    privileged: true,
    timeout: Duration.hours(1),
    environment: {
      DOCKERFILE: 'Dockerfile',
      DIRECTORY: '.',
      REPOSITORY_URI: images.repository.repositoryUri,
      REPOSITORY_REGION: stack.region,
      PUSH: 'true',
      LAYERS: 'reuse',
    },
  });
  images.grantPush(project);
  images.repository.grant(project, 'ecr:DescribeImages');
  return new actions.CodeBuildAction({ actionName: 'DockerImage', variablesNamespace: 'Build', input: source, project });
}

function releaseProject(stack, name, service) {
  return addProject(stack, `${name}Release`, {
    description: `Releases to ${service.node.path}`,
    script: DEPLOY_ECS_SCRIPT,
    timeout: Duration.hours(8),
    environment: {
      CLUSTER: service.cluster.clusterName,
      SERVICE: service.baseService.serviceName,
      CONTAINER: service.containerName,
      PLACEHOLDER_IMAGE,
      RELEASE_POINTER: service.releasePointer.parameterName,
      ACCOUNT: stack.account,
    },
  });
}

function addProject(stack, name, { description, script, exports, environment, privileged = false, timeout }) {
  const logGroup = new logs.LogGroup(stack, `${name}Logs`, { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN });
  return new codebuild.PipelineProject(stack, name, {
    description,
    buildSpec: codebuild.BuildSpec.fromObject({
      version: '0.2',
      env: { 'shell': 'bash', 'exported-variables': exports },
      phases: { build: { commands: [script] } },
    }),
    environment: { buildImage: BUILD_IMAGE, computeType: codebuild.ComputeType.SMALL, privileged },
    environmentVariables: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, { value }])),
    timeout,
    logging: { cloudWatch: { logGroup } },
    grantReportGroupPermissions: false,
  });
}

function allowToRelease(project, { baseService, taskDefinition }) {
  const arnOf = (resource, resourceName) => Stack.of(project).formatArn({ service: 'ecs', resource, resourceName });
  const revisions = arnOf('task-definition', `${taskDefinition.family}:*`);
  const history = ['ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions'];
  const allow = (permissions, resources, conditions) => new iam.PolicyStatement({ actions: permissions, resources, conditions });
  new iam.Policy(project, 'Release', {
    roles: [project.role],
    statements: [
      allow(['ecs:DescribeServices', 'ecs:UpdateService', ...history, 'ecs:ListServiceDeployments'], [baseService.serviceArn]),
      allow(history, [arnOf('service-deployment', '*'), arnOf('service-revision', '*')], { ArnEqualsIfExists: { 'ecs:service': baseService.serviceArn } }),
      allow(['ecs:DescribeTaskDefinition'], ['*']),
      allow(['ecs:RegisterTaskDefinition'], [revisions]),
      allow(['ecs:TagResource'], [revisions], { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } }),
      allow(['iam:PassRole'], [taskDefinition.taskRole.roleArn, taskDefinition.obtainExecutionRole().roleArn],
        { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }),
    ],
  });
}

module.exports = { build };
