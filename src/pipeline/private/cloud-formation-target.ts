import { Arn, ArnFormat, CfnCapabilities, Stack, Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { reviewed, StageName } from './defaults';
import { DEPLOY_STACK_SCRIPT } from './deploy-stack-script';
import { REVIEW_STACK_SCRIPT } from './review-stack-script';
import { ScriptAction } from './script-action';
import { ScriptProject } from './script-project';
import { resolveStackPlan, StackPlan } from './stack-plan';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { VERSIONS } from '../../core/private/versions';
import { CloudFormationDeployOptions } from '../cloud-formation-options';
import { IReviewableTarget, ReleaseReview } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';

/** The least that CloudFormation is asked for a review. */
const REVIEW_ACTIONS = ['DescribeStacks', 'CreateChangeSet', 'DescribeChangeSet', 'DeleteChangeSet'];
const DEPLOY_ACTIONS = [...REVIEW_ACTIONS, 'ExecuteChangeSet', 'DescribeStackEvents'];

/** One way to run a script for the stack. */
interface StackJob {
  readonly actionName: string;
  readonly description: string;
  readonly script: string;
  readonly changeSet: string;
  readonly calls: string[];
  readonly exports?: string[];
}

export class CloudFormationTarget implements IReviewableTarget {
  /** CloudFormation takes a failed update back. */
  public readonly restoresItself = true;

  constructor(private readonly options: CloudFormationDeployOptions) {}

  public bind(stage: PipelineStage): void {
    const plan = resolveStackPlan(stage, this.options);
    const { stackPolicy, terminationProtection } = plan;
    this.addJob(stage, plan, {
      actionName: `Deploy-${sayName(plan)}`,
      description: `Deploys the stack ${plan.stackName}`,
      script: DEPLOY_STACK_SCRIPT,
      changeSet: 'pipeline-deploy',
      calls: [
        ...DEPLOY_ACTIONS,
        ...stackPolicy ? ['SetStackPolicy'] : [],
        ...terminationProtection === undefined ? [] : ['UpdateTerminationProtection'],
      ],
    }, {
      ...stackPolicy && { STACK_POLICY: stackPolicy },
      ...terminationProtection !== undefined && { TERMINATION_PROTECTION: String(terminationProtection) },
    });
  }

  /** The change set stays for whoever approves to look at. Production makes its own: a rollback has no reviewed one to execute. */
  public review(stage: PipelineStage): ReleaseReview {
    const plan = resolveStackPlan(stage, this.options);
    const { region } = plan.place;
    this.addJob(stage, plan, {
      actionName: `Review-${sayName(plan)}`,
      description: `Finds out what a release would change in the stack ${plan.stackName}`,
      script: REVIEW_STACK_SCRIPT,
      changeSet: 'pipeline-review',
      calls: REVIEW_ACTIONS,
      exports: ['SUMMARY', 'CHANGES', 'STACK_ID', 'CHANGE_SET_ID'],
    });
    const page = `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/changesets/changes`;
    return {
      summary: reviewed('SUMMARY'),
      changes: reviewed('CHANGES'),
      url: `${page}?stackId=${reviewed('STACK_ID')}&changeSetId=${reviewed('CHANGE_SET_ID')}`,
    };
  }

  private addJob(stage: PipelineStage, plan: StackPlan, job: StackJob, environment: Record<string, string> = {}): void {
    const { project } = new ScriptProject(stage.scope, job.actionName, {
      description: job.description,
      script: job.script,
      exports: job.exports,
      environment: { ...this.environment(stage, plan, job.changeSet), ...environment },
      image: codebuild.LinuxBuildImage.fromCodeBuildImageId(VERSIONS.codeBuildImage.value),
      timeout: plan.timeout,
    });
    allow(project, plan, job.calls);
    stage.codePipelineStage.addAction(new ScriptAction({
      actionName: job.actionName,
      variablesNamespace: job.exports && StageName.REVIEW,
      input: stage.buildArtifact ?? stage.source,
      project,
      runOrder: stage.runOrder,
      environmentVariables: Object.fromEntries(Object.entries(plan.parameters)
        .map(([name, value], index) => [`PARAMETER_${index}`, { value: `${name}=${value}` }])),
    }));
  }

  private environment({ scope }: PipelineStage, plan: StackPlan, changeSet: string): Record<string, string> {
    const { templatePath, templateConfigurationPath } = this.options;
    const { place: { region }, bootstrap, accessRoleArn, capabilities } = plan;
    const stack = Stack.of(scope);
    return {
      STACK_NAME: plan.stackName,
      STACK_REGION: region,
      TEMPLATE: templatePath,
      ...templateConfigurationPath && { TEMPLATE_CONFIGURATION: templateConfigurationPath },
      DEPLOYMENT_ROLE: plan.deploymentRoleArn,
      ...accessRoleArn && { ACCESS_ROLE: accessRoleArn },
      // Two pipelines may be at work on one stack.
      CHANGE_SET: `${changeSet}-${scope.node.addr.slice(-8)}`,
      CAPABILITIES: capabilities.join(' '),
      ROLLBACK_CONFIGURATION: stack.toJsonString(plan.rollback),
      ASSETS_BUCKET: bootstrap.assetsBucketName,
      ASSETS_URL: `https://${bootstrap.assetsBucketName}.s3.${region}.${stack.urlSuffix}`,
      PUBLISHING_ROLE: bootstrap.roleArn('file-publishing'),
    };
  }
}

/** The name for an action; a token is none. */
function sayName({ stackName }: StackPlan): string {
  return Token.isUnresolved(stackName) ? 'Stack' : stackName.slice(0, 90);
}

/** A policy apart from the role's own, so that what is acknowledged here hides nothing that somebody adds there. */
function allow(project: codebuild.IProject, plan: StackPlan, calls: string[]): void {
  const policy = new iam.Policy(project, 'Stack', { roles: [project.role!] });
  const { bootstrap, accessRoleArn } = plan;
  policy.addStatements(new iam.PolicyStatement({
    actions: ['sts:AssumeRole'], resources: [bootstrap.roleArn('file-publishing'), ...accessRoleArn ? [accessRoleArn] : []],
  }));
  if (!accessRoleArn) { allowToCall(project, policy, plan, calls); }
}

/** As the bootstrap's role `deploy` may do with all stacks, for the one stack. */
function allowToCall(project: codebuild.IProject, policy: iam.Policy, plan: StackPlan, calls: string[]): void {
  const { bootstrap, deploymentRoleArn, capabilities, place } = plan;
  const format = (resource: string, resourceName: string, account: string = place.account) => Arn.format(
    { service: 'cloudformation', region: place.region, account, resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME }, Stack.of(project));
  const stacks = format('stack', `${plan.stackName}/*`);
  const templates = `${bootstrap.assetsBucketArn}/cdk-devops-patterns/*`;
  policy.addStatements(
    new iam.PolicyStatement({ actions: calls.map((call) => `cloudformation:${call}`), resources: [stacks] }),
    new iam.PolicyStatement({
      actions: ['iam:PassRole'], resources: [deploymentRoleArn], conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
    }),
    // Whoever makes a change set reads the template, and the parameter in which templates of CDK apps look for the version of the bootstrap.
    new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [templates] }),
    new iam.PolicyStatement({ actions: ['ssm:GetParameters'], resources: [bootstrap.versionParameterArn] }),
  );
  acknowledgeWildcards(policy, [], [stacks, templates],
    'CloudFormation makes up the last part of the id of a stack; templates are named by their content.');
  if (!capabilities.includes(CfnCapabilities.AUTO_EXPAND)) { return; }
  const macros = [format('transform', '*'), format('transform', '*', 'aws')];
  policy.addStatements(new iam.PolicyStatement({ actions: ['cloudformation:CreateChangeSet'], resources: macros }));
  acknowledgeWildcards(policy, [], macros, 'Which macros a template uses is known when it is deployed.');
}
