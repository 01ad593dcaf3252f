import { join } from 'node:path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BuildStep, IBuildStep, PackageManager } from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { BuildResult, BuildRun, expectValidBuildspecs, HOSTILE_TEXTS, runBuildspec } from '../support/buildspec';
import { prodStack } from '../support/stacks';
import { actionOf, pipelineIn, projectOf } from './support/pipelines';
import { Failure, Script } from './support/script-runner';

const SAMPLE_APP = join(__dirname, 'support/sample-app');
/** Nothing is fetched. */
const OFFLINE = { npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' };

/** Synthesizes a pipeline with the build. */
function templateWith(step: (stack: Stack) => IBuildStep): Template {
  const stack = prodStack();
  pipelineIn(stack, { buildStep: step(stack) });
  const template = Template.fromStack(stack);
  expectValidBuildspecs(template);
  return template;
}

/** Runs the project that builds. */
function buildWith(template: Template, run: BuildRun = {}): BuildResult {
  return runBuildspec(projectOf(template, 'DeliveryBuild'), { action: actionOf(template, 'Build'), ...run, environment: { ...OFFLINE, ...run.environment } });
}

const build = (step: IBuildStep, run: BuildRun = {}) => buildWith(templateWith(() => step), run);

const nodejs = (run: BuildRun = {}, options = {}) => build(BuildStep.nodejs(options), { source: SAMPLE_APP, ...run });

describe('a build of a Node.js project', () => {
  test('really builds: installs, builds, tests, and hands on reports and the artifact', () => {
    const result = nodejs({}, { artifactDirectory: 'dist', coverage: { minimumLine: 80 } });
    expect(result.errors).toBe('');
    expect(result.succeeded).toBe(true);
    expect(result.phases.map(({ name }) => name)).toEqual(['install', 'build']);
    expect(result.artifact).toEqual(['index.js']);
    expect(Object.values(result.reports)).toEqual([['junit.xml'], ['coverage/cobertura-coverage.xml']]);
    expect(result.exported).toEqual({ LINE_COVERAGE: '87.50' });
  });

  test('fails when a test fails, and shows the report all the same', () => {
    const result = nodejs({ environment: { FAIL_TESTS: 'true' } });
    expect(result.succeeded).toBe(false);
    expect(result.phases.at(-1)!.failedCommand).toBe('npm run test');
    expect(Object.values(result.reports)).toEqual([['junit.xml']]);
  });

  test('fails when too little is tested', () => {
    const result = nodejs({}, { coverage: { minimumLine: 87.6 } });
    expect(result.succeeded).toBe(false);
    expect(result.errors).toContain('Line coverage is 87.50 %, less than the 87.6 % that are required.');
  });

  test('fails without a lock file, because what it would install is not what was tested', () => {
    const result = build(BuildStep.nodejs(), { files: { 'package.json': '{"name":"a","version":"1.0.0"}' } });
    expect(result.phases).toEqual([{ name: 'install', succeeded: false, failedCommand: 'npm ci' }]);
  });

  test('fails without the script that tests', () => {
    const result = nodejs({}, { testScript: 'test:unit' });
    expect(result.phases.at(-1)).toEqual({ name: 'build', succeeded: false, failedCommand: 'npm run test:unit' });
  });

  test('builds nothing where there is no script that builds, and tests nothing where it shall not', () => {
    const files = { 'package.json': '{"name":"a","version":"1.0.0"}', 'package-lock.json': '{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}' };
    expect(build(BuildStep.nodejs({ skipTests: true }), { files }).succeeded).toBe(true);
  });

  test('works in a directory of any name', () => {
    const directory = 'packages/my $(touch pwned) "app"';
    const files = Object.fromEntries(['package.json', 'package-lock.json'].map((file) => [`${directory}/${file}`, '{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{}}}']));
    const result = build(BuildStep.nodejs({ directory, skipTests: true, artifactDirectory: '.' }), { files });
    expect(result.errors).toBe('');
    expect(result).toMatchObject({ succeeded: true, pwned: false, artifact: expect.arrayContaining(['package.json']) });
  });

  test.each([
    ['1.22.22', ['install', '--frozen-lockfile']],
    ['4.9.1', ['install', '--immutable']],
  ])('installs with Yarn %s as that version wants it', (version, install) => {
    const result = nodejs({ stubs: ['yarn', 'corepack'], answers: { 'yarn --version': version } }, { packageManager: PackageManager.YARN });
    expect(result.succeeded).toBe(true);
    expect(result.calls.corepack).toEqual([['enable']]);
    expect(result.calls.yarn).toEqual([['--version'], install, ['run', 'build'], ['run', 'test']]);
  });

  test('installs with pnpm what the lock file says', () => {
    const result = nodejs({ stubs: ['pnpm', 'corepack'] }, { packageManager: PackageManager.PNPM });
    expect(result.calls.pnpm).toEqual([['install', '--frozen-lockfile'], ['run', '--if-present', 'build'], ['run', 'test']]);
  });

  test('executes nothing that somebody writes into a branch, a tag or a message', () => {
    const template = templateWith(() => BuildStep.nodejs({ artifactDirectory: 'dist' }));
    const results = HOSTILE_TEXTS.map((hostile) => buildWith(template, { source: SAMPLE_APP, hostile, stubs: ['npm'] }));
    for (const result of results) {
      expect(result).toMatchObject({ succeeded: true, pwned: false, calls: { npm: [['ci'], ['run', 'build', '--if-present'], ['run', 'test']] } });
    }
  });
});

describe('a build with commands', () => {
  test('runs install, commands and unit tests in this order, and each sees what the one before has set', () => {
    const result = build(BuildStep.commands({
      install: ['TOOL=there'],
      commands: ['mkdir -p out && cd out', 'echo "$TOOL" > a.txt', 'export VERSION="1 of \\"$TOOL\\""'],
      unitTests: ['test -f a.txt'],
      artifactDirectory: 'out',
      exportedVariables: ['VERSION'],
    }));
    expect(result).toMatchObject({ succeeded: true, artifact: ['a.txt'], exported: { VERSION: '1 of "there"' } });
  });

  test('ends with the first command that fails', () => {
    const result = build(BuildStep.commands({ commands: ['touch first', 'exit 3', 'touch second'] }));
    expect(result).toMatchObject({ succeeded: false, files: ['first'] });
    expect(result.phases).toEqual([{ name: 'build', succeeded: false, failedCommand: 'exit 3' }]);
  });

  test('knows whether what it builds is released', () => {
    expect(build(BuildStep.commands({ commands: ['test "$PIPELINE_RELEASES" = true'] })).succeeded).toBe(true);
  });

  test('gives secrets as environment variables', () => {
    expect(build(BuildStep.commands({
      commands: ['[[ "$TOKEN" == "secret of"* ]]'],
      secrets: { TOKEN: secretsmanager.Secret.fromSecretNameV2(prodStack(), 'Token', 'npm') },
      reports: [{ files: ['*.xml'], removalPolicy: RemovalPolicy.DESTROY }],
    })).succeeded).toBe(true);
  });
});

describe('a synthesis', () => {
  const assembly = new Script('mkdir -p cdk.out && echo "{}" > cdk.out/manifest.json && echo "{}" > cdk.out/Shop.template.json');

  test('hands on the cloud assembly, made by the CLI of the app', () => {
    const result = build(BuildStep.cdkSynth(), { stubs: ['npm', 'npx'], answers: { 'npx --no': assembly } });
    expect(result).toMatchObject({ succeeded: true, artifact: ['Shop.template.json', 'manifest.json'] });
    expect(result.calls).toMatchObject({ npm: [['ci']], npx: [['--no', '--', 'cdk', 'synth', '--quiet', '--output', 'cdk.out']] });
  });

  test('fails when no assembly is where it should be', () => {
    const result = build(BuildStep.cdkSynth({ outputDirectory: 'out' }), { stubs: ['npm', 'npx'], answers: { 'npx --no': assembly } });
    expect(result.succeeded).toBe(false);
    expect(result.errors).toContain('There is no cloud assembly in');
  });

  test('may be one of any language', () => {
    const result = build(BuildStep.cdkSynth({ directory: 'infra', install: ['pip install -r requirements.txt'], commands: ['cdk synth'] }),
      { files: { 'infra/requirements.txt': '' }, stubs: ['pip', 'cdk'], answers: { 'cdk synth': assembly } });
    expect(result).toMatchObject({ succeeded: true, artifact: ['Shop.template.json', 'manifest.json'], calls: { pip: [['install', '-r', 'requirements.txt']] } });
  });
});

describe('a build of an image', () => {
  const image = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web';
  const digest = `sha256:${'4f'.repeat(32)}`;
  const template = templateWith((stack) => BuildStep.dockerImage(new ContainerRepository(stack, 'Other')));
  const buildImage = (run: BuildRun) => buildWith(template, { answers: { 'docker inspect': `${image}@${digest}` }, ...run, environment: { REPOSITORY_URI: image } });

  test('executes nothing that somebody writes into a branch, a tag or a message', () => {
    for (const hostile of HOSTILE_TEXTS) {
      expect(buildImage({ hostile })).toMatchObject({ succeeded: true, pwned: false, exported: { IMAGE: `${image}@${digest}` } });
    }
  });

  test('exports nothing when the push is refused', () => {
    expect(buildImage({ answers: { 'docker push': new Failure('denied') } })).toMatchObject({ succeeded: false, exported: {} });
  });
});
