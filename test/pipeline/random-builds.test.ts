import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as fc from 'fast-check';
import { BuildCache, BuildReportFormat, BuildStep, IBuildStep, PackageManager, SpeedProfile } from '../../src/pipeline';
import { expectValidBuildspecs } from '../support/buildspec';
import { prodStack } from '../support/stacks';
import { stageIn } from './support/stages';

/** What plain JavaScript lets a user give where something else is expected. */
const wrong = fc.constantFrom<unknown>(
  null, 0, -1, NaN, '', ' ', 'text', true, {}, [], [null], [5], ['text'], () => 'text', Duration.millis(1), new Date(0),
);

/** Some of the props, mostly what is right. */
function some(props: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<any> {
  const fields = Object.fromEntries(Object.entries(props).map(([name, right]) => [name, mostly(right, wrong)]));
  return fc.tuple(fc.record(fields), fc.subarray(Object.keys(props)))
    .map(([all, names]) => Object.fromEntries(names.map((name) => [name, all[name]])));
}

function mostly<T>(right: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: other });
}

/** Values of which the last ones are refused. */
function one<T>(values: T[], refused: T[] = []): fc.Arbitrary<T> {
  return refused.length === 0 ? fc.constantFrom(...values) : mostly(fc.constantFrom(...values), fc.constantFrom(...refused));
}

const member = (members: object) => one<unknown>(Object.values(members));
const list = (items: fc.Arbitrary<unknown>) => mostly(fc.array(items, { minLength: 1, maxLength: 2 }), fc.constant<unknown[]>([]));
const stack = prodStack();
const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'token');

const path = one(['.', 'app', 'services/my shop', 'a/$(b)'], ['/etc', '../up', 'a/../..']);
const commands = list(one(['make', 'npm ci', 'echo "$A"', 'if true; then\n  echo\nfi'], ['']));
const timeout = one([Duration.minutes(5), Duration.hours(36)], [Duration.minutes(4), Duration.seconds(90), Duration.days(2)]);
const variables = fc.dictionary(one(['B', 'STAGE'], ['CODEBUILD_X', 'a-b', 'SYNTH_OUTPUT']), one(['x', '', '$(touch pwned)']), { maxKeys: 2 });
const secrets = fc.dictionary(one(['TOKEN', 'A'], ['1', 'B']), fc.constant(secret), { maxKeys: 2 });
const machines = [codebuild.LinuxBuildImage.STANDARD_7_0, codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0];
const image = one<codebuild.IBuildImage>([...machines, codebuild.LinuxLambdaBuildImage.AMAZON_LINUX_2023_NODE_22]);
const files = list(one(['junit.xml', 'reports/**/*.xml', 'a b.xml'], ['/tmp/x']));
const report = some({ format: member(BuildReportFormat), exportBucket: fc.constant(bucket), removalPolicy: member(RemovalPolicy) });
const named = fc.tuple(report, one(['Tests', 'Contract'], ['Coverage', 'a b']), files)
  .map(([options, reportName, of]) => ({ ...options, reportName, files: of }));
const reports = fc.array(named, { maxLength: 2 });
const coverage = some({
  files,
  minimumLine: one([0, 80, 99.5, 100], [101]),
  exportBucket: fc.constant(bucket),
  removalPolicy: member(RemovalPolicy),
});
const nodeVersion = one(['22', '24', '20.1.0'], ['lts', '1']);

const ofCommands = some({
  install: commands,
  unitTests: commands,
  reports,
  coverage,
  artifactDirectory: path,
  directory: path,
  environment: variables,
  secrets,
  image,
  timeout,
  exportedVariables: list(one(['A', 'B'], ['$C'])),
  imageVariable: one(['IMAGE'], ['MY-IMAGE']),
  privileged: fc.boolean(),
  cacheDirectories: list(one(['/root/.m2', '.gradle'], ['/root/**/*'])),
});
const ofNodejs = some({
  directory: path,
  packageManager: member(PackageManager),
  nodeVersion,
  buildScript: one(['build', 'build:prod'], ['a b']),
  testScript: one(['test'], ['-x']),
  skipTests: fc.boolean(),
  reports,
  coverage,
  artifactDirectory: path,
  environment: variables,
  secrets,
  timeout,
});
const ofBuildspec = some({
  makesArtifact: fc.boolean(),
  imageVariable: one(['IMAGE'], ['$X']),
  reportNames: list(one(['unit'], ['*'])),
  environment: variables,
  secrets,
  hasCache: fc.boolean(),
  image,
  privileged: fc.boolean(),
  timeout,
});
const environments = list(some({ account: one(['111111111111'], ['1']), region: one(['eu-west-1'], ['Ireland']) }));
const ofSynth = some({
  directory: path,
  install: commands,
  commands,
  packageManager: member(PackageManager),
  nodeVersion,
  outputDirectory: path,
  qualifier: one(['abc'], ['a-b']),
  lookups: environments,
  environment: variables,
  secrets,
  privileged: fc.boolean(),
  timeout,
});
const file = one(['buildspec.yml', 'ci/build.yaml'], ['/etc/x.yml', '']);

const steps: fc.Arbitrary<() => IBuildStep> = fc.oneof(
  fc.tuple(commands, ofCommands).map(([making, options]) => () => BuildStep.commands({ commands: making, ...options })),
  ofNodejs.map((options) => () => BuildStep.nodejs(options)),
  fc.tuple(file, ofBuildspec).map(([name, options]) => () => BuildStep.buildspec(name, options)),
  ofSynth.map((options) => () => BuildStep.cdkSynth(options)),
);

const dockerServer = member(codebuild.DockerServerComputeType);
const custom = some({ computeType: member(codebuild.ComputeType), cache: member(BuildCache), cacheBucket: fc.constant(bucket), dockerServer });
const speeds: fc.Arbitrary<() => SpeedProfile> = fc.oneof(
  one([SpeedProfile.balanced, SpeedProfile.cost, () => SpeedProfile.fast()]),
  some({ dockerServer }).map((options) => () => SpeedProfile.fast(options)),
  custom.map((options) => () => SpeedProfile.custom(options)),
);

/** What happened to random input. */
interface Outcome {
  readonly accepted: boolean;
}

function build(step: () => IBuildStep, speed: () => SpeedProfile, releases: boolean): Outcome {
  const own = prodStack();
  try {
    step().bind(stageIn(own, { speed: speed(), releases }));
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
    return { accepted: false };
  }
  expectValidBuildspecs(Template.fromStack(own));
  return { accepted: true };
}

test('any build at any speed is what CodeBuild takes, or is refused in words', () => {
  const outcomes: Outcome[] = [];
  const property = fc.property(steps, speeds, fc.boolean(), (step, speed, releases) => { outcomes.push(build(step, speed, releases)); });
  fc.assert(property, { numRuns: 150, seed: 5 });
  // Neither of them for want of the other.
  expect(outcomes.filter(({ accepted }) => accepted).length).toBeGreaterThan(20);
  expect(outcomes.filter(({ accepted }) => !accepted).length).toBeGreaterThan(20);
});
