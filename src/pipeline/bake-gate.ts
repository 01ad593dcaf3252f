import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import { PIPELINE_DEFAULTS } from './private/defaults';
import { AlarmRule } from './private/rules/alarm-rule';
import { BakeRule } from './private/rules/bake-rule';
import { RuleKind } from './private/rules/rule-kind';

/** How long alarms are watched. */
export interface BakeWatchOptions {
  /**
   * How long after the release, in whole minutes, 1 minute to 23 hours. The stage stays in progress meanwhile, which costs no action minutes.
   *
   * @default Duration.minutes(10)
   */
  readonly duration?: Duration;

  /**
   * Encrypts the log of the function that watches. The function serves all gates of the stack, and keeps the first key that it is given.
   *
   * @default - a key of AWS
   */
  readonly logEncryptionKey?: kms.IKey;
}

/** How long CodePipeline waits. */
export interface BakeCheckOptions {
  /**
   * The `WaitTime` of the rule, in whole minutes, 1 to 1440.
   *
   * @default Duration.minutes(10)
   */
  readonly wait?: Duration;
}

/** Keeps an eye on a release after it went well. A release that makes an alarm fire is taken back: the stage goes back to what it ran before. */
export class BakeGate {
  /**
   * A function watches the alarms, and what they have been since the stage began. So it also sees an alarm that fired and cleared, during the
   * deployment or after it. An alarm that fired before may clear: it is taken for the release's only when it still fires at the end.
   *
   * One function for all gates of a stack; it is called for moments only, not for the whole duration. A release that is itself a rollback is
   * let through: there is nothing better to go back to.
   *
   * @param alarms one to ten alarms, in the account and region of the pipeline
   */
  public static watch(alarms: cloudwatch.IAlarm[], options: BakeWatchOptions = {}): BakeGate {
    return new BakeGate(new BakeRule(alarms, options));
  }

  /**
   * The alarm rule of CodePipeline with a wait, and no function. What it sees of an alarm that fires and clears meanwhile, AWS does not say.
   *
   * @param alarms one to five alarms, in the account and region of the pipeline
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
   */
  public static checkAfter(alarms: cloudwatch.IAlarm[], options: BakeCheckOptions = {}): BakeGate {
    return new BakeGate(new AlarmRule(alarms, options && { wait: PIPELINE_DEFAULTS.bakeTime, ...options }, 'releases'));
  }

  /** @internal */
  public readonly _kind: RuleKind;

  private constructor(kind: RuleKind) {
    this._kind = kind;
  }
}
