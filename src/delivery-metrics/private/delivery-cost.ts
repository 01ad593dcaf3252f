import { Construct } from 'constructs';
import { WINDOWS } from './collector';
import { DORA_DEFAULTS } from './defaults';
import { DoraPlan } from './dora-plan';
import { alarmsBelow } from './target-alarms';
import { CostEstimate, CostLine } from '../../core';
import { costLine, costOfAlarms } from '../../core/private/alarm-cost';
import { requireInRange } from '../../core/private/input-error';
import { DoraCostOptions } from '../dora-cost-options';

/** What is measured, as far as it is billed. */
export interface BilledDelivery {
  readonly plan: DoraPlan;
  /** Services by environment. */
  readonly streams: number;
}

const DAYS_A_MONTH = 30.4;
const HOURS_A_MONTH = 730;

/**
 * What a deployment makes the function do, as `node bench/delivery-metrics.js` measures it for a service with two deployments a day: bring both up to
 * date together. It is the dearest case: nothing else happens at the same time.
 */
export const PER_DEPLOYMENT = {
  /** For nine events of a pipeline: sent, received, deleted; and those of the function itself. */
  queueRequests: 22,
  calls: 6,
  gigabyteSeconds: 0.108,
  logBytes: 2475,
  writes: 15,
  /** Two publishes, each of which reads 60 days of the service: they grow with the number of its deployments. */
  reads: 89.5,
  /** 13 items, each with 100 bytes that DynamoDB adds. */
  storedBytes: 3175 + 13 * 100,
} as const;

/** What a night of such a service does, with the reconcile of three days; what grows with the deployments is that of two a day. */
export const PER_NIGHT = {
  queueRequests: 7,
  calls: 2,
  gigabyteSeconds: 0.52,
  logBytes: 2352,
  writes: 37,
  reads: 132.5,
} as const;

/** Deployments a day of the service that was measured. */
const MEASURED_DAILY = 2;

/** Gauges of each window: deployments, two lead times, fail rate, recovery, rework, band. */
const GAUGES = 7;

/** Raw metrics have the dimensions {Service, Environment} and {Service}. */
const DIMENSION_SETS = 2;

/** Deployments, rework and lead time of a deployment; a failure; a recovery. */
const RAW = { deployment: 3, failure: 1, recovery: 1 };

const GIGABYTE = 1024 ** 3;
const MILLION = 1_000_000;

export function deliveryCost(scope: Construct, { plan, streams }: BilledDelivery, options: DoraCostOptions): CostEstimate {
  const { deploymentsPerDay, changeFailRatePercent = DORA_DEFAULTS.changeFailRatePercent } = options;
  requireInRange(scope, { prop: 'deploymentsPerDay', value: deploymentsPerDay ?? NaN, min: 0 });
  requireInRange(scope, { prop: 'changeFailRatePercent', value: changeFailRatePercent, min: 0, max: 100 });
  const deployments = deploymentsPerDay * DAYS_A_MONTH;
  const month: Month = { deployments, nights: streams * DAYS_A_MONTH, failures: deployments * changeFailRatePercent / 100 };
  const lines = [...metricLines(month), ...workLines(month), ...tableLines(month, plan), ...exportLines(month, plan)];
  return CostEstimate.total([new CostEstimate(lines), costOfAlarms(alarmsBelow(scope))]);
}

/** What happens in a month. */
interface Month {
  readonly deployments: number;
  readonly failures: number;
  /** Nights of all services together. */
  readonly nights: number;
}

/** CloudWatch charges custom metrics for the hours in which they get data. Deployments of one service in one hour would share them. */
function metricLines({ deployments, failures, nights }: Month): CostLine[] {
  const raw = DIMENSION_SETS * (RAW.deployment * deployments + (RAW.failure + RAW.recovery) * failures);
  const gauges = GAUGES * WINDOWS.length * nights;
  return [line('customMetric', (raw + gauges) / HOURS_A_MONTH)];
}

/** How many times as busy as what was measured a service is. */
function busyness({ deployments, nights }: Month): number {
  return nights === 0 ? 0 : deployments / nights / MEASURED_DAILY;
}

function workLines(month: Month): CostLine[] {
  const both = (what: 'queueRequests' | 'calls' | 'logBytes') => month.deployments * PER_DEPLOYMENT[what] + month.nights * PER_NIGHT[what];
  const seconds = month.deployments * PER_DEPLOYMENT.gigabyteSeconds + month.nights * PER_NIGHT.gigabyteSeconds * busyness(month);
  return [
    // Lambda asks all the time, whether or not there is something.
    line('polledQueue', 1),
    line('queueRequestMillion', both('queueRequests') / MILLION),
    line('functionCallMillion', both('calls') / MILLION),
    line('functionGigabyteSecond', seconds),
    line('logGigabyte', both('logBytes') / GIGABYTE),
  ];
}

function tableLines(month: Month, { retention }: DoraPlan): CostLine[] {
  const { deployments, nights } = month;
  const busy = busyness(month);
  const stored = deployments / DAYS_A_MONTH * retention.toDays() * PER_DEPLOYMENT.storedBytes / GIGABYTE;
  return [
    line('tableWriteMillion', (deployments * PER_DEPLOYMENT.writes + nights * PER_NIGHT.writes * busy) / MILLION),
    // Whatever is read is the history of one service, at each of its deployments and every night.
    line('tableReadMillion', (deployments * PER_DEPLOYMENT.reads + nights * PER_NIGHT.reads) * busy / MILLION),
    line('tableGigabyte', stored),
    line('tableBackupGigabyte', stored),
  ];
}

/** A record of a deployment, an attempt or a recovery as a line of JSON. */
const RECORD_BYTES = 500;

/** What the gauges of the longest window read. */
const EXPORTED_DAYS = Math.max(...WINDOWS) + 60;

/** Objects are the user's to delete; a year of them is counted. */
const KEPT_NIGHTS = 365;

function exportLines({ deployments, failures, nights }: Month, { exportBucket }: DoraPlan): CostLine[] {
  if (!exportBucket) { return []; }
  // A deployment is an attempt, too, and a failure has a recovery.
  const records = (deployments * 2 + failures) / DAYS_A_MONTH * EXPORTED_DAYS;
  return [line('putThousand', nights / 1000), line('storedGigabyte', records * RECORD_BYTES * KEPT_NIGHTS / GIGABYTE)];
}

/** Quantities that people can read. */
function line(price: Parameters<typeof costLine>[0], quantity: number): CostLine {
  return costLine(price, Number(quantity.toPrecision(3)));
}
