import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertRouter, Runbook } from '../alerting';
import { Combination } from './combination';
import { AlarmKind, CostEstimate, Severity } from '../core';
import { IMute } from './mute';
import { combine } from './private/combine';
import { costBelow } from './private/cost-below';
import { inputError, show } from '../core/private/input-error';

/** Properties of `CauseAndSymptomAlarms`. */
export interface CauseAndSymptomAlarmsProps {
  /** What may be the cause, such as the alarm of a `HighCpuAlarm`. */
  readonly cause: cloudwatch.IAlarm;

  /** What users feel, such as the alarms of a `HighLatencyAlarm` and a `HighErrorRateAlarm`; one of them is enough. */
  readonly symptoms: cloudwatch.IAlarm[];

  /** What the cause is, as a sentence: `The CPU of the orders service is nearly used up.` */
  readonly description: string;

  /**
   * Who hears of it.
   *
   * @default - nobody: the alarms warn at synthesis unless something else gives them an action
   */
  readonly alerts?: AlertRouter;

  /**
   * What it is about; decides the built-in runbook.
   *
   * @default AlarmKind.OTHER
   */
  readonly kind?: AlarmKind;

  /**
   * What to do.
   *
   * @default - what the library has for this kind of alarm
   */
  readonly runbook?: Runbook;

  /**
   * When nobody is told although an alarm is on.
   *
   * @default - never
   */
  readonly mute?: IMute[];
}

/**
 * Pages when something is saturated and users feel it; when they do not, it is a warning. A CPU at 95 % that answers in time
 * is a matter for working hours.
 *
 * Leave out `alerts` of the alarms that go in: these two speak for them.
 */
export class CauseAndSymptomAlarms extends Construct {
  /** On while the cause and a symptom are. */
  public readonly critical: cloudwatch.AlarmBase;

  /** On while the cause is; nobody hears of it while the critical one is on. */
  public readonly warning: cloudwatch.AlarmBase;

  constructor(scope: Construct, id: string, props: CauseAndSymptomAlarmsProps) {
    super(scope, id);
    const { cause, symptoms, description } = props;
    if (!Array.isArray(symptoms) || symptoms.length === 0) {
      throw inputError(this, `'symptoms' must be a list of at least one alarm, such as [latency.alarm], got ${show(symptoms)}`);
    }
    this.critical = combine(this, {
      ...props,
      id: 'Critical',
      severity: Severity.CRITICAL,
      rule: Combination.allOf([cause, Combination.anyOf(symptoms)]),
      description: description && `${description} Users feel it.`,
    });
    this.warning = combine(this, {
      ...props,
      id: 'Warning',
      severity: Severity.WARNING,
      rule: Combination.allOf([cause]),
      description: description && `${description} Users do not feel it so far.`,
      explainedBy: [this.critical],
    });
  }

  /** What the two add to the bill, beside the alarms that they are made of. */
  public costEstimate(): CostEstimate {
    return costBelow(this);
  }
}
