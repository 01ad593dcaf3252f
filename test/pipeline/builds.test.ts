import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  BuildOutput, BuildReportFormat, BuildspecOptions, BuildStep, CdkSynthOptions, CommandsBuildOptions, IBuildStep, NodejsBuildOptions, PackageManager,
} from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { expectValidBuildspecs } from '../support/buildspec';
import { buildspecOf } from '../support/intrinsics';
import { prodStack } from '../support/stacks';
import { actionOf, pipelineIn, projectOf, stagesOf } from './support/pipelines';
import { stageIn } from './support/stages';

const MAKE = { commands: ['make'] };

/** A build in a stage of its own, with what it hands on. */
function bound(step: IBuildStep | ((stack: Stack) => IBuildStep), releases = true): { template: Template; output: BuildOutput; stack: Stack } {
  const stack = prodStack();
  const output = (typeof step === 'function' ? step(stack) : step).bind(stageIn(stack, { releases }));
  const template = Template.fromStack(stack);
  expectValidBuildspecs(template);
  return { template, output, stack };
}

const projectIn = (template: Template) => projectOf(template, 'Project');
const commands = (options: Partial<CommandsBuildOptions> = {}) => bound(BuildStep.commands({ ...MAKE, ...options }));
const variablesOf = (template: Template) => projectIn(template).Environment.EnvironmentVariables;

/** What the role of the project may do, of one service. */
function allowed(template: Template, service: string): any[] {
  return Object.entries<any>(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('ProjectRole'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith(`${service}:`)));
}

describe('what a build hands on', () => {
  test('is an artifact when it makes one', () => {
    const { output, template } = commands({ artifactDirectory: 'out', directory: 'services/shop' });
    expect(output).toMatchObject({ image: undefined, artifact: { artifactName: 'Built' } });
    expect(actionOf(template, 'Build')).toMatchObject({ Name: 'Commands', Namespace: 'Build', OutputArtifacts: [{ Name: 'Built' }] });
    expect(buildspecOf(projectIn(template)).artifacts).toEqual({ 'files': ['**/*'], 'base-directory': 'services/shop/out' });
  });

  test('is no artifact when it makes none', () => {
    const { output, template } = commands();
    expect(output.artifact).toBeUndefined();
    expect(actionOf(template, 'Build')).not.toHaveProperty('OutputArtifacts');
    expect(buildspecOf(projectIn(template))).not.toHaveProperty('artifacts');
  });

  test('is the image that its commands push, in a variable', () => {
    const { output, template } = commands({ imageVariable: 'IMAGE', exportedVariables: ['VERSION', 'IMAGE'] });
    expect(output.image).toBe('#{Build.IMAGE}');
    expect(buildspecOf(projectIn(template)).env['exported-variables']).toEqual(['VERSION', 'IMAGE']);
  });

  test('is the cloud assembly, with its manifest at the root', () => {
    const { output, template } = bound(BuildStep.cdkSynth({ directory: 'infra' }));
    expect(output.artifact).toBeDefined();
    expect(buildspecOf(projectIn(template)).artifacts).toEqual({ 'files': ['**/*'], 'base-directory': 'infra/cdk.out' });
  });

  test('reaches the stages after it', () => {
    const stack = prodStack();
    let artifact: string | undefined;
    pipelineIn(stack, {
      buildStep: BuildStep.nodejs({ artifactDirectory: 'dist' }),
      production: {
        bind: (stage) => {
          artifact = stage.buildArtifact?.artifactName;
          stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'Look' }));
        },
      },
    });
    expect(artifact).toBe('Built');
    expect(stagesOf(Template.fromStack(stack))).toContain('Build');
  });
});

describe('reports', () => {
  const reports = [{ files: ['junit.xml'] }, { reportName: 'Contract', files: ['pact/*.json'], format: BuildReportFormat.CUCUMBER }];

  test('have groups of their own, which the build may fill, and no others', () => {
    const { template, output } = commands({ reports, coverage: {}, directory: 'app' });
    expect(output.reportGroups).toHaveLength(3);
    const groups = template.findResources('AWS::CodeBuild::ReportGroup');
    const described = Object.values<any>(groups)
      .map(({ Properties, DeletionPolicy }) => [Properties.Type, Properties.ExportConfig.ExportConfigType, DeletionPolicy]);
    expect(described)
      .toEqual([['TEST', 'NO_EXPORT', 'Retain'], ['TEST', 'NO_EXPORT', 'Retain'], ['CODE_COVERAGE', 'NO_EXPORT', 'Retain']]);
    const statements = allowed(template, 'codebuild');
    expect(statements.map(({ Action }) => Action[2])).toEqual(['codebuild:BatchPutTestCases', 'codebuild:BatchPutTestCases', 'codebuild:BatchPutCodeCoverages']);
    expect(statements.map(({ Resource }) => Resource['Fn::GetAtt'][0])).toEqual(Object.keys(groups));
    expect(Object.values(buildspecOf(projectIn(template)).reports)).toEqual([
      { 'files': ['junit.xml'], 'base-directory': 'app', 'file-format': 'JUNITXML' },
      { 'files': ['pact/*.json'], 'base-directory': 'app', 'file-format': 'CUCUMBERJSON' },
      { 'files': ['coverage/cobertura-coverage.xml'], 'base-directory': 'app', 'file-format': 'COBERTURAXML' },
    ]);
  });

  test('go to a bucket that keeps them longer, where the build may put them and delete nothing', () => {
    const { template } = bound((stack) => BuildStep.nodejs({
      reports: [{ files: ['junit.xml'], exportBucket: new s3.Bucket(stack, 'Kept', { encryptionKey: new kms.Key(stack, 'Key') }) }],
    }));
    template.hasResourceProperties('AWS::CodeBuild::ReportGroup', { ExportConfig: { ExportConfigType: 'S3', S3Destination: { Bucket: { Ref: Match.stringLikeRegexp('Kept') } } } });
    const granted = allowed(template, 's3').filter(({ Resource }) => JSON.stringify(Resource).includes('Kept')).flatMap(({ Action }) => Action);
    expect(granted).toEqual(['s3:PutObject', 's3:GetBucketAcl', 's3:GetBucketLocation']);
    expect(allowed(template, 'kms').flatMap(({ Action }) => Action)).toContain('kms:GenerateDataKey*');
  });

  test('go with the stack when they shall', () => {
    const { template } = commands({ reports: [{ files: ['a'], removalPolicy: RemovalPolicy.DESTROY }] });
    template.hasResource('AWS::CodeBuild::ReportGroup', { DeletionPolicy: 'Delete', Properties: { DeleteReports: true } });
  });

  test('of a Node.js build are those that jest-junit writes', () => {
    const { template } = bound(BuildStep.nodejs());
    expect(Object.values(buildspecOf(projectIn(template)).reports)).toEqual([{ 'files': ['junit.xml'], 'file-format': 'JUNITXML' }]);
  });

  test.each([
    [[{ files: ['a'] }, { files: ['b'] }], "'reports' must have names that differ from each other and from 'Coverage'"],
    [[{ files: ['a'], reportName: 'Coverage' }], "'reports' must have names that differ"],
    [[{ files: [] }], "'reports[0].files' must have at least one pattern"],
    [[{ files: ['/tmp/a.xml'] }], "'reports[0].files[0]' must be a pattern relative to 'directory'"],
    [[{ files: ['a'], reportName: 'my report' }], "'reports[0].reportName' must be 1 to 40 letters and digits"],
    [[{ files: ['a'], format: 'HTML' }], "'reports[0].format' must be a member of BuildReportFormat"],
    [[{ files: ['a'], exportBucket: 'bucket' }], "'reports[0].exportBucket' must be a bucket"],
    [[null], "'reports[0]' must be values by name"],
    ['junit.xml', "'reports' must be a list"],
  ])('fail for %j, naming the prop', (wrong, message) => {
    expect(() => commands({ reports: wrong as any })).toThrow(message);
  });

  test.each([[-1], [100.1], [NaN], ['80']])('fail for a minimum coverage of %s, naming the prop', (minimumLine) => {
    expect(() => commands({ coverage: { minimumLine: minimumLine as number } })).toThrow("'coverage.minimumLine' must be ");
  });

  test('of a buildspec may be filled by their names, and no others', () => {
    const { template } = bound(BuildStep.buildspec('ci/buildspec.yml', { reportNames: ['unit', 'coverage'] }));
    const [statement] = allowed(template, 'codebuild');
    expect(statement.Action).toContain('codebuild:CreateReportGroup');
    expect(JSON.stringify(statement.Resource)).toMatch(/report-group.*-unit.*report-group.*-coverage/);
    expect(JSON.stringify(statement.Resource)).not.toContain('*');
  });
});

describe('a pull request', () => {
  const secret = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Token', 'npm');

  test('gets no secrets; what is released does', () => {
    const step = (stack: Stack) => BuildStep.nodejs({ secrets: { NPM_TOKEN: secret(stack) } });
    expect(JSON.stringify(bound(step, false).template.toJSON())).not.toMatch(/NPM_TOKEN|secretsmanager/);
    const { template } = bound(step);
    expect(variablesOf(template)).toContainEqual({ Name: 'NPM_TOKEN', Type: 'SECRETS_MANAGER', Value: expect.anything() });
    expect(allowed(template, 'secretsmanager').flatMap(({ Action }) => Action)).toContain('secretsmanager:GetSecretValue');
  });

  test('looks nothing up; what is released may', () => {
    const step = BuildStep.cdkSynth({ lookups: [{ account: '222222222222', region: 'us-east-1' }] });
    expect(allowed(bound(step, false).template, 'sts')).toEqual([]);
    expect(allowed(bound(step).template, 'sts')).toEqual([expect.objectContaining({
      Action: 'sts:AssumeRole', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222222222222:role/cdk-hnb659fds-lookup-role-222222222222-us-east-1']] },
    })]);
  });

  test('pushes no image, may not, and hands on none', () => {
    const { template, output } = bound((stack) => BuildStep.dockerImage(new ContainerRepository(stack, 'Images')), false);
    expect(output.image).toBeUndefined();
    expect(variablesOf(template)).toContainEqual({ Name: 'PUSH', Type: 'PLAINTEXT', Value: 'false' });
    expect(buildspecOf(projectIn(template)).env).toEqual({ shell: 'bash' });
    expect(allowed(template, 'ecr').flatMap(({ Action }) => Action).sort()).toEqual([
      'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:GetAuthorizationToken', 'ecr:GetDownloadUrlForLayer',
    ]);
  });

  test('is told that it is not released, and hands on no image', () => {
    const { template, output } = bound(BuildStep.commands({ ...MAKE, imageVariable: 'IMAGE' }), false);
    expect(output.image).toBeUndefined();
    expect(variablesOf(template)).toContainEqual({ Name: 'PIPELINE_RELEASES', Type: 'PLAINTEXT', Value: 'false' });
  });
});

describe('a project', () => {
  test('has the environment, the timeout and the mode that it is given, and Docker only then', () => {
    const { template } = commands({ environment: { STAGE: 'prod' }, timeout: Duration.hours(2), privileged: true, image: codebuild.LinuxBuildImage.STANDARD_7_0 });
    expect(projectIn(template)).toMatchObject({ TimeoutInMinutes: 120, Environment: { PrivilegedMode: true, Image: 'aws/codebuild/standard:7.0' } });
    expect(variablesOf(template)).toContainEqual({ Name: 'STAGE', Type: 'PLAINTEXT', Value: 'prod' });
    expect(projectIn(commands().template).Environment.PrivilegedMode).toBe(false);
  });

  test('installs the version of Node.js that it is told', () => {
    expect(buildspecOf(projectIn(bound(BuildStep.nodejs({ nodeVersion: '24.1.0' })).template)).phases.install['runtime-versions']).toEqual({ nodejs: '24.1.0' });
  });

  test('follows a file in the source', () => {
    const { template, output } = bound(BuildStep.buildspec('ci/buildspec.yml', { makesArtifact: true, hasCache: true, imageVariable: 'IMAGE' }));
    expect(projectIn(template)).toMatchObject({ Source: { BuildSpec: 'ci/buildspec.yml' }, Cache: { Type: 'S3' } });
    expect(output).toMatchObject({ artifact: expect.anything(), image: '#{Build.IMAGE}' });
  });

  test('may read its secrets, each by its whole ARN, and no others', () => {
    const { template } = bound((stack) => BuildStep.commands({ ...MAKE, environment: { A: 'x' }, secrets: { TOKEN: new secretsmanager.Secret(stack, 'Token') } }));
    const [statement, ...others] = allowed(template, 'secretsmanager');
    expect(statement).toMatchObject({ Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: { Ref: expect.stringContaining('Token') } });
    expect(others).toEqual([]);
    expect(variablesOf(template)).toEqual([
      { Name: 'A', Type: 'PLAINTEXT', Value: 'x' },
      { Name: 'PIPELINE_RELEASES', Type: 'PLAINTEXT', Value: 'true' },
      { Name: 'TOKEN', Type: 'SECRETS_MANAGER', Value: { Ref: expect.stringContaining('Token') } },
    ]);
  });

  test('may use the key of a secret that has one', () => {
    const { template } = bound((stack) => BuildStep.commands({ ...MAKE, secrets: { TOKEN: new secretsmanager.Secret(stack, 'Token', { encryptionKey: new kms.Key(stack, 'Key') }) } }));
    expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).toContain('kms:Decrypt');
  });
});

describe('input that cannot be right is refused, naming the prop', () => {
  test.each([
    [{ commands: [] }, "'commands' must have at least one command"],
    [{ commands: undefined }, "'commands' must have at least one command"],
    [{ commands: 'make' }, "'commands' must be a list"],
    [{ commands: [' '] }, "'commands[0]' must be a command"],
    [{ commands: [['make']] }, "'commands[0]' must be a command"],
    [{ install: [] }, "'install' must have at least one command"],
    [{ unitTests: [''] }, "'unitTests[0]' must be a command"],
    [{ directory: '../other' }, "'directory' must be a path below the root of the source"],
    [{ artifactDirectory: '/out' }, "'artifactDirectory' must be a path below 'directory'"],
    [{ environment: { 'A-B': 'x' } }, "'environment' must be keyed by names of letters, digits and underscores"],
    [{ environment: { CODEBUILD_SRC_DIR: 'x' } }, "'environment' must not set what the build sets itself"],
    [{ environment: { PIPELINE_RELEASES: 'true' } }, "'environment' must not set what the build sets itself"],
    [{ environment: { A: 5 } }, "'environment.A' must be a text"],
    [{ environment: ['A=b'] }, "'environment' must be values by name"],
    [{ secrets: { TOKEN: 'abc' } }, "'secrets.TOKEN' must be a secret"],
    [{ exportedVariables: ['A B'] }, "'exportedVariables[0]' must be a name"],
    [{ imageVariable: '$IMAGE' }, "'imageVariable' must be a name"],
    [{ cacheDirectories: ['/root/.m2/**/*'] }, "'cacheDirectories[0]' must be a directory"],
    [{ image: 'node:24' }, "'image' must be a build image"],
    [{ privileged: 'yes' }, "'privileged' must be true or false"],
    [{ timeout: Duration.minutes(4) }, "'timeout' must be a whole number between 5 and 2160 minutes"],
    [{ timeout: 60 }, "'timeout' must be a Duration"],
  ])('of commands: %j', (options, message) => {
    expect(() => commands(options as any)).toThrow(message);
    expect(() => commands(options as any)).toThrow('[at Prod');
  });

  test('the same name for a secret and for what everybody may read', () => {
    expect(() => bound((stack) => BuildStep.commands({ ...MAKE, environment: { A: 'x' }, secrets: { A: secretsmanager.Secret.fromSecretNameV2(stack, 'T', 't') } })))
      .toThrow("'secrets' must not have the names of 'environment', got \"A\"");
  });

  test.each([
    [{ packageManager: 'bun' }, "'packageManager' must be a member of PackageManager"],
    [{ nodeVersion: 22 }, "'nodeVersion' must be a version of Node.js"],
    [{ nodeVersion: 'lts' }, "'nodeVersion' must be a version of Node.js"],
    [{ buildScript: 'build; rm -rf /' }, "'buildScript' must be the name of a script in package.json"],
    [{ testScript: '--version' }, "'testScript' must be the name of a script in package.json"],
    [{ skipTests: 1 }, "'skipTests' must be true or false"],
    [null, "'options' must be values by name"],
  ])('of a Node.js build: %j', (options, message) => {
    expect(() => bound(BuildStep.nodejs(options as unknown as NodejsBuildOptions))).toThrow(message);
  });

  test.each([
    [{ lookups: [{ account: '1', region: 'eu-west-1' }] }, "'lookups[0].account' must be an account of 12 digits"],
    [{ lookups: [{ account: '111111111111' }] }, "'lookups[0]' must have an account and a region"],
    [{ lookups: [{ account: '111111111111', region: 'Ireland' }] }, "'lookups[0].region' must be a region"],
    [{ lookups: {} }, "'lookups' must be a list"],
    [{ qualifier: 'my-qualifier' }, "'qualifier' must be 1 to 10 letters and digits"],
    [{ outputDirectory: '..' }, "'outputDirectory' must be a path below 'directory'"],
    [{ packageManager: PackageManager.NPM, commands: [] }, "'commands' must have at least one command"],
  ])('of a synthesis: %j', (options, message) => {
    expect(() => bound(BuildStep.cdkSynth(options as CdkSynthOptions))).toThrow(message);
  });

  test.each([['/buildspec.yml'], ['../buildspec.yml'], [''], [undefined], [5]])('a buildspec at %j', (file) => {
    expect(() => bound(BuildStep.buildspec(file as string))).toThrow("'file' must be a path below the root of the source");
  });

  test('of a buildspec', () => {
    expect(() => bound(BuildStep.buildspec('a.yml', { reportNames: ['*'] }))).toThrow("'reportNames[0]' must be the name of a report");
    expect(() => bound(BuildStep.buildspec('a.yml', { makesArtifact: 'dist' } as unknown as BuildspecOptions))).toThrow("'makesArtifact' must be true or false");
  });
});
