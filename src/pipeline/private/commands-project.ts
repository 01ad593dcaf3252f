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
import { addReportGroups, allowToReport } from './project-reports';
import { ScriptAction } from './script-action';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
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
      environmentVariables: environmentOf(props),
      timeout: compute.timeout,
      cache: localCache(compute, props.cachePaths),
      logging: { cloudWatch: { logGroup } },
      grantReportGroupPermissions: false,
    });
    this.inBatch = props.shards !== undefined;
    if (this.inBatch) { this.project.enableBatchBuilds(); }
    if (compute.cache === BuildCache.S3) { CacheBucket.letKeep(this.project, compute.cacheBucket); }
    allowToReport(this.project, this.reportGroups, reportsOf(props));
    Object.values(props.secrets ?? {}).forEach((secret) => secret.grantRead(this.project));
    this.acknowledgeFindings(logGroup);
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
    stage.pipelineStage.addAction(added);
    return added;
  }

  private acknowledgeFindings(logGroup: logs.ILogGroup): void {
    acknowledge(this.project, { 'AwsSolutions-CB4': 'What it makes lies in the bucket of the pipeline, which encrypts it.' });
    acknowledgeWildcards(this.project, [], [`${logGroup.logGroupArn}:*`], 'CodeBuild makes up the names of its log streams.');
  }
}

function environmentOf({ environment = {}, directory, coverage, secrets = {} }: CommandsProps): Record<string, codebuild.BuildEnvironmentVariable> {
  const plain: Record<string, string> = {
    ...environment,
    ...directory !== undefined && { BUILD_DIRECTORY: directory },
    ...coverage && { COVERAGE_FILES: coverage.files.join('\n'), COVERAGE_MINIMUM: `${coverage.minimum ?? ''}` },
  };
  return {
    ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, { value }])),
    ...Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secretVariable(secret)])),
  };
}

function secretVariable(secret: secretsmanager.ISecret | ssm.IParameter): codebuild.BuildEnvironmentVariable {
  return isSecret(secret)
    ? { type: codebuild.BuildEnvironmentVariableType.SECRETS_MANAGER, value: secret.secretArn }
    : { type: codebuild.BuildEnvironmentVariableType.PARAMETER_STORE, value: secret.parameterName };
}

function isSecret(secret: secretsmanager.ISecret | ssm.IParameter): secret is secretsmanager.ISecret {
  return (secret as Partial<secretsmanager.ISecret>).secretArn !== undefined;
}
