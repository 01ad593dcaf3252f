import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { costBelow } from './cost-below';
import { A_SIGNAL_SOURCE, inputError, requireAbility } from '../../core/private/input-error';
import { requireMember } from '../../core/private/require-kinds';
import { AlarmRecommendation, ISignalSource, Signal, Signals } from '../../signals';
import { SignalAlarmOptions } from '../alarm-options';
import { resolveCondition } from './alarm-condition';
import { AlarmType } from './alarm-types';
import { runbookOf } from './runbook-of';
import { kindOf, requireSignal } from './signals-of-source';
import { SignalWatchInput, watchSignal } from './watch-signal';
import { resolveWatches } from './watches';
import { AlarmKind, CostEstimate } from '../../core';

/** The signal to watch, and what it is a signal of. */
export interface FoundSignal {
  readonly sourceName: string;
  readonly signal: Signal;
  /** More properties of the alarm, by the names of CloudFormation. */
  readonly overrides?: Record<string, unknown>;
}

/**
 * The one implementation of all alarms on signals; a row of `ALARM_TYPES` says in what they differ.
 *
 * @internal
 */
export abstract class SignalAlarmBase extends Construct {
  /**
   * The alarm that people hear of, the most urgent where there are several; for composites and dashboards. Where it may have
   * to keep quiet, it is a composite alarm.
   */
  public readonly alarm: cloudwatch.AlarmBase;

  /** All alarms that people hear of, the most urgent first. */
  public readonly alarms: cloudwatch.AlarmBase[];

  /** The alarms on the metric itself, which no mute touches: for rollbacks and combinations. */
  public readonly metricAlarms: cloudwatch.AlarmBase[];

  constructor(
    scope: Construct, id: string, type: AlarmType, props: SignalAlarmOptions,
    find: (scope: Construct) => FoundSignal = (self) => findSignal(self, type, props),
  ) {
    super(scope, id);
    const { heard, metricAlarms } = watchSignal(this, planOf(this, type, props, find(this)));
    this.alarm = heard[0];
    this.alarms = heard;
    this.metricAlarms = metricAlarms;
  }

  /** What it adds to the bill: each metric that is watched, and composite alarms. */
  public costEstimate(): CostEstimate {
    return costBelow(this);
  }
}

function findSignal(scope: Construct, type: AlarmType, props: SignalAlarmOptions): FoundSignal {
  const source = (props as { source?: ISignalSource } | undefined)?.source;
  requireAbility(scope, { prop: 'source', value: source, method: 'goldenSignals', expected: A_SIGNAL_SOURCE });
  return { sourceName: source!.sourceName, signal: requireSignal(scope, source!, type.signal, type.reports) };
}

/** Every default and every check that needs no resource. */
function planOf(scope: Construct, type: AlarmType, props: SignalAlarmOptions, found: FoundSignal): SignalWatchInput {
  const { detection, severity, alerts, mute } = props;
  const { prop, example, signal: signalName } = type;
  const { signal, sourceName } = found;
  const kind = type.kind ?? kindOf(signalName, signal);
  requireMember(scope, 'kind', kind, AlarmKind, 'AlarmKind');
  const recommended = recommendedFor(scope, type, signal);
  Signals._lint(scope, signal.metric);
  const threshold = type.read(scope, prop, (props as unknown as Record<string, unknown>)[prop], signal);
  return {
    ...found,
    alerts,
    mute,
    kind,
    runbook: runbookOf(scope, props.runbook, kind),
    condition: resolveCondition(scope, signal, recommended, props),
    watches: resolveWatches(scope, { detection, severity, threshold, prop, example, signalName, sourceName, recommended }),
  };
}

/** What is recommended for the other direction is about something else: too many requests, not too few. */
function recommendedFor(scope: Construct, { always, otherwise }: AlarmType, { recommendation }: Signal): Partial<AlarmRecommendation> {
  const comparison = always?.comparison;
  const fits = comparison === undefined || recommendation?.comparison === comparison;
  const recommended = { ...fits && recommendation ? recommendation : otherwise, ...always };
  if (recommended.comparison === undefined || THRESHOLD_OPERATORS.includes(recommended.comparison)) { return recommended; }
  throw inputError(scope, `'comparison' must be above or below a threshold, got ${recommended.comparison}. For what is unusual, use Detection.anomaly()`);
}

const THRESHOLD_OPERATORS = [
  cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
  cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
];
