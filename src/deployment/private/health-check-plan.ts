import { Duration, Token, Tokenization } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { SERVICE_DEFAULTS, TRAFFIC } from './defaults';
import { inputError, requireInRange, requirePattern } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { ServiceHealthCheck } from '../health-check';

/** What Amazon ECS accepts. */
const MAX_GRACE_SECONDS = 2 ** 31 - 1;

/** What a target group accepts, in seconds and answers. */
const INTERVAL = { min: 5, max: 300 };
const TIMEOUT = { min: 2, max: 120 };
const THRESHOLD = { min: 2, max: 10 };
const STATUS = { min: 200, max: 499 };

/** How the load balancer finds out whether a task is well, defaults filled in and checked. */
export interface HealthCheckPlan {
  readonly path: string;
  readonly healthyStatus: string;
  readonly gracePeriod: Duration;
  /** The port that is asked; undefined where it is the container's own. */
  readonly ownPort?: number;
  /** The same as a target group takes it. */
  readonly probe: elbv2.HealthCheck;
}

export function resolveHealthCheck(scope: Construct, containerPort: number, options: ServiceHealthCheck = {}): HealthCheckPlan {
  const { path = SERVICE_DEFAULTS.healthCheckPath, port, healthyStatus } = options;
  const { gracePeriod = SERVICE_DEFAULTS.healthCheckGracePeriod } = options;
  requirePattern(scope, 'path', path, /^\/\S*$/, "a path that starts with '/' and has no blanks");
  requireInRange(scope, { prop: 'port', value: port, min: 1, max: 65535, integer: true });
  requireStatus(scope, healthyStatus);
  requireSeconds(scope, 'gracePeriod', gracePeriod, { min: 0, max: MAX_GRACE_SECONDS });
  const ownPort = port === containerPort ? undefined : port;
  return {
    path,
    healthyStatus: healthyStatus ?? '200',
    gracePeriod,
    ownPort,
    probe: {
      path,
      port: ownPort === undefined ? undefined : Tokenization.stringifyNumber(ownPort),
      healthyHttpCodes: healthyStatus,
      ...resolveRhythm(scope, options),
    },
  };
}

/** Whether an answer with this status counts as healthy; true when that is not known yet. */
export function accepts(healthyStatus: string, status: number): boolean {
  if (Token.isUnresolved(healthyStatus)) { return true; }
  return healthyStatus.split(',').map(rangeOf).some(([from, to]) => from <= status && status <= to);
}

function resolveRhythm(scope: Construct, options: ServiceHealthCheck) {
  const { interval = TRAFFIC.healthCheck.interval } = options;
  requireKnownSeconds(scope, 'interval', interval, INTERVAL);
  const timeout = options.timeout ?? defaultTimeout(interval);
  requireKnownSeconds(scope, 'timeout', timeout, TIMEOUT);
  if (timeout.toSeconds() >= interval.toSeconds()) {
    throw inputError(scope, `'timeout' must be shorter than 'interval' (${interval.toSeconds()} seconds), got ${timeout.toSeconds()} seconds`);
  }

  const healthyThresholdCount = options.healthyThreshold ?? TRAFFIC.healthCheck.healthyThresholdCount;
  const unhealthyThresholdCount = options.unhealthyThreshold ?? TRAFFIC.healthCheck.unhealthyThresholdCount;
  requireInRange(scope, { prop: 'healthyThreshold', value: healthyThresholdCount, ...THRESHOLD, integer: true });
  requireInRange(scope, { prop: 'unhealthyThreshold', value: unhealthyThresholdCount, ...THRESHOLD, integer: true });
  return { interval, timeout, healthyThresholdCount, unhealthyThresholdCount };
}

function defaultTimeout(interval: Duration): Duration {
  const usual = TRAFFIC.healthCheck.timeout;
  return interval.toSeconds() > usual.toSeconds() ? usual : Duration.seconds(interval.toSeconds() - 1);
}

/** The target groups of the CDK compare the two. */
function requireKnownSeconds(scope: Construct, prop: string, value: Duration, limits: { min: number; max: number }): void {
  requireSeconds(scope, prop, value, limits);
  if (value.isUnresolved()) { throw inputError(scope, `'${prop}' must be known at synth, got a value that CloudFormation fills in`); }
}

function requireSeconds(scope: Construct, prop: string, value: Duration, limits: { min: number; max: number }): void {
  requireDuration(scope, { prop, value, unit: 'seconds', ...limits, example: 'Duration.seconds(10)' });
}

function requireStatus(scope: Construct, healthyStatus?: string): void {
  const expected = `a status, several or a range between ${STATUS.min} and ${STATUS.max}, such as '200', '200,204' or '200-299'`;
  requirePattern(scope, 'healthyStatus', healthyStatus, /^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/, expected);
  if (healthyStatus === undefined || Token.isUnresolved(healthyStatus)) { return; }
  const isValid = healthyStatus.split(',').map(rangeOf).every(([from, to]) => STATUS.min <= from && from <= to && to <= STATUS.max);
  if (!isValid) { throw inputError(scope, `'healthyStatus' must be ${expected}, got "${healthyStatus}"`); }
}

function rangeOf(text: string): [number, number] {
  const [from, to = from] = text.split('-').map(Number);
  return [from, to];
}
