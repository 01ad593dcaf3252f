import { Annotations, Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Severity } from '../../core';
import { inputError, requireAbility, requireInRange, show } from '../../core/private/input-error';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { WarningId } from '../../core/private/warning-ids';
import { BurnRates, BurnRateTier } from '../burn-rates';
import { SliMeasure } from '../service-level-indicator';
import { ServiceLevelObjectiveProps } from '../service-level-objective';
import { SloWindow } from '../slo-window';
import { countMetrics } from './formula';
import { ObjectivePlan, PlannedTier, exact } from './objective-plan';

export const DEFAULT_MINIMUM_REQUESTS = 100;

const MOST_TIERS = 5;
const MINUTES_A_DAY = Duration.days(1).toMinutes();

/** The longest that an alarm looks back. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_WINDOW = Duration.days(7).toMinutes();

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const METRICS_PER_ALARM = 10;

/** Outside of these, alarms at the usual burn rates come too late, or nearly everything has to fail. */
const USUAL = { from: 95, to: 99.95 };

const FROM_URGENT = [Severity.CRITICAL, Severity.WARNING, Severity.INFORMATIONAL];

/** Every default and every check of an objective. */
export function planObjective(scope: Construct, props: ServiceLevelObjectiveProps): ObjectivePlan {
  const { objectiveName = scope.node.id, objectivePercent, minimumRequests = DEFAULT_MINIMUM_REQUESTS } = props;
  requireKinds(scope, props, { objectiveName: 'text' });
  requireKnown(scope, 'objectivePercent', objectivePercent);
  if (typeof objectivePercent !== 'number' || !(objectivePercent > 0 && objectivePercent < 100)) {
    throw inputError(scope, `'objectivePercent' must be above 0 and below 100, got ${show(objectivePercent)}. Nothing is always good: 99.9 allows one bad request of 1,000`);
  }
  requireKnown(scope, 'minimumRequests', minimumRequests);
  requireInRange(scope, { prop: 'minimumRequests', value: minimumRequests, min: 0, integer: true });

  const window = resolveWindow(scope, props.window);
  const tiers = resolveTiers(scope, props.burnRates, window);
  const budgetPercent = exact(100 - objectivePercent);
  requireReachable(scope, tiers, objectivePercent, budgetPercent);
  warnOfExtremes(scope, objectivePercent);
  return { name: objectiveName, objectivePercent, budgetPercent, window, tiers, minimumRequests, measure: measureOf(scope, props) };
}

function resolveWindow(scope: Construct, window: SloWindow = SloWindow.rolling(Duration.days(30))): Duration {
  const duration = (window as SloWindow | null)?.duration;
  const expected = 'an SloWindow, such as SloWindow.rolling(Duration.days(30))';
  if (duration === undefined) { throw inputError(scope, `'window' must be ${expected}, got ${show(window)}`); }
  requireAbility(scope, { prop: 'window', value: duration, method: 'toMinutes', expected });
  requireKnownDuration(scope, 'window', duration);
  requireInRange(scope, { prop: 'window', value: duration.toDays({ integral: false }), min: 7, max: 90, integer: true, unit: 'days' });
  return duration;
}

function resolveTiers(scope: Construct, burnRates: BurnRates = BurnRates.googleSre(), window: Duration): PlannedTier[] {
  const given = (burnRates as BurnRates | null)?.tiers;
  if (!Array.isArray(given) || given.length < 1 || given.length > MOST_TIERS) {
    throw inputError(scope, `'burnRates' must be BurnRates with 1 to ${MOST_TIERS} tiers, got ${Array.isArray(given) ? given.length : show(burnRates)}. `
      + 'Use BurnRates.googleSre() or BurnRates.of([{ burnRate, longWindow }])');
  }
  const tiers = given.map((tier) => resolveTier(scope, tier, window)).sort((one, other) => other.burnRate - one.burnRate);
  tiers.forEach((tier, index) => requireFits(scope, tier, tiers.slice(0, index)));
  return tiers;
}

function resolveTier(scope: Construct, tier: BurnRateTier, window: Duration): PlannedTier {
  requireKinds(scope, { burnRates: tier }, { burnRates: 'options' });
  if (typeof tier !== 'object') { throw inputError(scope, `'burnRates' must be tiers, such as { burnRate, longWindow }, got ${show(tier)}`); }
  const { burnRate, longWindow, severity } = tier;
  requireKnown(scope, 'burnRate', burnRate);
  requireInRange(scope, { prop: 'burnRate', value: burnRate, min: 0.1, max: 10_000, fix: '1 uses the budget exactly up in the window of the objective.' });
  requireMember(scope, 'severity', severity, Severity, 'Severity');
  requireKnown(scope, 'severity', severity ?? Severity.WARNING);
  const long = requireWindow(scope, 'longWindow', longWindow, Math.min(LONGEST_WINDOW, window.toMinutes() - 1));
  const short = requireWindow(scope, 'shortWindow', tier.shortWindow ?? aTwelfthOf(long), Math.min(MINUTES_A_DAY, long - 1));
  return {
    id: `Over${idOf(long)}`,
    burnRate,
    longWindow: Duration.minutes(long),
    shortWindow: Duration.minutes(short),
    severity: severity ?? (long < MINUTES_A_DAY ? Severity.CRITICAL : Severity.WARNING),
  };
}

/** In minutes. Alarms look at one period of at most a day, or at several days. */
function requireWindow(scope: Construct, prop: string, value: Duration, max: number): number {
  requireAbility(scope, { prop, value, method: 'toMinutes', expected: 'a Duration, such as Duration.hours(1)' });
  requireKnownDuration(scope, prop, value);
  const minutes = value.toMinutes({ integral: false });
  const fix = prop === 'shortWindow' ? 'It is at most a day and shorter than the long window.' : 'It is at most seven days and shorter than the window of the objective, and longer than one minute.';
  requireInRange(scope, { prop, value: minutes, min: prop === 'shortWindow' ? 1 : 2, max, integer: true, unit: 'minutes', fix });
  if (minutes > MINUTES_A_DAY && minutes % MINUTES_A_DAY !== 0) {
    throw inputError(scope, `'${prop}' must be whole days when it is longer than one day, got ${value.toHumanString()}`);
  }
  return minutes;
}

function requireFits(scope: Construct, { id, burnRate, longWindow, severity }: PlannedTier, faster: PlannedTier[]): void {
  if (faster.some((tier) => tier.id === id)) {
    throw inputError(scope, `'longWindow' must differ between tiers, got ${longWindow.toHumanString()} more than once`);
  }
  const lazier = faster.find((tier) => FROM_URGENT.indexOf(tier.severity) > FROM_URGENT.indexOf(severity));
  if (lazier) {
    throw inputError(scope, `'severity' must not be more urgent for a slower burn, got ${severity} for ${burnRate} and ${lazier.severity} for ${lazier.burnRate}. `
      + 'The faster one silences the slower one: make it as urgent');
  }
}

function requireReachable(scope: Construct, tiers: PlannedTier[], objectivePercent: number, budgetPercent: number): void {
  const unreachable = tiers.find(({ burnRate }) => burnRate * budgetPercent >= 100);
  if (!unreachable) { return; }
  const { burnRate } = unreachable;
  throw inputError(scope, `'objectivePercent' must be above ${round(100 - 100 / burnRate)} for an alarm at a burn rate of ${burnRate}, got ${objectivePercent}. `
    + `Even if everything failed, the budget would burn ${round(100 / budgetPercent)} times too fast at most. `
    + (objectivePercent >= 0.5 && objectivePercent < 1 ? 'It is in percent: 99.9, not 0.999' : `Promise more, or give 'burnRates' below ${round(100 / budgetPercent)}`));
}

function warnOfExtremes(scope: Construct, objectivePercent: number): void {
  if (objectivePercent >= USUAL.from && objectivePercent <= USUAL.to) { return; }
  const why = objectivePercent < USUAL.from
    ? 'so low that nearly everything has to fail before a burn rate alarm goes off'
    : 'so high that an outage has spent the budget before anyone can answer an alarm';
  Annotations.of(scope).addWarningV2(
    WarningId.OBJECTIVE_EXTREME,
    `The objective of ${objectivePercent} % is ${why}. Choose ${USUAL.from} to ${USUAL.to} %, or acknowledge this.`,
  );
}

function measureOf(scope: Construct, { indicator }: ServiceLevelObjectiveProps): SliMeasure {
  requireAbility(scope, { prop: 'indicator', value: indicator, method: 'measure', expected: 'a service level indicator, such as Sli.availability(service)' });
  const measure = indicator.measure(scope);
  const metrics = countMetrics(scope, { bad: measure.bad, total: measure.total });
  if (metrics <= METRICS_PER_ALARM) { return measure; }
  throw inputError(scope, `'indicator' must need at most ${METRICS_PER_ALARM} metrics, which is what an alarm can read, got ${metrics}. `
    + 'Publish a metric that counts them together');
}

function requireKnown(scope: Construct, prop: string, value: unknown): void {
  if (Token.isUnresolved(value)) { throw inputError(scope, `'${prop}' must be known at synth, got a token. Use a literal value`); }
}

function requireKnownDuration(scope: Construct, prop: string, value: Duration): void {
  if (value.isUnresolved()) { throw inputError(scope, `'${prop}' must be known at synth, got a token. Use a literal value`); }
}

function aTwelfthOf(minutes: number): Duration {
  return Duration.minutes(Math.min(MINUTES_A_DAY, Math.max(1, Math.round(minutes / 12))));
}

function idOf(minutes: number): string {
  if (minutes % MINUTES_A_DAY === 0) { return `${minutes / MINUTES_A_DAY}d`; }
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
