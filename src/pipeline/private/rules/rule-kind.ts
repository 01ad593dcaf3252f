import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { RuleRoles } from './rule-roles';

/** Where a rule is used. */
export interface RulePlace {
  readonly pipeline: codepipeline.Pipeline;
  readonly stageName: string;
  readonly roles: RuleRoles;
}

/** A rule as CodePipeline knows it; its name, version and region are added for it. */
export interface RuleDeclaration {
  readonly provider: RuleProvider;
  readonly configuration?: Record<string, unknown>;
  readonly commands?: string[];
  readonly inputs?: codepipeline.Artifact[];
  /** None: it needs no permission. */
  readonly roleArn?: string;
}

/** The rules that there are. */
export enum RuleProvider {
  ALARM = 'CloudWatchAlarm',
  CODE_BUILD = 'CodeBuild',
  COMMANDS = 'Commands',
  DEPLOYMENT_WINDOW = 'DeploymentWindow',
  LAMBDA = 'LambdaInvoke',
  VARIABLE = 'VariableCheck',
}

/** One kind of rule. */
export interface RuleKind {
  /** What it looks at. */
  readonly alarms?: cloudwatch.IAlarm[];

  /** Checks the input, makes what the rule needs, and says how it is written; called for each stage with the rule. */
  bind(place: RulePlace): RuleDeclaration[];
}
