import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { IConstruct } from 'constructs';
import { PIPELINE_DEFAULTS, StageName } from './defaults';
import { DOCKER_BUILD_SCRIPT } from './docker-build-script';
import { requirePathInSource } from './path-in-source';
import { ScriptAction } from './script-action';
import { ScriptProject } from './script-project';
import { acknowledge } from '../../core/private/acknowledge';
import { byName } from '../../core/private/by-name';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { IContainerRepository } from '../../registry';
import { BuildCache } from '../build-cache';
import { BuildOutput, IBuildStep } from '../build-step';
import { DockerImageOptions } from '../docker-image-options';
import { PipelineStage } from '../pipeline-stage';

export class DockerImageBuild implements IBuildStep {
  constructor(private readonly repository: IContainerRepository, private readonly options: DockerImageOptions) {}

  public bind(stage: PipelineStage): BuildOutput {
    const { scope, source, codePipelineStage, runOrder, releases, speed } = stage;
    if (this.repository?.repository?.repositoryUri === undefined) {
      throw inputError(scope, `'repository' must be a ContainerRepository, got ${show(this.repository)}. ` +
        "Of a repository of Amazon ECR, use ContainerRepository.fromRepository(this, 'Images', repository)");
    }
    const { project } = new ScriptProject(scope, 'DockerImage', {
      description: `Builds the image of ${scope.node.path}`,
      script: DOCKER_BUILD_SCRIPT,
      exports: releases ? ['IMAGE'] : undefined,
      environment: this.environment(stage),
      privileged: true,
      timeout: PIPELINE_DEFAULTS.buildTimeout,
      speed,
    });
    this.allowToBuild(project, releases);
    codePipelineStage.addAction(new ScriptAction({ actionName: 'DockerImage', variablesNamespace: StageName.BUILD, input: source, project, runOrder }));
    return { image: releases ? `#{${StageName.BUILD}.IMAGE}` : undefined, project };
  }

  /** A pull request may use what is there and add nothing. */
  private allowToBuild(project: codebuild.IProject, releases: boolean): void {
    if (releases) {
      this.repository.grantPush(project);
    } else {
      this.repository.grantPull(project);
    }
    this.repository.repository.grant(project, 'ecr:DescribeImages');
    acknowledge(project, {
      'AwsSolutions-IAM5[Resource::*]': 'ecr:GetAuthorizationToken knows no resource.',
    });
  }

  private environment({ scope, releases, speed }: PipelineStage): Record<string, string> {
    const { dockerfile = PIPELINE_DEFAULTS.dockerfile, directory = PIPELINE_DEFAULTS.directory, buildArgs } = this.options;
    requirePathInSource(scope, 'dockerfile', dockerfile, "a path below 'directory'");
    requirePathInSource(scope, 'directory', directory);
    return {
      DOCKERFILE: dockerfile,
      DIRECTORY: directory,
      REPOSITORY_URI: this.repository.repository.repositoryUri,
      REPOSITORY_REGION: this.repository.repository.env.region,
      PUSH: `${releases}`,
      LAYERS: speed._settings.cache === BuildCache.NONE ? 'rebuild' : 'reuse',
      ...buildArgVariables(scope, buildArgs),
    };
  }
}

function buildArgVariables(scope: IConstruct, buildArgs: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(byName(buildArgs)).map(([name, value], index) => {
    requirePattern(scope, 'buildArgs', name, /^[A-Za-z_]\w*$/, 'keyed by names of letters, digits and underscores');
    return [`BUILD_ARG_${index}`, `${name}=${value}`];
  }));
}
