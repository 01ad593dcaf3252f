import { Template } from 'aws-cdk-lib/assertions';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CommandsProject, CommandsProps } from '../../src/pipeline/private/commands-project';
import { expectValidBuildspecs, runBuildspec } from '../support/buildspec';
import { buildspecOf } from '../support/intrinsics';
import { prodStack } from '../support/stacks';
import { actionOf, projectOf } from './support/pipelines';
import { stageIn } from './support/stages';

function synthesized(props: Partial<CommandsProps>, output = false): Template {
  const stack = prodStack();
  const project = new CommandsProject(stack, 'Test', { description: 'Tests', commands: ['make test'], ...props });
  project.addTo(stageIn(stack), { actionName: 'Test', output: output ? new codepipeline.Artifact('Results') : undefined });
  const template = Template.fromStack(stack);
  expectValidBuildspecs(template);
  return template;
}

describe('tests in shards', () => {
  const shards = { count: 4, testCommand: "npx jest --testNamePattern 'it''s'", testFiles: '**/*.test.ts' };

  test('run as a batch of so many builds, which fails when one of them does', () => {
    const template = synthesized({ shards }, true);
    expect(buildspecOf(projectOf(template, 'Test')).batch).toEqual({ 'fast-fail': false, 'build-fanout': { 'parallelism': 4, 'ignore-failure': false } });
    expect(actionOf(template, 'Build').Configuration).toMatchObject({ BatchEnabled: 'true', CombineArtifacts: 'true' });
  });

  test('are started by a role that may start this project and nothing else', () => {
    const template = synthesized({ shards });
    const { BuildBatchConfig } = projectOf(template, 'Test');
    expect(BuildBatchConfig.ServiceRole['Fn::GetAtt'][0]).toMatch(/BatchServiceRole/);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Action: ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:RetryBuild'], Effect: 'Allow', Resource: { 'Fn::GetAtt': [onlyProject(template), 'Arn'] } },
        ],
      },
    });
    expect(actionOf(synthesized({}), 'Build').Configuration).not.toHaveProperty('BatchEnabled');
  });

  test('get the test files from the tool of CodeBuild, after the commands', () => {
    const project = projectOf(synthesized({ shards, commands: ['npm ci'] }), 'Test');
    const result = runBuildspec(project, { stubs: ['npm', 'codebuild-tests-run'] });
    expect(result).toMatchObject({
      succeeded: true,
      calls: {
        'npm': [['ci']],
        'codebuild-tests-run': [[
          '--test-command', "npx jest --testNamePattern 'it''s'", '--files-search', "codebuild-glob-search '**/*.test.ts'", '--sharding-strategy', 'equal-distribution',
        ]],
      },
    });
  });

  test('are run again together, when they may fail', () => {
    const project = projectOf(synthesized({ shards, retries: 2 }), 'Test');
    const result = runBuildspec(project, { stubs: ['make', 'codebuild-tests-run'], answers: {} });
    expect(result).toMatchObject({ succeeded: true });
    expect(buildspecOf(project).phases.build.commands).toHaveLength(1);
  });
});

test('what comes afterwards runs when the commands fail, in the same directory', () => {
  const project = projectOf(synthesized({ commands: ['false'], afterwards: ['pwd > where'], directory: 'my app' }), 'Test');
  const result = runBuildspec(project, { files: { 'my app/a': '' } });
  expect(result).toMatchObject({ succeeded: false, files: ['my app/a', 'my app/where'] });
});

test('a secret may be a parameter', () => {
  const stack = prodStack();
  const parameter = ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'Token', { parameterName: '/shop/token' });
  new CommandsProject(stack, 'Test', { description: 'Tests', commands: ['make'], secrets: { TOKEN: parameter } });
  const template = Template.fromStack(stack);
  expect(projectOf(template, 'Test').Environment.EnvironmentVariables).toEqual([{ Name: 'TOKEN', Type: 'PARAMETER_STORE', Value: '/shop/token' }]);
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('parameter/shop/token');
});

function onlyProject(template: Template): string {
  return Object.keys(template.findResources('AWS::CodeBuild::Project'))[0];
}
