import { Construct } from 'constructs';
import { WINDOWS } from './collector';
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
 * What a deployment makes the function do; to be replaced by what is measured.
 *
 * Assumed: a pipeline of five stages and eight actions that runs once for each deployment.
 */
export const PER_DEPLOYMENT = {
  /** The rule sends changes of the whole execution and of the production stage, of which action events are most. */
  events: 40,
  /** Each event is a fact; what the API answers at the end of the stage and of the execution are most of the same facts again. */
  facts: 40,
  /** Facts that the API tells, written again by each of the two questions and by three nightly reconciles. */
  factsOfApi: 10,
  answers: 2,
  /** A fact is 300 to 600 bytes, and a revision with its commits up to 1 KB. */
  factKilobytes: 1,
  /** Changes of one minute are reduced once: the end of the stage, the end of the execution. */
  publishes: 2,
  /** Events of a batching window of five seconds come together. */
  calls: 12,
  /** Of a warm function of 256 MB that writes a batch, or reads and reduces. */
  secondsPerCall: 0.4,
  /** Lines of metrics of a deployment, a failure and a recovery, and what Lambda writes about each call. */
  logKilobytes: 8,
} as const;

/** What each service in each environment makes the function do every night. */
export const PER_NIGHT = {
  /** Reconcile, then gauges; both are messages to the queue. */
  calls: 2,
  secondsPerCall: 2,
  /** A line for each window. */
  logKilobytes: 3,
  /** How far the nightly reconcile looks back, in days. */
  reconciledDays: 3,
} as const;

/** How far back facts are read, in days: to publish what is new, and for the gauges of the longest window. */
export const READ_DAYS = { publish: 60, gauges: Math.max(...WINDOWS) + 60 } as const;

/** Gauges of each window: deployments, two lead times, fail rate, recovery, rework, band. */
const GAUGES = 7;

/** Raw metrics have the dimensions {Service, Environment} and {Service}. */
const DIMENSION_SETS = 2;

/** Deployments, rework and lead time of a deployment; a failure; a recovery. */
const RAW = { deployment: 3, failure: 1, recovery: 1 };

const MEMORY_GIGABYTES = 0.25;
const KILOBYTES_PER_READ = 4;
const MEBI = 1024 * 1024;
const MILLION = 1_000_000;

/** EventBridge sends one at a time, Lambda receives and deletes ten at a time. */
const REQUESTS_PER_MESSAGE = 1.2;

export function deliveryCost(scope: Construct, { plan, streams }: BilledDelivery, options: DoraCostOptions): CostEstimate {
  const { deploymentsPerDay, changeFailRatePercent = 10 } = options;
  requireInRange(scope, { prop: 'deploymentsPerDay', value: deploymentsPerDay ?? NaN, min: 0 });
  requireInRange(scope, { prop: 'changeFailRatePercent', value: changeFailRatePercent, min: 0, max: 100 });
  const deployments = deploymentsPerDay * DAYS_A_MONTH;
  const month: Month = { streams, deployments, nights: streams * DAYS_A_MONTH, failures: deployments * changeFailRatePercent / 100 };
  const lines = [...metricLines(month), ...workLines(month), ...tableLines(month, plan), ...exportLines(month, plan)];
  return CostEstimate.total([new CostEstimate(lines), costOfAlarms(alarmsBelow(scope))]);
}

/** What happens in a month. */
interface Month {
  readonly streams: number;
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

function workLines({ deployments, nights }: Month): CostLine[] {
  const { events, calls, secondsPerCall, logKilobytes, publishes } = PER_DEPLOYMENT;
  const messages = deployments * (events + publishes) + nights * PER_NIGHT.calls;
  const seconds = deployments * calls * secondsPerCall + nights * PER_NIGHT.calls * PER_NIGHT.secondsPerCall;
  return [
    // Lambda asks all the time, whether or not there is something.
    line('polledQueue', 1),
    line('queueRequestMillion', messages * REQUESTS_PER_MESSAGE / MILLION),
    line('functionCallMillion', (deployments * calls + nights * PER_NIGHT.calls) / MILLION),
    line('functionGigabyteSecond', seconds * MEMORY_GIGABYTES),
    line('logGigabyte', (deployments * logKilobytes + nights * PER_NIGHT.logKilobytes) / MEBI),
  ];
}

function tableLines({ streams, deployments, nights }: Month, { retention }: DoraPlan): CostLine[] {
  const { facts, factsOfApi, answers, factKilobytes, publishes } = PER_DEPLOYMENT;
  const writes = deployments * (facts + factsOfApi * (answers + PER_NIGHT.reconciledDays)) * factKilobytes;
  // Every read is of one service.
  const kilobytesADay = streams === 0 ? 0 : deployments / DAYS_A_MONTH / streams * facts * factKilobytes;
  const kilobytesRead = deployments * publishes * READ_DAYS.publish * kilobytesADay + nights * READ_DAYS.gauges * kilobytesADay;
  const gigabytes = deployments / DAYS_A_MONTH * retention.toDays() * facts * factKilobytes / MEBI;
  return [
    line('tableWriteMillion', writes / MILLION),
    line('tableReadMillion', kilobytesRead / KILOBYTES_PER_READ / MILLION),
    line('tableGigabyte', gigabytes),
    line('tableBackupGigabyte', gigabytes),
  ];
}

/** A record of a deployment, an attempt or a recovery as a line of JSON. */
const RECORD_KILOBYTES = 0.5;

/** Objects are the user's to delete; a year of them is counted. */
const KEPT_NIGHTS = 365;

function exportLines({ streams, deployments, failures, nights }: Month, { exportBucket }: DoraPlan): CostLine[] {
  if (!exportBucket) { return []; }
  const records = (deployments * 2 + failures) / DAYS_A_MONTH * READ_DAYS.gauges;
  return [
    line('putThousand', nights / 1000),
    line('storedGigabyte', streams === 0 ? 0 : records * RECORD_KILOBYTES * KEPT_NIGHTS / MEBI),
  ];
}

/** Quantities that people can read. */
function line(price: Parameters<typeof costLine>[0], quantity: number): CostLine {
  return costLine(price, Number(quantity.toPrecision(3)));
}
