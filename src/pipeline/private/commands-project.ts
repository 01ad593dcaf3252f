import { RemovalPolicy } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { CacheBucket } from './cache-bucket';
import { commandsBuildspec, reportsOf } from './commands-buildspec';
import { CommandsActionProps, CommandsProps } from './commands-props';
import { localCache, resolveCompute } from './compute-plan';
import { acknowledgeProject } from './project-findings';
import { addReportGroups, allowToReport } from './project-reports';
import { ScriptAction } from './script-action';
import { byName } from '../../core/private/by-name';
import { BuildCache } from '../build-cache';
import type { PipelineStage } from '../pipeline-stage';

export type { CommandsActionProps, CommandsCoverage, CommandsProps, CommandsReport, CommandsShards } from './commands-props';

/** A CodeBuild project that runs commands of the user's. */
export class CommandsProject extends Construct {
  public readonly project: codebuild.PipelineProject;
  /** In the order of `reports`, that of the coverage last. */
  public readonly reportGroups: codebuild.ReportGroup[];
  private readonly inBatch: boolean;

  constructor(scope: Construct, id: string, props: CommandsProps) {
    super(scope, id);
    const compute = resolveCompute(this, props.speed, { ...props, batch: props.shards !== undefined });
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN });
    this.reportGroups = addReportGroups(this, reportsOf(props));
    this.project = new codebuild.PipelineProject(this, 'Project', {
      description: props.description.slice(0, 255),
      buildSpec: commandsBuildspec(props, compute, this.reportGroups),
      environment: compute.environment,
      environmentVariables: Object.fromEntries(Object.entries(environmentOf(props)).map(([name, value]) => [name, { value }])),
      timeout: compute.timeout,
      cache: localCache(compute, props.cachePaths),
      logging: { cloudWatch: { logGroup } },
      grantReportGroupPermissions: false,
    });
    this.inBatch = props.shards !== undefined;
    if (this.inBatch) { this.project.enableBatchBuilds(); }
    if (compute.cache === BuildCache.S3) { CacheBucket.letKeep(this.project, compute.cacheBucket); }
    allowToReport(this.project, this.reportGroups, reportsOf(props));
    if (props.secrets) { addSecrets(this.project, environmentOf(props), props.secrets); }
    acknowledgeProject(this.project, 'What it makes lies in the bucket of the pipeline, which encrypts it.');
  }

  /** Adds the action that runs the commands in a stage. */
  public addTo(stage: PipelineStage, props: CommandsActionProps): ScriptAction {
    const { output, ...action } = props;
    const added = new ScriptAction({
      ...action,
      project: this.project,
      input: stage.source,
      outputs: output && [output],
      runOrder: stage.runOrder,
      executeBatchBuild: this.inBatch || undefined,
      combineBatchBuildArtifacts: (this.inBatch && output !== undefined) || undefined,
    });
    stage.codePipelineStage.addAction(added);
    return added;
  }
}

function environmentOf({ environment, directory, coverage }: CommandsProps): Record<string, string> {
  return {
    ...byName(environment),
    ...directory !== undefined && { BUILD_DIRECTORY: directory },
    ...coverage && { COVERAGE_FILES: coverage.files.join('\n'), COVERAGE_MINIMUM: `${coverage.minimum ?? ''}` },
  };
}

/** The L2 would let the project read every secret of which the name begins alike. */
function addSecrets(project: codebuild.Project, environment: Record<string, string>, secrets: Required<CommandsProps>['secrets']): void {
  const plain = Object.entries(environment).map(([Name, Value]) => ({ Name, Type: codebuild.BuildEnvironmentVariableType.PLAINTEXT, Value }));
  const secret = Object.entries(byName(secrets)).map(([Name, value]) => ({ Name, ...reference(value) }));
  (project.node.defaultChild as codebuild.CfnProject).addPropertyOverride('Environment.EnvironmentVariables', [...plain, ...secret]);
  Object.values(secrets).forEach((value) => value.grantRead(project));
}

function reference(secret: secretsmanager.ISecret | ssm.IParameter): { Type: codebuild.BuildEnvironmentVariableType; Value: string } {
  return isSecret(secret)
    ? { Type: codebuild.BuildEnvironmentVariableType.SECRETS_MANAGER, Value: secret.secretArn }
    : { Type: codebuild.BuildEnvironmentVariableType.PARAMETER_STORE, Value: secret.parameterName };
}

function isSecret(secret: secretsmanager.ISecret | ssm.IParameter): secret is secretsmanager.ISecret {
  return (secret as Partial<secretsmanager.ISecret>).secretArn !== undefined;
}
