import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PIPELINE_DEFAULTS } from './defaults';
import { ScriptAction } from './script-action';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { VERSIONS } from '../../core/private/versions';
import type { PipelineStage } from '../pipeline-stage';

/** A report that CodeBuild shows and keeps. */
export interface CommandsReport {
  /** Names the report in the buildspec, such as `unit`. */
  readonly name: string;
  readonly files: string[];
  readonly baseDirectory?: string;
  /** As the buildspec says it, such as `JUNITXML` or `COBERTURAXML`. */
  readonly format: string;
}

export interface CommandsProps {
  readonly description: string;
  readonly install?: string[];
  readonly commands: string[];
  /** Run whether the commands succeed or not. */
  readonly afterwards?: string[];
  readonly environment?: Record<string, string>;
  readonly exports?: string[];
  readonly reports?: CommandsReport[];
  readonly artifacts?: { readonly files: string[]; readonly baseDirectory?: string };
  readonly cachePaths?: string[];
  readonly image?: codebuild.IBuildImage;
  readonly privileged?: boolean;
  readonly timeout?: Duration;
}

/** What differs from action to action with the same project. */
export interface CommandsActionProps {
  readonly actionName: string;
  readonly variablesNamespace?: string;
  readonly output?: codepipeline.Artifact;
  readonly extraInputs?: codepipeline.Artifact[];
  readonly environmentVariables?: Record<string, codebuild.BuildEnvironmentVariable>;
}

/** A CodeBuild project that runs commands of the user's. */
export class CommandsProject extends Construct {
  public readonly project: codebuild.PipelineProject;

  constructor(scope: Construct, id: string, props: CommandsProps) {
    super(scope, id);
    const { description, install, commands, afterwards, environment = {}, exports, artifacts, cachePaths, timeout = PIPELINE_DEFAULTS.buildTimeout } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN });
    this.project = new codebuild.PipelineProject(this, 'Project', {
      description: description.slice(0, 255),
      buildSpec: codebuild.BuildSpec.fromObject({
        version: '0.2',
        env: { 'shell': 'bash', 'exported-variables': exports },
        phases: {
          ...install && { install: { commands: install } },
          build: { commands, ...afterwards && { finally: afterwards } },
        },
        ...artifacts && { artifacts: { 'files': artifacts.files, 'base-directory': artifacts.baseDirectory } },
        ...cachePaths && { cache: { paths: cachePaths } },
      }),
      environment: {
        buildImage: props.image ?? codebuild.LinuxBuildImage.fromCodeBuildImageId(VERSIONS.codeBuildImage.value),
        computeType: codebuild.ComputeType.SMALL,
        privileged: props.privileged ?? false,
      },
      environmentVariables: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, { value }])),
      timeout,
      logging: { cloudWatch: { logGroup } },
      grantReportGroupPermissions: false,
    });
    acknowledge(this.project, {
      'AwsSolutions-CB4': 'What it makes lies in the bucket of the pipeline, which encrypts it.',
    });
    acknowledgeWildcards(this.project, [], [`${logGroup.logGroupArn}:*`], 'CodeBuild makes up the names of its log streams.');
  }

  /** Adds the action that runs the commands in a stage. */
  public addTo(stage: PipelineStage, props: CommandsActionProps): ScriptAction {
    const { output, ...action } = props;
    const added = new ScriptAction({
      ...action, project: this.project, input: stage.source, outputs: output && [output], runOrder: stage.runOrder,
    });
    stage.pipelineStage.addAction(added);
    return added;
  }
}
