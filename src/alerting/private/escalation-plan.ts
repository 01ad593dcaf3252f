import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Severity } from '../../core';
import { inputError, requireAbility, requireInRange } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import { AlertRoute } from '../alert-route';
import type { AlertRouter } from '../alert-router';
import type { IDestination } from '../destination';
import type { Escalation } from '../escalation';

const EVERY = Duration.minutes(15);
const AT_MOST = 4;
/** In minutes: for so long, those who heard of an alert by its repetition wait for its end. */
const WATCH = 7 * 1440;

/** An execution has room for 25,000 events, ten for each round. */
const MAX_WATCH_ROUNDS = 1000;

const MAILBOX = "such as Destination.email('team@example.com')";

/** The repetition with every default. */
export interface RepetitionPlan {
  readonly every: Duration;
  readonly atMost: number;
  readonly then: IDestination[];
  /** Rounds after the last repetition, in which only the end of the alarm is told. */
  readonly watchRounds: number;
  /** All of them. */
  readonly rounds: number;
}

export function resolveRepetition(scope: Construct, escalation?: Escalation): RepetitionPlan {
  if (escalation !== undefined && typeof (escalation as Partial<Escalation> | null)?._options !== 'object') {
    throw inputError(scope, "'escalation' must be an Escalation, got something else. Use Escalation.repeatUntilAcknowledged()");
  }
  const { every = EVERY, atMost = AT_MOST, then = [] } = escalation?._options ?? {};
  requireDuration(scope, { prop: 'every', value: every, unit: 'minutes', min: 1, max: 1440, example: 'Duration.minutes(15)' });
  if (every.isUnresolved()) {
    throw inputError(scope, "'every' must be known at synth, got a token. Write it as Duration.minutes(15)");
  }
  requireInRange(scope, { prop: 'atMost', value: atMost, min: 1, max: 100, integer: true });
  requireKinds(scope, { then }, { then: 'list' });
  for (const value of then) { requireAbility(scope, { prop: 'then', value, method: 'bind', expected: `a list of destinations, ${MAILBOX}` }); }
  const watchRounds = then.length > 0 ? Math.min(Math.ceil(WATCH / every.toMinutes()), MAX_WATCH_ROUNDS) : 0;
  return { every, atMost, then, watchRounds, rounds: (then.length > 0 ? 2 * atMost : atMost) + watchRounds };
}

/** Fails for what is no router. Compilers see to this; plain JavaScript does not. */
export function requireRouter(scope: Construct, alerts: AlertRouter): AlertRouter {
  requireAbility(scope, { prop: 'alerts', value: alerts, method: '_routeOf', expected: 'an AlertRouter' });
  return alerts;
}

/** The topics of a route; fails when there is none, because an alert is repeated by publishing it again. */
export function requireTopics(scope: Construct, prop: string, { _topics }: AlertRoute): sns.ITopic[] {
  if (_topics.length > 0) { return _topics; }
  throw inputError(scope, `'${prop}' must have a destination with a topic for critical alerts, got none. Add one, ${MAILBOX}`);
}

/** The topics of those who hear of an alert that nobody acknowledged. They share the functions and dead letters of the router. */
export function nextTopicsOf(scope: Construct, alerts: AlertRouter, then: IDestination[], encryptionKey?: kms.IKey): sns.ITopic[] {
  if (then.length === 0) { return []; }
  const route = AlertRoute._create(alerts, { id: 'Escalated', severity: Severity.CRITICAL, encryptionKey, tellsRecoveries: false });
  route._bindAll(then);
  return requireTopics(scope, 'then', route);
}
