import { spawnSync } from 'node:child_process';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as fc from 'fast-check';
import { VERSIONS } from '../../src/core/private/versions';
import { CdkAppDeployOptions, DeployTarget, IBuildStep } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { actionOf, BY_HAND, environmentOf, pipelineIn, projectOf, scriptOf, stagesOf, statementsOf } from './support/pipelines';
import { Answer, Failure, runScript, ScriptResult } from './support/script-runner';

/** A build that leaves a cloud assembly: here, the source is one. */
const SYNTH: IBuildStep = {
  bind: (stage) => {
    const artifact = new codepipeline.Artifact('Assembly');
    stage.codePipelineStage.addAction(new actions.CodeBuildAction({ actionName: 'Synth', input: stage.source, outputs: [artifact], project: projectIn(stage.scope) }));
    return { artifact };
  },
};

function projectIn(scope: any) {
  return new (jest.requireActual('aws-cdk-lib/aws-codebuild').PipelineProject)(scope, 'Synth');
}

function deployed(options: Partial<CdkAppDeployOptions> = {}, stack: Stack = prodStack(), props: object = {}): Template {
  pipelineIn(stack, { buildStep: SYNTH, production: DeployTarget.cdkApp({ stacks: ['Prod/*'], ...options }), ...props });
  return Template.fromStack(stack);
}

/** The ARNs that a project may assume. */
function rolesOf(template: Template, idPart: string): string[] {
  const statements = statementsOf(template, idPart).filter(({ Action }) => Action === 'sts:AssumeRole');
  expect(statements).toHaveLength(1);
  return [statements[0].Resource].flat().map((arn: any) => arn['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : '*').join('').replace(/^.*role\//, ''));
}

const [HERE, THERE] = ['111111111111-eu-west-1', '222222222222-us-east-1'];

describe('DeployTarget.cdkApp', () => {
  test('reviews before the approval and deploys what was built', () => {
    const template = deployed();
    expect(stagesOf(template)).toEqual(['Source', 'Build', 'Review', 'Approval', 'Production']);
    expect(actionOf(template, 'Review')).toMatchObject({ Namespace: 'Review', InputArtifacts: [{ Name: 'Assembly' }] });
    expect(actionOf(template, 'Production')).toMatchObject({ Name: 'Deploy-App', InputArtifacts: [{ Name: 'Assembly' }] });
    expect(environmentOf(projectOf(template, 'DeployApp'))).toEqual({ ASSEMBLY: '.', STACKS: 'Prod/*', CONCURRENCY: '4', CLI_VERSION: VERSIONS.cdkCli.value });
  });

  test('hands on what the release would change, and where to look at it', () => {
    const target = DeployTarget.cdkApp({ stacks: ['Prod/*'] });
    let seen: any;
    const production: any = { bind: (stage: any) => target.bind(stage), review: (stage: any) => { seen = target.review(stage); return seen; } };
    pipelineIn(prodStack(), { buildStep: SYNTH, production });
    expect(seen).toMatchObject({ summary: '#{Review.SUMMARY}', changes: '#{Review.CHANGES}' });
    expect(seen.url).toMatch(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/codesuite\/codebuild\/projects\/.*\/build\/#{Review\.BUILD}\/log$/);
  });

  test('may take on the roles of the bootstrap, and to review only the one that reads', () => {
    const template = deployed();
    expect(rolesOf(template, 'DeployApp')).toEqual(['deploy', 'file-publishing', 'lookup'].map((role) => `cdk-hnb659fds-${role}-role-${HERE}`));
    expect(rolesOf(template, 'ReviewApp')).toEqual([`cdk-hnb659fds-lookup-role-${HERE}`]);
  });

  test('reaches the given environments and no others', () => {
    const roles = rolesOf(deployed({ environments: [{}, { account: '222222222222', region: 'us-east-1' }], qualifier: 'web', dockerAssets: true }), 'DeployApp');
    expect(roles).toEqual([HERE, THERE].flatMap((where) => ['deploy', 'file-publishing', 'lookup', 'image-publishing'].map((role) => `cdk-web-${role}-role-${where}`)));
  });

  test('knows its own environment by reference when nobody says it', () => {
    const roles = rolesOf(deployed({}, new Stack(new App(), 'Prod')), 'DeployApp');
    expect(roles[0]).toBe('cdk-hnb659fds-deploy-role-*-*');
  });

  test('runs Docker only for images', () => {
    const privileged = (options: object) => projectOf(deployed(options), 'DeployApp').Environment.PrivilegedMode;
    expect([privileged({}), privileged({ dockerAssets: true })]).toEqual([false, true]);
    expect(projectOf(deployed({ dockerAssets: true }), 'ReviewApp').Environment.PrivilegedMode).toBe(false);
  });

  test('takes itself back only when it is one stack', () => {
    const restores = (...stacks: string[]) => DeployTarget.cdkApp({ stacks }).restoresItself;
    expect([restores('Prod/Web'), restores('Prod/*'), restores('Prod/Data', 'Prod/Web')]).toEqual([true, false, false]);
  });

  test.each<[string, Partial<CdkAppDeployOptions>]>([
    ["'stacks' must name one or more stacks, got []. For all stacks of the app, say '**'", { stacks: [] }],
    ["'stacks' must be a list", { stacks: 'Prod' as any }],
    ["'stacks' must name one or more stacks", { stacks: undefined }],
    ["'stacks' must be names or patterns of stacks", { stacks: ['--all'] }],
    ["'stacks' must be names or patterns of stacks", { stacks: ['A\nB'] }],
    ["'stacks' must be names or patterns of stacks", { stacks: [undefined as any] }],
    ["'environments' must name one or more", { environments: [] }],
    ["'environments.account' must be the 12 digits", { environments: [{ account: 'prod' }] }],
    ["'assemblyDirectory' must be a path below", { assemblyDirectory: '../cdk.out' }],
    ["'concurrency' must be a whole number between 1 and 20, got 0", { concurrency: 0 }],
    ["'cliVersion' must be a version of the CDK CLI", { cliVersion: 'latest' }],
    ["'qualifier' must be 1 to 10 lowercase", { qualifier: '' }],
    ["'timeout' must be a whole number between 5 and 2160 minutes", { timeout: Duration.days(3) }],
    ["'dockerAssets' must be true or false", { dockerAssets: 'no' as any }],
  ])('fails with %s', (message, options) => {
    expect(() => deployed(options)).toThrow(new RegExp(`${message.replace(/[().[\]*]/g, '\\$&')}.*\\[at `, 's'));
  });

  test('fails for a build that leaves no assembly, naming the prop', () => {
    const nothing = { bind: (stage: any) => { BY_HAND.bind(stage); return {}; } };
    expect(() => deployed({}, prodStack(), { buildStep: nothing })).toThrow(/'buildStep' must leave a cloud assembly that Review can deploy, got .* Use BuildStep.cdkSynth\(\) \[at /);
  });

  test('renders any options, or refuses them in words', () => {
    const options = fc.record({
      stacks: fc.oneof(fc.constant(['Prod/*']), fc.array(fc.string(), { maxLength: 2 })),
      environments: fc.constantFrom<any>(undefined, [{}], [{ account: '222222222222', region: 'us-east-1' }], [null], ['x'], []),
      qualifier: fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
      assemblyDirectory: fc.option(fc.string(), { nil: undefined }),
      concurrency: fc.option(fc.oneof(fc.integer({ min: -1, max: 30 }), fc.double()), { nil: undefined }),
      dockerAssets: fc.constantFrom<any>(undefined, true, false, 1),
      cliVersion: fc.constantFrom(undefined, '2.1148.1', '3.0.0', ''),
    });
    fc.assert(fc.property(options, (random) => {
      try {
        deployed(random as any);
      } catch (error) {
        expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      }
    }), { numRuns: 60, seed: 5 });
  }, 60_000);
});

/** What `cdk diff --method=template` of CLI 2.1148.1 said of two stacks that were deployed before; shortened. */
const DIFFERENCES = `Stack Prod/Data (Prod-Data) (aws://123456789012/eu-west-1)
Resources
[~] AWS::SQS::Queue Data/Jobs JobsDF1CC2D4 replace
 └─ [~] QueueName (requires replacement)
     ├─ [-] one
     └─ [+] two
[~] AWS::DynamoDB::Table Data/Table Table may be replaced
 └─ [~] TableName (may cause replacement)

Outputs
[+] Output Data/Exports/Output{"Fn::GetAtt":["JobsDF1CC2D4","Arn"]} ExportsOutputFnGetAttJobs: {"Value":{"Fn::GetAtt":["JobsDF1CC2D4","Arn"]}}

Stack Prod/Web (Prod-Web) (aws://123456789012/eu-west-1)
IAM Statement Changes
┌───┬──────────┬────────┐
│ + │ Resource │ Allow  │
└───┴──────────┴────────┘
Resources
[-] AWS::SQS::Queue OldF7E39C65 destroy
[+] AWS::IAM::Policy Web/R/DefaultPolicy RDefaultPolicy0707467B
[+] Custom::My-Thing@2 Web/New New8A81B073
[+] Custom::My-Thing Web/New New8A81B073
[~] AWS::Lambda::Function Web/replace Fn1
 └─ [~] Description

✨  Number of stacks with differences: 2
`;

function run(stage: 'Deploy' | 'Review', answers: Record<string, Answer> = {}, options: Partial<CdkAppDeployOptions> = {}, before = "echo '{}' > manifest.json"): ScriptResult {
  const project = projectOf(deployed(options), `${stage}App`);
  return runScript({
    script: `${before}\n${scriptOf(project)}`,
    stubs: ['npx'],
    environment: { ...environmentOf(project), CODEBUILD_BUILD_ID: 'review:0f1e' },
    answers: Object.fromEntries(Object.entries(answers).map(([key, value]) => [`npx ${key}`, value])),
  });
}

describe('deploying a CDK app', () => {
  test('runs the pinned CLI on the assembly, asks nobody, and deploys the named stacks alone', () => {
    const { status, calls } = run('Deploy', {}, { stacks: ['Prod/*', 'Shared'], concurrency: 2 });
    expect(status).toBe(0);
    expect(calls.npx).toEqual([[
      '--yes', `aws-cdk@${VERSIONS.cdkCli.value}`, 'deploy', 'Prod/*', 'Shared', '--require-approval', 'never', '--concurrency', '2', '--asset-parallelism', 'true',
      '--progress', 'events', '--app', expect.stringMatching(/^\/.*\/work\/\.$/), '--exclusively', '--no-color', '--no-notices', '--ci',
    ]]);
  });

  test('fails when the CLI fails, and when there is no assembly', () => {
    expect(run('Deploy', { '--yes': new Failure('No stacks match the name(s) Prod/*') }).status).not.toBe(0);
    expect(run('Deploy', {}, {}, '')).toMatchObject({ status: 1, errors: "There is no cloud assembly in '.' of what was built: manifest.json is missing.\n" });
  });
});

describe('reviewing a CDK app', () => {
  test('names data at risk first, of all stacks', () => {
    const result = run('Review', { '--yes': DIFFERENCES });
    expect(result.status).toBe(0);
    expect(result.exported).toMatchObject({
      CHANGES: '6',
      SUMMARY: 'DATA AT RISK: AWS::SQS::Queue Data/Jobs replaced, AWS::DynamoDB::Table Data/Table perhaps replaced, AWS::SQS::Queue OldF7E39C65 removed; '
        + '1 replaced: AWS::SQS::Queue Data/Jobs; 1 removed: AWS::SQS::Queue OldF7E39C65; 1 perhaps replaced: AWS::DynamoDB::Table Data/Table; '
        + '2 added: AWS::IAM::Policy Web/R/DefaultPolicy, Custom::My-Thing Web/New; 1 changed: AWS::Lambda::Function Web/replace',
      BUILD: 'review%3A0f1e',
    });
    expect(result.calls.npx[0]).toEqual(expect.arrayContaining(['diff', 'Prod/*', '--method=template', '--exclusively']));
    expect(result.output).toContain('Stack Prod/Data');
  });

  test('counts no changes for nothing to change', () => {
    expect(run('Review', { '--yes': 'There were no differences\n\n✨  Number of stacks with differences: 0\n' }).exported).toMatchObject({ CHANGES: '0', SUMMARY: 'nothing to change' });
  });

  test('counts stacks in which something else than resources changes', () => {
    expect(run('Review', { '--yes': 'Outputs\n[+] Output A B: {}\n\n✨  Number of stacks with differences: 1\n' }).exported)
      .toMatchObject({ CHANGES: '1', SUMMARY: 'no resource changes' });
  });

  test('fails rather than take for nothing what it does not understand', () => {
    expect(run('Review', { '--yes': 'A new way to say it' })).toMatchObject({ status: 1, errors: expect.stringContaining('did not say how many stacks differ') });
    expect(run('Review', { '--yes': new Failure('Could not assume role') }).status).not.toBe(0);
  });

  test('bash can read the scripts', () => {
    for (const stage of ['DeployApp', 'ReviewApp']) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: scriptOf(projectOf(deployed(), stage)), encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });
});
