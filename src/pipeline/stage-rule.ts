import { Duration, TimeZone } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BakeGate } from './bake-gate';
import { AlarmRule } from './private/rules/alarm-rule';
import { CodeBuildRule } from './private/rules/code-build-rule';
import { CommandsRule } from './private/rules/commands-rule';
import { DeploymentWindowRule } from './private/rules/deployment-window-rule';
import { LambdaRule } from './private/rules/lambda-rule';
import { RuleKind } from './private/rules/rule-kind';
import { VariableRule } from './private/rules/variable-rule';
import { inputErrorIn, show } from '../core/private/input-error';

/** How a rule looks at alarms. */
export interface AlarmRuleOptions {
  /**
   * Before a stage: how long an alarm that fires may take to end; the rule passes at once when none fires. After a stage: how long
   * the alarms are looked at. Whole minutes, 1 to 1440.
   *
   * @default - the alarms are looked at once
   */
  readonly wait?: Duration;
}

/** When a stage may begin. */
export interface DeploymentWindowOptions {
  /**
   * The minutes in which it may, in the syntax of CodePipeline: seconds (always `*`), minutes, hours, day of the month, month, day of the
   * week, and a year if you like. One of the two days is `?`. Monday to Friday from 9:00 to 16:59: `* * 9-16 ? * MON-FRI`.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
   */
  readonly cron: string;

  /**
   * Where the hours are counted.
   *
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;
}

/** How a rule compares a variable; all of them compare texts. */
export enum VariableOperator {
  /** It is the text. */
  EQUALS = 'EQ',
  /** It is not the text. */
  NOT_EQUALS = 'NE',
  /** It has the text in it. */
  CONTAINS = 'CONTAINS',
  /** It matches the regular expression, in the syntax of Java. Anchor it with `^` and `$` so that all of it has to. */
  MATCHES = 'MATCHES',
}

/** What commands of a rule work with. */
export interface CommandsRuleOptions {
  /**
   * Artifacts of earlier stages; the commands run in the directory of the first one.
   *
   * @default - none
   */
  readonly inputs?: codepipeline.Artifact[];

  /**
   * What the commands may do beside writing their log and reading their artifacts.
   *
   * @default - nothing
   */
  readonly statements?: iam.PolicyStatement[];
}

/** What a build of a rule works with. */
export interface CodeBuildRuleOptions {
  /**
   * Artifacts of earlier stages; the build runs in the directory of the first one. A project with the source `CODEPIPELINE` needs one.
   *
   * @default - none
   */
  readonly inputs?: codepipeline.Artifact[];

  /**
   * Environment variables by name. Pipeline variables such as `#{Source.BranchName}` are filled in.
   *
   * @default - those of the project
   */
  readonly environment?: Record<string, string>;
}

/**
 * What has to be so before a stage begins, or after it ended. Usable in `ReleaseOptions` and, with `StageConditions`, on every pipeline
 * that the AWS CDK makes.
 *
 * A rule brings what it needs: a role that may do just that, and the version that CodePipeline asks for.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
 */
export class StageRule {
  /**
   * No alarm fires. Takes one to five alarms, in the account and region of the pipeline; each is a rule for CodePipeline, which takes five in
   * all. For more of them combine alarms in a `CompositeAlarm`.
   *
   * It sees what the alarms are when it looks. One that fired and cleared in between is seen by `BakeGate.watch` only.
   *
   * @param alarms what must not fire
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
   */
  public static alarms(alarms: cloudwatch.IAlarm[], options: AlarmRuleOptions = {}): StageRule {
    return new StageRule(new AlarmRule(alarms, options));
  }

  /**
   * It is a time at which releases are welcome. Before a stage, the pipeline waits for one.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
   */
  public static deploymentWindow(options: DeploymentWindowOptions): StageRule {
    return new StageRule(new DeploymentWindowRule(options));
  }

  /**
   * A variable is as it has to be. CodePipeline compares texts: compare numbers in the build, and export what came of it as `true` or `false`.
   *
   * @param variable what to look at, such as `#{Source.BranchName}` or a variable of an action
   * @param comparison how to look at it
   * @param value the text or the regular expression
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html
   */
  public static variable(variable: string, comparison: VariableOperator, value: string): StageRule {
    return new StageRule(new VariableRule(variable, comparison, value));
  }

  /**
   * A function says yes: it answers the job in the event (`CodePipeline.job`) with `PutJobSuccessResult` or `PutJobFailureResult`, which it is
   * allowed here, within 20 minutes. With a continuation token as the answer it is called again, for 24 hours at most.
   *
   * @param lambdaFunction in the account and region of the pipeline
   * @param parameters what it gets as `UserParameters`, as JSON. Pipeline variables such as `#{Source.CommitId}` are filled in
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-LambdaInvoke.html
   */
  public static lambdaFunction(lambdaFunction: lambda.IFunction, parameters?: Record<string, string>): StageRule {
    return new StageRule(new LambdaRule(lambdaFunction, parameters));
  }

  /**
   * Commands succeed, within 55 minutes on a small machine with Amazon Linux. They cost build minutes.
   *
   * @param commands 1 to 50 commands of one line and at most 1000 characters. Pipeline variables are refused in them: what somebody wrote in a
   * commit would be run. Use `codeBuild` with an environment variable
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-Commands.html
   */
  public static commands(commands: string[], options: CommandsRuleOptions = {}): StageRule {
    return new StageRule(new CommandsRule(commands, options));
  }

  /**
   * A build succeeds.
   *
   * @param project in the account and region of the pipeline
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CodeBuild.html
   */
  public static codeBuild(project: codebuild.IProject, options: CodeBuildRuleOptions = {}): StageRule {
    return new StageRule(new CodeBuildRule(project, options));
  }

  /**
   * A bake gate, for the success of a stage of a pipeline that is not a `StandardPipeline`; that one has `ReleaseOptions.bakeGate`.
   *
   * @param gate how alarms are watched
   */
  public static bakeGate(gate: BakeGate): StageRule {
    if (!(gate as BakeGate | undefined)?._kind) {
      throw inputErrorIn('StageRule.bakeGate', `'gate' must be a BakeGate, such as BakeGate.watch([alarm]), got ${show(gate)}`);
    }
    return new StageRule(gate._kind);
  }

  /** @internal */
  public static _of(kind: RuleKind): StageRule {
    return new StageRule(kind);
  }

  /** @internal */
  public readonly _kind: RuleKind;

  private constructor(kind: RuleKind) {
    this._kind = kind;
  }
}
