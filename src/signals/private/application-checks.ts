import { Token } from 'aws-cdk-lib';
import { ApplicationSource } from './application-source';
import { inputErrorIn, show } from '../../core/private/input-error';
import { ApplicationMetricsOptions } from '../application-metrics-options';
import { SignalUnit } from '../signal';
import { ISignalSource } from '../signal-source';

const PLACE = 'Signals.application()';
const MAX_DIMENSIONS = 30;
const DAY = 24 * 60 * 60;

/** A source of what an application publishes; fails for what CloudWatch would not take. */
export function applicationSource(options: ApplicationMetricsOptions): ISignalSource {
  requireName('sourceName', options?.sourceName);
  requireNamespace(options.metricNamespace);
  requireNames('dimensions', options.dimensions);
  if (Object.keys(options.dimensions ?? {}).length > MAX_DIMENSIONS) {
    throw inputErrorIn(PLACE, `'dimensions' must be at most ${MAX_DIMENSIONS}, got ${Object.keys(options.dimensions!).length}`);
  }
  const { requests, errors, latency, backlog } = options;
  Object.entries({ requests, errors, latency, backlog }).forEach(([prop, value]) => { if (value !== undefined) { requireName(prop, value); } });
  requireNames('gauges', options.gauges);
  requireNames('counters', options.counters);
  requireSome(options);
  requireReading(options);
  return new ApplicationSource(options);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
function requireName(prop: string, value: unknown): void {
  if (Token.isUnresolved(value) || (typeof value === 'string' && value.trim() !== '' && value.length <= 255)) { return; }
  throw inputErrorIn(PLACE, `'${prop}' must be a text of 1 to 255 characters, got ${show(value)}`);
}

function requireNames(prop: string, value: unknown): void {
  if (value === undefined) { return; }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw inputErrorIn(PLACE, `'${prop}' must be texts by name, such as { name: 'value' }, got ${show(value)}`);
  }
  Object.entries(value).forEach(([name, text]) => {
    requireName(`${prop}.${name}`, text);
    requireName(prop, name);
  });
}

function requireNamespace(namespace: unknown): void {
  requireName('metricNamespace', namespace);
  if (Token.isUnresolved(namespace) || (/^[A-Za-z0-9._/#:-]+$/.test(namespace as string) && !(namespace as string).startsWith('AWS/'))) { return; }
  throw inputErrorIn(PLACE, `'metricNamespace' must be letters, digits and . - _ / # : and not begin with AWS/, got ${show(namespace)}. `
    + 'For what AWS publishes, use the factory of that service');
}

/** Seconds that custom metrics may be kept in, below a minute. */
const HIGH_RESOLUTION = [1, 5, 10, 20, 30];

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html#high-resolution-metrics */
function requireReading({ latencyUnit, period, logGroups }: ApplicationMetricsOptions): void {
  if (latencyUnit !== undefined && !Object.values(SignalUnit).includes(latencyUnit)) {
    throw inputErrorIn(PLACE, `'latencyUnit' must be a member of SignalUnit, got ${show(latencyUnit)}`);
  }
  if (logGroups !== undefined && !Array.isArray(logGroups)) { throw inputErrorIn(PLACE, `'logGroups' must be a list, got ${show(logGroups)}`); }
  if (period === undefined) { return; }
  const seconds = typeof period?.toSeconds === 'function' && !period.isUnresolved() ? period.toSeconds({ integral: false }) : NaN;
  if (HIGH_RESOLUTION.includes(seconds) || (seconds > 0 && seconds % 60 === 0 && seconds <= DAY)) { return; }
  throw inputErrorIn(PLACE, `'period' must be a Duration of ${HIGH_RESOLUTION.join(', ')} seconds or of whole minutes up to a day, got ${show(period)}`);
}

function requireSome({ requests, errors, latency, backlog, gauges = {}, counters = {} }: ApplicationMetricsOptions): void {
  const names = [requests, errors, latency, backlog, ...Object.keys(gauges), ...Object.keys(counters)];
  if (names.some((name) => name !== undefined)) { return; }
  throw inputErrorIn(PLACE, "'requests', 'errors', 'latency', 'backlog', 'gauges' or 'counters' must name a metric, got none. "
    + "Add one, such as requests: 'OrdersPlaced'");
}
