import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { IConstruct } from 'constructs';
import { PIPELINE_DEFAULTS, StageName } from './defaults';
import { DOCKER_BUILD_SCRIPT } from './docker-build-script';
import { ScriptAction } from './script-action';
import { ScriptProject } from './script-project';
import { acknowledge } from '../../core/private/acknowledge';
import { requirePattern } from '../../core/private/input-error';
import { VERSIONS } from '../../core/private/versions';
import { IContainerRepository } from '../../registry';
import { BuildOutput, DockerImageOptions, IBuildStep } from '../build-step';
import { PipelineStage } from '../pipeline-stage';

/** Neither absolute nor upwards: only what was checked out can be built. */
const PATH_IN_SOURCE = /^(?!\/)(?!(.*\/)?\.\.(\/|$)).+$/;

export class DockerImageBuild implements IBuildStep {
  constructor(private readonly repository: IContainerRepository, private readonly options: DockerImageOptions) {}

  public bind({ scope, source, pipelineStage, runOrder, releases }: PipelineStage): BuildOutput {
    const { project } = new ScriptProject(scope, 'DockerImage', {
      description: `Builds the image of ${scope.node.path}`,
      script: DOCKER_BUILD_SCRIPT,
      exports: releases ? ['IMAGE'] : undefined,
      environment: { ...this.environment(scope), ...releases ? {} : { BUILD_ONLY: 'true' } },
      image: codebuild.LinuxBuildImage.fromCodeBuildImageId(VERSIONS.codeBuildImage.value),
      privileged: true,
      timeout: PIPELINE_DEFAULTS.buildTimeout,
    });
    acknowledge(project, { 'AwsSolutions-CB3': 'Docker cannot build an image without privileged mode.' });
    if (releases) {
      this.repository.grantPush(project);
      acknowledge(project, { 'AwsSolutions-IAM5[Resource::*]': 'ecr:GetAuthorizationToken knows no resource.' });
    }

    pipelineStage.addAction(new ScriptAction({ actionName: 'DockerImage', variablesNamespace: StageName.BUILD, input: source, project, runOrder }));
    return { image: releases ? `#{${StageName.BUILD}.IMAGE}` : undefined, project };
  }

  private environment(scope: IConstruct): Record<string, string> {
    const { dockerfile = PIPELINE_DEFAULTS.dockerfile, directory = PIPELINE_DEFAULTS.directory, buildArgs } = this.options;
    requirePattern(scope, 'dockerfile', dockerfile, PATH_IN_SOURCE, "a path below 'directory'");
    requirePattern(scope, 'directory', directory, PATH_IN_SOURCE, 'a path below the root of the source');
    return {
      DOCKERFILE: dockerfile,
      DIRECTORY: directory,
      REPOSITORY_URI: this.repository.repository.repositoryUri,
      REPOSITORY_REGION: this.repository.repository.env.region,
      ...buildArgVariables(scope, buildArgs),
    };
  }
}

function buildArgVariables(scope: IConstruct, buildArgs: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(buildArgs).map(([name, value], index) => {
    requirePattern(scope, 'buildArgs', name, /^[A-Za-z_]\w*$/, 'keyed by names of letters, digits and underscores');
    return [`BUILD_ARG_${index}`, `${name}=${value}`];
  }));
}
