import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { VERSIONS } from '../../src/core/private/versions';
import { BuildOutput, BuildStep, DockerImageOptions, IBuildStep, PipelineStage } from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { prodStack } from '../support/stacks';
import { actionOf, environmentOf, pipelineIn, projectOf, statementsOf } from './support/pipelines';

function templateOf(step: (stack: Stack) => IBuildStep): Template {
  const stack = prodStack();
  pipelineIn(stack, { buildStep: step(stack) });
  return Template.fromStack(stack);
}

const dockerImage = (options?: DockerImageOptions) => templateOf((stack) => BuildStep.dockerImage(new ContainerRepository(stack, 'Built'), options));
const projectWith = (options?: DockerImageOptions) => projectOf(dockerImage(options), 'DockerImage');

describe('a Docker image build', () => {
  test('exports the image to the namespace Build', () => {
    const template = dockerImage();
    const { env } = JSON.parse(projectOf(template, 'DockerImage').Source.BuildSpec);
    expect(env).toEqual({ 'shell': 'bash', 'exported-variables': ['IMAGE'] });
    expect(actionOf(template, 'Build')).toMatchObject({ Namespace: 'Build', ActionTypeId: { Category: 'Build', Provider: 'CodeBuild' } });
  });

  test('runs our script, whatever buildspec the source brings', () => {
    expect(projectWith().Source).toMatchObject({ Type: 'CODEPIPELINE', BuildSpec: expect.stringContaining('docker build') });
  });

  test('runs on a machine of the kind that its image is for, allowed to run Docker', () => {
    expect(projectWith().Environment).toMatchObject({
      Image: VERSIONS.codeBuildImage.value, Type: 'LINUX_CONTAINER', PrivilegedMode: true, ComputeType: 'BUILD_GENERAL1_SMALL',
    });
  });

  test('may push to its repository and to no other', () => {
    const statements = statementsOf(dockerImage(), 'DockerImageProjectRole').filter(({ Action }) => JSON.stringify(Action).includes('ecr:'));
    const pushing = statements.find(({ Action }) => Action.includes('ecr:PutImage'));
    expect(JSON.stringify(pushing.Resource)).toContain('Built');
    expect(statements.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)).toEqual(['ecr:GetAuthorizationToken']);
  });

  test('logs where the logs go after three months, and knows no reports', () => {
    const template = dockerImage();
    const { LogsConfig } = projectOf(template, 'DockerImage');
    const [logGroup] = Object.entries(template.findResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 90 } })).filter(([id]) => id.includes('DockerImage'));
    expect(LogsConfig.CloudWatchLogs).toEqual({ Status: 'ENABLED', GroupName: { Ref: logGroup[0] } });
    expect(JSON.stringify(statementsOf(template, 'DockerImage'))).not.toContain('report-group');
  });

  test.each(['', '/etc/Dockerfile', '../Dockerfile', 'a/../../Dockerfile', '..'])('fails when the Dockerfile is %j, naming the prop', (dockerfile) => {
    expect(() => projectWith({ dockerfile })).toThrow("'dockerfile' must be a path below 'directory'");
  });

  test.each(['', '/', '..', '../other', 'a/..'])('fails when the directory is %j, naming the prop', (directory) => {
    expect(() => projectWith({ directory })).toThrow("'directory' must be a path below the root of the source");
  });

  test.each(['.', 'service', 'service..old', './service/app'])('takes the directory %s', (directory) => {
    expect(environmentOf(projectWith({ directory })).DIRECTORY).toBe(directory);
  });

  test.each(['', 'A B', 'A=B', '1A', 'A-B'])('fails when a build argument is called %j, naming the prop', (name) => {
    expect(() => projectWith({ buildArgs: { [name]: 'x' } })).toThrow("'buildArgs' must be keyed by names of letters, digits and underscores");
  });

  test('takes the value of a build argument from another resource', () => {
    const template = templateOf((stack) => {
      const repository = new ContainerRepository(stack, 'Built');
      return BuildStep.dockerImage(repository, { buildArgs: { BASE: repository.repository.repositoryName } });
    });
    expect(environmentOf(projectOf(template, 'DockerImage')).BUILD_ARG_0).toEqual({ 'Fn::Join': ['', ['BASE=', { Ref: expect.stringContaining('Built') }]] });
  });
});

test('a build step of one\'s own fills the Build stage and names the image', () => {
  class Prebuilt implements IBuildStep {
    public bind(stage: PipelineStage): BuildOutput {
      stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'Look' }));
      return { image: 'repository/web:1' };
    }
  }
  const template = templateOf(() => new Prebuilt());
  expect(actionOf(template, 'Build').Name).toBe('Look');
  expect(actionOf(template, 'Production').Configuration.CustomData).toBe('repository/web:1');
});
