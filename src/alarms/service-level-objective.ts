import { Annotations, Aspects, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IConstruct } from 'constructs';
import { AlertRouter, Runbook } from '../alerting';
import { BurnRates } from './burn-rates';
import { IObjective } from './objective';
import { IServiceLevelIndicator } from './service-level-indicator';
import { SloBackend } from './slo-backend';
import { SloWindow } from './slo-window';
import { AlarmKind, CostEstimate } from '../core';
import { BurnRateAlarm } from './private/burn-rate-alarm';
import { planObjective } from './private/objective-input';
import { ObjectivePlan } from './private/objective-plan';
import { costOfAlarms } from '../core/private/alarm-cost';
import { recordAlarm } from '../core/private/alarm-facts';
import { inputError, requireAbility } from '../core/private/input-error';
import { WarningId } from '../core/private/warning-ids';
import { GoldenSignals, ISignalSource, ResourceKind, Signal, SignalUnit } from '../signals';

/** Properties of a `ServiceLevelObjective`. */
export interface ServiceLevelObjectiveProps {
  /** What is measured, such as `Sli.availability(service)`. */
  readonly indicator: IServiceLevelIndicator;

  /**
   * How much of it has to be good, in percent: above 0 and below 100. It has to leave so little that the fastest of
   * `burnRates` can be reached at all: above 93.056 for those of Google. Below 95 and above 99.95 a warning says what to
   * expect of alarms.
   */
  readonly objectivePercent: number;

  /**
   * Who hears when the error budget is used up too fast.
   *
   * @default - nobody: the objective warns at synthesis unless something else gives its alarms an action
   */
  readonly alerts?: AlertRouter;

  /**
   * What a person calls it, such as `Checkout availability`. Alarms and dashboards say it.
   *
   * @default - the id of the construct
   */
  readonly objectiveName?: string;

  /**
   * The time over which it is to be kept.
   *
   * @default SloWindow.rolling(Duration.days(30))
   */
  readonly window?: SloWindow;

  /**
   * How fast the error budget may be used up before somebody hears.
   *
   * @default BurnRates.googleSre()
   */
  readonly burnRates?: BurnRates;

  /**
   * How many requests the long window of an alarm, or each day of it, must have seen for the alarm to go off: more than
   * this. Of a few requests, a single bad one is a large share. A whole number, 0 or more; not with
   * `SloBackend.applicationSignals()`.
   *
   * @default 100
   */
  readonly minimumRequests?: number;

  /**
   * What measures it. Another one replaces nothing but the alarms' metrics.
   *
   * @default SloBackend.cloudWatchAlarms()
   */
  readonly backend?: SloBackend;
}

/**
 * A promise to users that is measured: so many percent of requests are good. What may be bad is the error budget, and
 * alarms go off when it is used up too fast, at several speeds: a page for an outage, a warning for a slow leak, nothing for
 * what the budget is there for.
 *
 * With the usual four burn rates and two metrics it costs about 3.60 USD a month: eight alarms with two metrics each, and
 * four composite alarms.
 *
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export class ServiceLevelObjective extends Construct implements IObjective, ISignalSource {
  public readonly objectiveName: string;
  public readonly objectivePercent: number;
  public readonly window?: Duration;
  public readonly attainment: Signal;
  public readonly budgetLeft: Signal;
  public readonly burnRate: Signal;

  /** Those that a person hears of, the fastest first: composite alarms, one for each burn rate. */
  public readonly alarms: cloudwatch.IAlarm[];

  /** What dashboards call it: its name. */
  public readonly sourceName: string;

  /** None: a promise is no resource. Type checkers of Python want it all the same. */
  public readonly resourceKind?: ResourceKind;

  /** None: see `resourceKind`. */
  public readonly resource?: IConstruct;

  private readonly tiers: BurnRateAlarm[] = [];

  constructor(scope: Construct, id: string, props: ServiceLevelObjectiveProps) {
    super(scope, id);
    const plan = planObjective(this, props);
    this.objectiveName = this.sourceName = plan.name;
    this.objectivePercent = plan.objectivePercent;
    this.window = plan.window;

    const metrics = resolveBackend(this, props)._measure(this, plan);
    const signal = { unit: SignalUnit.PERCENT, kind: AlarmKind.BURN_RATE };
    this.attainment = { ...signal, metric: metrics.attainment, label: 'Attained' };
    this.budgetLeft = { ...signal, metric: metrics.budgetLeft, label: 'Error budget left' };
    this.burnRate = { ...signal, metric: metrics.burnRate, label: 'Burn rate', unit: SignalUnit.COUNT };

    plan.tiers.forEach((tier, index) => this.tiers.push(new BurnRateAlarm(this, plan, tier, metrics, this.tiers[index - 1])));
    this.alarms = this.tiers.map(({ alarm }) => alarm);
    this.route(plan, props.alerts);
  }

  /** Attainment, budget and burn rate, for dashboards of sources. */
  public goldenSignals(): GoldenSignals {
    return { extras: { attainment: this.attainment, budgetLeft: this.budgetLeft, burnRate: this.burnRate } };
  }

  /** What the alarms add to the bill each month. */
  public costEstimate(): CostEstimate {
    return costOfAlarms(this.tiers.flatMap(({ alarm, parts }) => [...parts, alarm]));
  }

  private route(plan: ObjectivePlan, alerts?: AlertRouter): void {
    plan.tiers.forEach(({ severity }, index) => recordAlarm(this.alarms[index], {
      kind: AlarmKind.BURN_RATE, severity, sourceName: plan.name, runbook: Runbook.builtIn(AlarmKind.BURN_RATE),
    }));
    if (!alerts) { return this.warnOfSilence(); }
    requireAbility(this, { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' });
    plan.tiers.forEach(({ severity }, index) => alerts.route(this.alarms[index], severity));
  }

  /** Only at synthesis is it known whether somebody routed the alarms by hand. */
  private warnOfSilence(): void {
    const warn = () => Annotations.of(this).addWarningV2(
      WarningId.ALARM_WITHOUT_ROUTE,
      "Nobody hears when this error budget is used up: the objective has no 'alerts' and an alarm of it has no action. Give it an AlertRouter.",
    );
    Aspects.of(this).add({ visit: (node) => { if (node === this && this.alarms.some(isSilent)) { warn(); } } });
  }
}

function isSilent(alarm: cloudwatch.IAlarm): boolean {
  const { alarmActions } = alarm.node.defaultChild as cloudwatch.CfnCompositeAlarm;
  return Stack.of(alarm).resolve(alarmActions) === undefined;
}

function resolveBackend(scope: Construct, { backend = SloBackend.cloudWatchAlarms(), minimumRequests }: ServiceLevelObjectiveProps): SloBackend {
  requireAbility(scope, { prop: 'backend', value: backend, method: '_measure', expected: 'an SloBackend, such as SloBackend.cloudWatchAlarms()' });
  if (minimumRequests !== undefined && !backend._countsRequests) {
    throw inputError(scope, `'minimumRequests' must not be set with SloBackend.applicationSignals(), got ${minimumRequests}. Application Signals has no such minimum`);
  }
  return backend;
}
