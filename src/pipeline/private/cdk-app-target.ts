import { Duration, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { Bootstrap, BootstrapRole, resolvePlace } from './bootstrap-roles';
import { DEPLOY_CDK_APP_SCRIPT, REVIEW_CDK_APP_SCRIPT } from './cdk-app-script';
import { PIPELINE_DEFAULTS, reviewed, StageName } from './defaults';
import { ScriptAction } from './script-action';
import { ScriptProject } from './script-project';
import { PATH_IN_ARTIFACT } from './stack-plan';
import { inputError, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import { VERSIONS } from '../../core/private/versions';
import { CdkAppDeployOptions } from '../cdk-app-options';
import { IReviewableTarget, ReleaseReview } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';

/** Neither an option of the CLI nor more than one line. */
const STACK_PATTERN = /^[A-Za-z*?][\w/*?.{},-]*$/;

interface AppPlan {
  readonly bootstraps: Bootstrap[];
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
}

interface AppJob {
  readonly actionName: string;
  readonly description: string;
  readonly script: string;
  readonly roles: BootstrapRole[];
  readonly exports?: string[];
  readonly privileged?: boolean;
}

export class CdkAppTarget implements IReviewableTarget {
  constructor(private readonly options: CdkAppDeployOptions) {}

  /** CloudFormation takes back the stack that failed, not those before it. */
  public get restoresItself(): boolean {
    const { stacks } = this.options;
    return Array.isArray(stacks) && stacks.length === 1 && /^[\w/-]+$/.test(stacks[0]);
  }

  public bind(stage: PipelineStage): void {
    const { dockerAssets = false } = this.options;
    this.addJob(stage, {
      actionName: 'Deploy-App',
      description: `Deploys stacks of a CDK app for ${stage.stageName}`,
      script: DEPLOY_CDK_APP_SCRIPT,
      roles: ['deploy', 'file-publishing', 'lookup', ...dockerAssets ? ['image-publishing' as const] : []],
      privileged: dockerAssets,
    });
  }

  public review(stage: PipelineStage): ReleaseReview {
    const project = this.addJob(stage, {
      actionName: 'Review-App',
      description: 'Finds out what a release would change in the stacks of a CDK app',
      script: REVIEW_CDK_APP_SCRIPT,
      // Reads what is deployed, and no more.
      roles: ['lookup'],
      exports: ['SUMMARY', 'CHANGES', 'BUILD'],
    });
    const { region } = Stack.of(stage.scope);
    return {
      summary: reviewed('SUMMARY'),
      changes: reviewed('CHANGES'),
      url: `https://${region}.console.aws.amazon.com/codesuite/codebuild/projects/${project.projectName}/build/${reviewed('BUILD')}/log`,
    };
  }

  private addJob(stage: PipelineStage, job: AppJob): codebuild.IProject {
    const plan = resolveAppPlan(stage, this.options);
    const { project } = new ScriptProject(stage.scope, job.actionName, {
      ...job,
      environment: plan.environment,
      image: codebuild.LinuxBuildImage.fromCodeBuildImageId(VERSIONS.codeBuildImage.value),
      timeout: plan.timeout,
    });
    new iam.Policy(project, 'Bootstrap', {
      roles: [project.role!],
      statements: [new iam.PolicyStatement({
        actions: ['sts:AssumeRole'], resources: plan.bootstraps.flatMap((bootstrap) => job.roles.map((role) => bootstrap.roleArn(role))),
      })],
    });
    stage.codePipelineStage.addAction(new ScriptAction({
      actionName: job.actionName,
      variablesNamespace: job.exports && StageName.REVIEW,
      input: stage.buildArtifact!,
      project,
      runOrder: stage.runOrder,
    }));
    return project;
  }
}

function resolveAppPlan({ scope, stageName, buildArtifact }: PipelineStage, options: CdkAppDeployOptions): AppPlan {
  requireKinds(scope, options, { stacks: 'list', environments: 'list', dockerAssets: 'flag' });
  const { stacks, environments = [{}], assemblyDirectory = '.' } = options;
  const { concurrency = PIPELINE_DEFAULTS.cdkConcurrency, timeout = PIPELINE_DEFAULTS.deployTimeout } = options;
  requireStacks(scope, stacks);
  if (environments.length === 0) { throw inputError(scope, "'environments' must name one or more, got none. Leave it out for that of the pipeline"); }
  requirePattern(scope, 'assemblyDirectory', assemblyDirectory, PATH_IN_ARTIFACT, 'a path below the root of what was built');
  requireInRange(scope, { prop: 'concurrency', value: concurrency, min: 1, max: 20, integer: true });
  requirePattern(scope, 'cliVersion', options.cliVersion, /^2\.\d+\.\d+$/, "a version of the CDK CLI, such as '2.1148.1'");
  requireDuration(scope, { prop: 'timeout', value: timeout, unit: 'minutes', min: 5, max: 36 * 60, example: 'Duration.hours(8)' });
  if (buildArtifact === undefined) {
    throw inputError(scope, `'buildStep' must leave a cloud assembly that ${stageName} can deploy, got a build without an artifact. Use BuildStep.cdkSynth()`);
  }
  return {
    bootstraps: environments.map((environment) => new Bootstrap(scope, resolvePlace(scope, 'environments', environment), options.qualifier)),
    environment: {
      ASSEMBLY: assemblyDirectory,
      STACKS: stacks.join('\n'),
      CONCURRENCY: String(concurrency),
      CLI_VERSION: options.cliVersion ?? VERSIONS.cdkCli.value,
    },
    timeout,
  };
}

function requireStacks(scope: IConstruct, stacks: unknown): void {
  if (!Array.isArray(stacks) || stacks.length === 0) {
    throw inputError(scope, `'stacks' must name one or more stacks, got ${show(stacks)}. For all stacks of the app, say '**'`);
  }
  stacks.forEach((stack) => {
    if (stack === undefined) { throw inputError(scope, "'stacks' must be names or patterns of stacks, got undefined"); }
    requirePattern(scope, 'stacks', stack, STACK_PATTERN, "names or patterns of stacks, such as 'Prod/*'");
  });
}
