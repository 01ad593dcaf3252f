import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmKind } from '../core';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { number } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `SignalAlarm`. */
export interface SignalAlarmProps extends SignalAlarmOptions {
  /** What is watched. */
  readonly source: ISignalSource;

  /** The name of its signal, such as `memory`; also one of its extras, such as `writeLatency`. */
  readonly signal: string;

  /**
   * What is too much, or too little, in the unit of the signal.
   *
   * @default - as recommended for the source
   */
  readonly threshold?: number;

  /**
   * How the signal is compared with the threshold.
   *
   * @default - as recommended for the source, otherwise GREATER_THAN_THRESHOLD
   */
  readonly comparison?: cloudwatch.ComparisonOperator;

  /**
   * What the alarm is about; decides the built-in runbook.
   *
   * @default - by the signal
   */
  readonly kind?: AlarmKind;
}

/**
 * Goes off when a signal is bad: any signal of any source. The common ones have alarms of their own, such as `HighCpuAlarm`,
 * which are this one with a threshold that speaks their language.
 */
export class SignalAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: SignalAlarmProps) {
    super(scope, id, {
      signal: props?.signal,
      reports: 'it',
      kind: props?.kind,
      prop: 'threshold',
      read: number,
      example: '80',
      always: props?.comparison === undefined ? undefined : { comparison: props.comparison },
    }, props);
  }
}
