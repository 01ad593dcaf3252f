import { Duration, Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DORA_DEFAULTS } from './defaults';
import { AlertRouter } from '../../alerting';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireKeyForLogs } from '../../core/private/log-key';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { DoraBands } from '../dora-bands';
import { DoraMetricsProps } from '../dora-metrics-props';
import { DoraTargets } from '../dora-targets';
import { FailureClock } from '../failure-clock';

/** How delivery is measured, every default filled in. */
export interface DoraPlan {
  readonly targets: DoraTargets;
  readonly bands: DoraBands;
  readonly alerts?: AlertRouter;
  readonly minimumSamples: number;
  readonly attributionWindow: Duration;
  readonly failureClock: FailureClock;
  readonly reworkBranches: string[];
  readonly revertsAreRework: boolean;
  readonly backfill?: Duration;
  readonly reconcileSchedule: events.Schedule;
  readonly retention: Duration;
  readonly exportBucket?: s3.IBucket;
  readonly eventBus?: events.IEventBus;
  readonly encryptionKey?: kms.IKey;
  readonly metricNamespace: string;
}

/** A day past midnight is over in all time zones that matter to the day in UTC. */
const NIGHTLY = { hour: '0', minute: '10' };

export function resolveDoraPlan(scope: Construct, props: DoraMetricsProps): DoraPlan {
  const { minimumSamples, attributionWindow, backfill, retention, rework = {}, metricNamespace } = props;
  requireAbilities(scope, props);
  requireInRange(scope, { prop: 'minimumSamples', value: minimumSamples, min: 1, max: 1000, integer: true });
  requireDuration(scope, { prop: 'attributionWindow', value: attributionWindow, unit: 'minutes', min: 1, max: 1440, example: 'Duration.hours(1)' });
  requireDays(scope, 'backfill', backfill, 1, 365);
  requireDays(scope, 'retention', retention, 120, 3650);
  requireKinds(scope, rework, { branches: 'list', reverts: 'flag' });
  requireMember(scope, 'failureClock', props.failureClock, FailureClock, 'FailureClock');
  requirePattern(scope, 'metricNamespace', metricNamespace, /^(?!AWS\/)[\w./#:-]{1,255}$/,
    "1 to 255 letters, digits or any of '._/#:-', and not begin with 'AWS/'");
  rework.branches?.forEach((branch) => requireBranch(scope, branch));
  return {
    ...props,
    bands: props.bands ?? DoraBands.report2023(),
    targets: props.targets ?? DoraTargets.elite(props.bands),
    minimumSamples: minimumSamples ?? DORA_DEFAULTS.minimumSamples,
    attributionWindow: attributionWindow ?? DORA_DEFAULTS.attributionWindow,
    failureClock: props.failureClock ?? FailureClock.DETECTION,
    reworkBranches: rework.branches ?? DORA_DEFAULTS.reworkBranches,
    revertsAreRework: rework.reverts ?? DORA_DEFAULTS.reverts,
    reconcileSchedule: props.reconcileSchedule ?? events.Schedule.cron(NIGHTLY),
    retention: retention ?? DORA_DEFAULTS.retention,
    metricNamespace: metricNamespace ?? DORA_DEFAULTS.metricNamespace,
  };
}

/** What is counted in days; a token says nothing yet that could be checked, and days are what the function reads. */
function requireDays(scope: Construct, prop: string, value: Duration | undefined, min: number, max: number): void {
  if (value === undefined) { return; }
  requireAbility(scope, { prop, value, method: 'toDays', expected: `a Duration, such as Duration.days(${min})` });
  if (value.isUnresolved()) { throw inputError(scope, `'${prop}' must be known at synth, got a token`); }
  requireInRange(scope, { prop, value: value.toDays({ integral: false }), min, max, integer: true, unit: 'days' });
}

function requireAbilities(scope: Construct, props: DoraMetricsProps): void {
  const { targets, bands, alerts, reconcileSchedule, exportBucket, eventBus, encryptionKey } = props;
  const abilities = [
    { prop: 'targets', value: targets, method: '_values', expected: 'targets, such as DoraTargets.elite()' },
    { prop: 'bands', value: bands, method: '_limits', expected: 'bands, such as DoraBands.report2023()' },
    { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' },
    { prop: 'exportBucket', value: exportBucket, method: 'arnForObjects', expected: 'a bucket of Amazon S3' },
    { prop: 'eventBus', value: eventBus, method: 'grantPutEventsTo', expected: 'an event bus of Amazon EventBridge' },
  ];
  abilities.filter(({ value }) => value !== undefined).forEach((ability) => requireAbility(scope, ability));
  if (encryptionKey) { requireKeyForLogs(scope, 'encryptionKey', encryptionKey); }
  if (reconcileSchedule !== undefined && typeof reconcileSchedule?.expressionString !== 'string') {
    throw inputError(scope, `'reconcileSchedule' must be a Schedule of aws-events, such as Schedule.cron({ hour: '3' }), got ${show(reconcileSchedule)}`);
  }
}

function requireBranch(scope: Construct, branch: unknown): void {
  if (Token.isUnresolved(branch) || (typeof branch === 'string' && branch !== '')) { return; }
  throw inputError(scope, `'rework.branches' must be names of branches such as 'hotfix/*', got ${show(branch)}`);
}
