import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { localCache, resolveCompute } from './compute-plan';
import { acknowledgeProject } from './project-findings';
import type { SpeedProfile } from '../speed-profile';

/** What CodeBuild accepts. */
const LONGEST_DESCRIPTION = 255;

export interface ScriptProjectProps {
  readonly description: string;
  /** One bash script: CodeBuild looks at the exit code of each command, not of each line. */
  readonly script: string;
  readonly environment: Record<string, string>;
  readonly exports?: string[];
  /** Amazon Linux 2023 with bash, the AWS CLI, jq and Docker by default. */
  readonly image?: codebuild.IBuildImage;
  readonly privileged?: boolean;
  readonly timeout: Duration;
  /** As the stage says; without it, the script runs on a small machine, which is enough to wait. */
  readonly speed?: SpeedProfile;
}

/** A CodeBuild project that runs one script of ours; nothing in the source can change what it runs. */
export class ScriptProject extends Construct {
  public readonly project: codebuild.PipelineProject;

  constructor(scope: Construct, id: string, props: ScriptProjectProps) {
    super(scope, id);
    const { image, privileged, timeout, speed } = props;
    const compute = resolveCompute(this, speed, { image, privileged, timeout });
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.project = new codebuild.PipelineProject(this, 'Project', {
      description: props.description.slice(0, LONGEST_DESCRIPTION),
      buildSpec: codebuild.BuildSpec.fromObject({
        version: '0.2',
        env: { 'shell': 'bash', 'exported-variables': props.exports },
        phases: { build: { commands: [props.script] } },
      }),
      environment: compute.environment,
      environmentVariables: Object.fromEntries(Object.entries(props.environment).map(([name, value]) => [name, { value }])),
      timeout: compute.timeout,
      cache: localCache(compute),
      logging: { cloudWatch: { logGroup } },
      grantReportGroupPermissions: false,
    });
    acknowledgeProject(this.project, 'The project hands on a variable and no artifact: there is nothing for a key to encrypt.');
  }
}
