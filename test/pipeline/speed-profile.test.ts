import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BuildCache, BuildStep, CustomSpeedOptions, IBuildStep, PackageManager, SpeedProfile } from '../../src/pipeline';
import { CommandsProject, CommandsProps } from '../../src/pipeline/private/commands-project';
import { ContainerRepository } from '../../src/registry';
import { expectValidBuildspecs } from '../support/buildspec';
import { buildspecOf } from '../support/intrinsics';
import { onlyResource, prodStack } from '../support/stacks';
import { barePipelineIn, pipelineIn, projectOf } from './support/pipelines';

const { ComputeType } = codebuild;
const LAMBDA_IMAGE = codebuild.LinuxLambdaBuildImage.AMAZON_LINUX_2023_NODE_22;

function templateOf(speed: SpeedProfile | undefined, step: (stack: Stack) => IBuildStep): Template {
  const stack = prodStack();
  pipelineIn(stack, { speed, buildStep: step(stack) });
  const template = Template.fromStack(stack);
  expectValidBuildspecs(template);
  return template;
}

const imageProject = (speed?: SpeedProfile) => projectOf(templateOf(speed, (stack) => BuildStep.dockerImage(new ContainerRepository(stack, 'Built'))), 'DockerImage');
const nodejsProject = (speed?: SpeedProfile, options = {}) => projectOf(templateOf(speed, () => BuildStep.nodejs(options)), 'Nodejs');
const commands = (props: Partial<CommandsProps>) => {
  const stack = prodStack();
  new CommandsProject(stack, 'Lint', { description: 'Lints', commands: ['make'], ...props });
  const template = Template.fromStack(stack);
  expectValidBuildspecs(template);
  return projectOf(template, 'Lint');
};

describe('a balanced profile', () => {
  test('is the default: small machines, packages in a bucket', () => {
    expect(nodejsProject()).toEqual(nodejsProject(SpeedProfile.balanced()));
    expect(nodejsProject()).toMatchObject({
      Environment: { ComputeType: 'BUILD_GENERAL1_SMALL', Type: 'LINUX_CONTAINER', PrivilegedMode: false }, TimeoutInMinutes: 60, Cache: { Type: 'S3' },
    });
  });

  test('gives images no cache on the machine: they bring their layers along', () => {
    expect(imageProject()).toMatchObject({ Environment: { ComputeType: 'BUILD_GENERAL1_SMALL' }, Cache: { Type: 'NO_CACHE' } });
  });
});

describe('a cheap profile', () => {
  test('runs a Node.js build on AWS Lambda, without what AWS Lambda does not know', () => {
    const project = nodejsProject(SpeedProfile.cost());
    expect(project).toMatchObject({ Environment: { ComputeType: 'BUILD_LAMBDA_2GB', Type: 'LINUX_LAMBDA_CONTAINER', Image: LAMBDA_IMAGE.imageId }, Cache: { Type: 'NO_CACHE' } });
    expect(project).not.toHaveProperty('TimeoutInMinutes');
    const buildspec = buildspecOf(project);
    expect(buildspec).not.toHaveProperty('cache');
    expect(buildspec.phases.install).not.toHaveProperty('runtime-versions');
  });

  test.each([
    ['it has a timeout', { timeout: Duration.minutes(10) }],
    ['AWS Lambda has no such Node.js', { nodeVersion: '24' }],
    ['corepack has to install something', { packageManager: PackageManager.PNPM }],
  ])('runs a Node.js build on small machines when %s', (_, options) => {
    expect(nodejsProject(SpeedProfile.cost(), options)).toMatchObject({
      Environment: { ComputeType: 'BUILD_GENERAL1_SMALL', Type: 'LINUX_CONTAINER' }, TimeoutInMinutes: expect.any(Number), Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] },
    });
  });

  test('runs Docker on small machines, and keeps its layers there', () => {
    expect(imageProject(SpeedProfile.cost())).toMatchObject({
      Environment: { ComputeType: 'BUILD_GENERAL1_SMALL', PrivilegedMode: true }, Cache: { Type: 'LOCAL', Modes: ['LOCAL_DOCKER_LAYER_CACHE'] },
    });
  });

  test.each([
    ['nobody knows whether their tools are there', {}],
    ['they need privileged mode', { lambdaImage: LAMBDA_IMAGE, privileged: true }],
    ['they have a timeout', { lambdaImage: LAMBDA_IMAGE, timeout: Duration.minutes(10) }],
    ['they run in a batch', { lambdaImage: LAMBDA_IMAGE, shards: { count: 2 } }],
    ['they need a cache', { lambdaImage: LAMBDA_IMAGE, cachePaths: ['/root/.m2/**/*'] }],
    ['they have an image of their own', { lambdaImage: LAMBDA_IMAGE, image: codebuild.LinuxBuildImage.STANDARD_7_0 }],
  ])('runs commands on small machines when %s', (_, props) => {
    expect(commands({ ...props, speed: SpeedProfile.cost() }).Environment).toMatchObject({ ComputeType: 'BUILD_GENERAL1_SMALL', Type: 'LINUX_CONTAINER' });
  });

  test('runs commands on AWS Lambda when they know what to run in there', () => {
    expect(commands({ lambdaImage: LAMBDA_IMAGE, speed: SpeedProfile.cost() }).Environment.ComputeType).toBe('BUILD_LAMBDA_2GB');
  });
});

describe('a fast profile', () => {
  test('has large machines that keep packages and layers', () => {
    expect(nodejsProject(SpeedProfile.fast())).toMatchObject({ Environment: { ComputeType: 'BUILD_GENERAL1_LARGE' }, Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] } });
    expect(imageProject(SpeedProfile.fast())).toMatchObject({
      Environment: { ComputeType: 'BUILD_GENERAL1_LARGE', PrivilegedMode: true }, Cache: { Type: 'LOCAL', Modes: ['LOCAL_DOCKER_LAYER_CACHE'] },
    });
  });

  test('has a Docker server for images alone', () => {
    const speed = SpeedProfile.fast({ dockerServer: codebuild.DockerServerComputeType.SMALL });
    expect(imageProject(speed).Environment.DockerServer).toEqual({ ComputeType: 'BUILD_GENERAL1_SMALL' });
    expect(nodejsProject(speed).Environment).not.toHaveProperty('DockerServer');
  });

  test('builds on the machines of a fleet, of their size', () => {
    const stack = prodStack();
    const fleet = new codebuild.Fleet(stack, 'Fleet', { baseCapacity: 1, computeType: codebuild.FleetComputeType.MEDIUM, environmentType: codebuild.EnvironmentType.LINUX_CONTAINER });
    pipelineIn(stack, { buildStep: BuildStep.nodejs(), speed: SpeedProfile.fast({ fleet }) });
    expect(projectOf(Template.fromStack(stack), 'Nodejs').Environment).toMatchObject({
      ComputeType: 'BUILD_GENERAL1_MEDIUM', Fleet: { FleetArn: { 'Fn::GetAtt': [expect.stringContaining('Fleet'), 'Arn'] } },
    });
  });

  test('builds on a fleet that is known by its ARN', () => {
    const stack = prodStack();
    const fleet = codebuild.Fleet.fromFleetArn(stack, 'Fleet', 'arn:aws:codebuild:eu-west-1:111111111111:fleet/shared:ed0d0823-e38a-4c10-90a1-1bf25f50fa76');
    pipelineIn(stack, { buildStep: BuildStep.nodejs(), speed: SpeedProfile.fast({ fleet, computeType: ComputeType.MEDIUM }) });
    expect(projectOf(Template.fromStack(stack), 'Nodejs').Environment).toMatchObject({ ComputeType: 'BUILD_GENERAL1_MEDIUM', Fleet: { FleetArn: fleet.fleetArn } });
  });

  test('fails when the fleet has machines of another kind than the build runs on', () => {
    const stack = prodStack();
    const fleet = new codebuild.Fleet(stack, 'Fleet', { baseCapacity: 1, computeType: codebuild.FleetComputeType.MEDIUM, environmentType: codebuild.EnvironmentType.ARM_CONTAINER });
    expect(() => pipelineIn(stack, { buildStep: BuildStep.nodejs(), speed: SpeedProfile.fast({ fleet }) })).toThrow(/'fleet' must have machines for the image .* got a fleet of ARM_CONTAINER.*\[at Prod/s);
  });

  test('leaves what only waits for a deployment on small machines on demand', () => {
    const stack = prodStack();
    const fleet = new codebuild.Fleet(stack, 'Fleet', { baseCapacity: 1, computeType: codebuild.FleetComputeType.LARGE, environmentType: codebuild.EnvironmentType.LINUX_CONTAINER });
    barePipelineIn(stack, { speed: SpeedProfile.fast({ fleet }) });
    const { Environment } = projectOf(Template.fromStack(stack), 'DeployWeb');
    expect(Environment).toMatchObject({ ComputeType: 'BUILD_GENERAL1_SMALL', Type: 'LINUX_CONTAINER' });
    expect(Environment).not.toHaveProperty('Fleet');
  });
});

describe('a profile of one\'s own', () => {
  test('has the machines and the cache that it says', () => {
    expect(nodejsProject(SpeedProfile.custom({ computeType: ComputeType.X_LARGE, cache: BuildCache.NONE }))).toMatchObject({
      Environment: { ComputeType: 'BUILD_GENERAL1_XLARGE' }, Cache: { Type: 'NO_CACHE' },
    });
  });

  test('is balanced when it says nothing', () => {
    expect(nodejsProject(SpeedProfile.custom({}))).toEqual(nodejsProject());
  });

  test('keeps packages in a bucket that it names, under a prefix of the project', () => {
    const stack = prodStack();
    const cacheBucket = new s3.Bucket(stack, 'Packages');
    pipelineIn(stack, { buildStep: BuildStep.nodejs(), speed: SpeedProfile.custom({ cacheBucket }) });
    const template = Template.fromStack(stack);
    expect(projectOf(template, 'Nodejs').Cache).toEqual({ Type: 'S3', Location: { 'Fn::Join': ['', [{ Ref: expect.stringContaining('Packages') }, expect.stringMatching(/^\/Prod-Delivery-Build-Nodejs-Project-\w+$/)]] } });
    expect(Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) => id.startsWith('BuildCache'))).toEqual([]);
  });

  test('runs everything on AWS Lambda when it says so', () => {
    expect(nodejsProject(SpeedProfile.custom({ computeType: ComputeType.LAMBDA_4GB })).Environment).toMatchObject({ ComputeType: 'BUILD_LAMBDA_4GB', Type: 'LINUX_LAMBDA_CONTAINER' });
  });

  test.each([
    ['a cache', { cache: BuildCache.LOCAL }, "'cache' must be BuildCache.NONE on AWS Lambda (BUILD_LAMBDA_2GB), got BuildCache.LOCAL"],
    ['a bucket for a cache', { cacheBucket: new s3.Bucket(prodStack(), 'B') }, "'cacheBucket' must be absent on AWS Lambda"],
    ['a Docker server', { dockerServer: codebuild.DockerServerComputeType.SMALL }, "'dockerServer' must be absent on AWS Lambda"],
    ['a fleet', { fleet: codebuild.Fleet.fromFleetArn(prodStack(), 'F', 'arn:aws:codebuild:eu-west-1:111111111111:fleet/f:1') }, "'fleet' must be absent on AWS Lambda"],
  ] as [string, CustomSpeedOptions, string][])('fails when AWS Lambda is to have %s, naming the prop', (_, options, message) => {
    expect(() => SpeedProfile.custom({ computeType: ComputeType.LAMBDA_2GB, ...options })).toThrow(message);
    expect(() => SpeedProfile.custom({ computeType: ComputeType.LAMBDA_2GB, ...options })).toThrow('[at SpeedProfile.custom]');
  });

  test.each([
    ['privileged mode', (stack: Stack) => BuildStep.dockerImage(new ContainerRepository(stack, 'Built'))],
    ["a 'timeout'", () => BuildStep.nodejs({ timeout: Duration.minutes(10) })],
    ['a cache', () => BuildStep.commands({ commands: ['make'], cacheDirectories: ['/root/.m2'] })],
    ['an image for machines', () => BuildStep.commands({ commands: ['make'], image: codebuild.LinuxBuildImage.STANDARD_7_0 })],
    ["tools that may not be there without an 'image' for AWS Lambda", () => BuildStep.commands({ commands: ['make'] })],
  ])('fails when it puts on AWS Lambda what needs %s', (obstacle, step) => {
    expect(() => templateOf(SpeedProfile.custom({ computeType: ComputeType.LAMBDA_2GB }), step)).toThrow(`'speed' must be a profile with machines for what needs ${obstacle}, got BUILD_LAMBDA_2GB`);
  });

  test.each([
    [null, "'options' must be values by name"],
    [{ computeType: 'LARGE' }, "'computeType' must be a member of codebuild.ComputeType"],
    [{ computeType: 'ATTRIBUTE_BASED_COMPUTE' }, "Machines of another kind come with 'fleet'"],
    [{ cache: 'REDIS' }, "'cache' must be a member of BuildCache"],
    [{ cacheBucket: 'bucket' }, "'cacheBucket' must be a bucket"],
    [{ cacheBucket: new s3.Bucket(prodStack(), 'C'), cache: BuildCache.LOCAL }, "'cacheBucket' must come with BuildCache.S3, got BuildCache.LOCAL"],
    [{ fleet: 'fleet' }, "'fleet' must be a codebuild.Fleet"],
    [{ dockerServer: 'BIG' }, "'dockerServer' must be a member of codebuild.DockerServerComputeType"],
  ])('fails for what nobody can mean: %#', (options, message) => {
    expect(() => SpeedProfile.custom(options as CustomSpeedOptions)).toThrow(message);
  });
});

describe('an image for AWS Lambda that somebody names', () => {
  const onLambda = (options = {}) => templateOf(undefined, () => BuildStep.commands({ commands: ['npm ci'], image: LAMBDA_IMAGE, ...options }));

  test('runs the build there, whatever the profile', () => {
    expect(projectOf(onLambda(), 'Commands').Environment).toMatchObject({ ComputeType: 'BUILD_LAMBDA_2GB', Type: 'LINUX_LAMBDA_CONTAINER' });
  });

  test.each([
    ['privileged mode', { privileged: true }],
    ["a 'timeout'", { timeout: Duration.minutes(10) }],
    ['a cache', { cacheDirectories: ['/root/.m2'] }],
  ])('fails with %s, naming the prop', (obstacle, options) => {
    expect(() => onLambda(options)).toThrow(`'image' must be one for machines, because AWS Lambda does not know ${obstacle}, got ${LAMBDA_IMAGE.imageId}`);
  });
});

describe('the bucket for what builds get again', () => {
  const template = templateOf(SpeedProfile.balanced(), () => BuildStep.nodejs());

  test('is encrypted, private, and forgets', () => {
    const buckets = Object.entries<any>(template.findResources('AWS::S3::Bucket')).filter(([id]) => id.startsWith('BuildCache'));
    expect(buckets).toHaveLength(1);
    expect(buckets[0][1].Properties).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 14, Status: 'Enabled' }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
  });

  test('lets a project read and write its own prefix and no other, so that no pull request can change what is released', () => {
    const statements = Object.entries<any>(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('Nodejs'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement).filter(({ Resource }) => JSON.stringify(Resource).includes('BuildCache'));
    const objects = statements.filter(({ Action }) => Action.includes('s3:PutObject'));
    expect(objects).toHaveLength(1);
    expect(objects[0].Action).toEqual(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
    expect(JSON.stringify(objects[0].Resource)).toMatch(/"\/Prod-Delivery-Build-Nodejs-Project-\w+\/\*"/);
    expect(statements.filter((statement) => statement !== objects[0]).map(({ Action }) => Action)).toEqual([['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:ListBucket']]);
  });

  test('is one for all projects of a stack, which do not share a prefix', () => {
    const stack = prodStack();
    ['A', 'B'].forEach((id) => new CommandsProject(stack, id, { description: id, commands: ['make'], cachePaths: ['x/**/*'], speed: SpeedProfile.balanced() }));
    const both = Template.fromStack(stack);
    const locations = ['A', 'B'].map((id) => JSON.stringify(projectOf(both, id).Cache.Location));
    expect(new Set(locations).size).toBe(2);
    expect(Object.keys(both.findResources('AWS::S3::Bucket')).filter((id) => id.startsWith('BuildCache'))).toHaveLength(1);
  });

  test('is not made when nothing is kept', () => {
    const stack = prodStack();
    new CommandsProject(stack, 'A', { description: 'A', commands: ['make'], speed: SpeedProfile.balanced() });
    expect(onlyResource(Template.fromStack(stack), 'AWS::CodeBuild::Project').Properties.Cache).toEqual({ Type: 'NO_CACHE' });
    Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
  });
});
