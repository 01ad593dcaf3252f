import { Annotations, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlertEscalation } from './alert-escalation';
import { AlertRoute } from './alert-route';
import { AlertRouteOptions, AlertRouterProps } from './alert-router-props';
import { DeliveryProof } from './delivery-proof';
import type { Escalation } from './escalation';
import { CostEstimate, Severity } from '../core';
import { requireRoutable, tooManyActions } from './private/alarm-actions';
import { requireTagValue, tagAlarm, tooManyTags } from './private/alarm-tags';
import { acknowledgeDeadLetters, existingDeadLetters } from './private/dead-letters';
import { buildDeliveryAlarm, DeliveryParts, metricsOf, watchable } from './private/delivery-alarm';
import { HttpsForwarder } from './private/https-forwarder';
import { RoutedAlarms } from './private/routed-alarms';
import { DELIVERY_FAILURES, resolveRouter, RouterPlan } from './private/router-plan';
import { runbookOf } from './private/runbook-of';
import { mostUrgent } from './private/urgency';
import { costLine } from '../core/private/alarm-cost';
import { factsOf, recordAlarm } from '../core/private/alarm-facts';
import { requireAbility } from '../core/private/input-error';
import { requireMember } from '../core/private/require-kinds';
import { WarningId } from '../core/private/warning-ids';

/**
 * Decides who hears of an alarm, by its severity.
 *
 * Each severity has a topic of its own that CloudWatch may publish to, created only where a destination needs one. What
 * cannot be delivered is kept in a dead-letter queue, and every alarm in the stack has to reach somebody: see
 * `DeliveryProof`.
 */
export class AlertRouter extends Construct {
  /** Goes off when alerts do not arrive, where there is another way to tell of it. */
  public readonly deliveryAlarm?: cloudwatch.Alarm;

  private readonly plan: RouterPlan;

  /** @internal */
  public readonly _routed = new RoutedAlarms();

  private readonly routes: Record<Severity, AlertRoute>;
  private readonly escalation?: AlertEscalation;

  constructor(scope: Construct, id: string, props: AlertRouterProps) {
    super(scope, id);
    this.plan = resolveRouter(this, props);
    this.routes = this.buildRoutes();
    this.escalation = escalate(this, props.escalation);
    const failures = this.routesOfFailures();
    this.deliveryAlarm = this.watchDelivery(failures);
    this.node.addValidation({ validate: () => this.allAlarms().flatMap((alarm) => [...tooManyActions(alarm), ...tooManyTags(alarm)]) });
    if (this.deliveryParts().queues.length === 0) { acknowledgeDeadLetters(this); }
    DeliveryProof.of(Stack.of(this));
  }

  /**
   * Sends an alarm to everyone who hears of its severity: when it goes off and, if it is critical, when it is over.
   * Routing the same alarm with the same severity again changes nothing.
   *
   * @param alarm an alarm or composite alarm that this app defines, in the account and region of the router; also one of
   * another library
   * @param severity who hears of it
   * @param options what is to be known when it goes off
   */
  public route(alarm: cloudwatch.IAlarm, severity: Severity, options: AlertRouteOptions = {}): void {
    requireRoutable(this, alarm);
    requireMember(this, 'severity', severity ?? null, Severity, 'Severity');
    if (!this._hears(severity)) { this.warnOfSilence(severity); }
    this.describe(alarm, severity, options);
    this.routes[this.heardAs(severity)]._add(alarm);
    this._routed.add(alarm, severity);
  }

  /**
   * For events that are no alarms: returns the topics of those who hear of a severity, for messages that they all understand.
   *
   * @internal
   */
  public _announce(rule: events.Rule, severity: Severity): sns.ITopic[] {
    if (!this._hears(severity)) { this.warnOfSilence(severity); }
    return this.routes[this.heardAs(severity)]._announce(rule);
  }

  /** @internal */
  public _hears(severity: Severity): boolean {
    return this.plan.destinations[this.heardAs(severity)].length > 0;
  }

  /** @internal */
  public _routeOf(severity: Severity): AlertRoute {
    return this.routes[severity];
  }

  /**
   * What the router adds to the bill each month: its key, its alarm, the polls of its queues, and its escalation. E-mail, text messages and
   * calls depend on how often something is wrong.
   */
  public costEstimate(): CostEstimate {
    const own = new CostEstimate([
      costLine('customerManagedKey', this.plan.ownsKey ? 1 : 0),
      costLine('alarmMetric', this.deliveryAlarm ? metricsOf(this.deliveryParts()) : 0),
      costLine('polledQueue', this.deliveryParts().queues.length),
    ]);
    return this.escalation ? CostEstimate.total([own, this.escalation.costEstimate()]) : own;
  }

  private buildRoutes(): Record<Severity, AlertRoute> {
    const { destinations, encryptionKey, okNotifications } = this.plan;
    const build = (severity: Severity, id: string) => {
      const route = AlertRoute._create(this, { id, severity, encryptionKey, tellsRecoveries: okNotifications.includes(severity) });
      route._bindAll(destinations[severity]);
      return route;
    };
    return {
      [Severity.CRITICAL]: build(Severity.CRITICAL, 'Critical'),
      [Severity.WARNING]: build(Severity.WARNING, 'Warning'),
      [Severity.INFORMATIONAL]: build(Severity.INFORMATIONAL, 'Informational'),
    };
  }

  /** By another path than the one that fails: all of them, where it is not known which. */
  private routesOfFailures(): AlertRoute[] {
    const { deliveryFailures, otherWays, encryptionKey } = this.plan;
    if (!deliveryFailures) { return otherWays.map((severity) => this.routes[severity]); }
    if (deliveryFailures.length === 0) { return []; }
    const route = AlertRoute._create(this, { id: DELIVERY_FAILURES, severity: Severity.CRITICAL, encryptionKey, tellsRecoveries: true });
    route._bindAll(deliveryFailures);
    return [route];
  }

  private watchDelivery(routes: AlertRoute[]): cloudwatch.Alarm | undefined {
    const parts = this.deliveryParts();
    if (routes.length === 0 || metricsOf(parts) === 0) { return undefined; }
    const alarm = buildDeliveryAlarm(this, parts);
    this.describe(alarm, routes.map(({ severity }) => severity).reduce(mostUrgent), {});
    routes.forEach((route) => route._add(alarm));
    return alarm;
  }

  private deliveryParts(): DeliveryParts {
    // Those of others are watched by others, unless it is asked for.
    const routes = Object.values(this.routes);
    const scopes = [false, this.plan.deliveryFailures !== undefined];
    const topics = scopes.flatMap((alsoOthers) => routes.flatMap((route) => route._watchedTopics(alsoOthers)));
    return watchable({
      topics: [...new Map(topics.map((topic) => [topic.topicArn, topic])).values()],
      deadLetters: existingDeadLetters(this),
      queues: HttpsForwarder.existing(this)?.queues ?? [],
    });
  }

  /** What is known of an alarm goes with it. */
  private describe(alarm: cloudwatch.IAlarm, severity: Severity, options: AlertRouteOptions): void {
    const { runbook, team = this.plan.team, service = this.plan.service } = options;
    requireTagValue(this, 'team', team);
    requireTagValue(this, 'service', service);
    const facts = factsOf(alarm);
    const urgency = facts.severity ? mostUrgent(facts.severity, severity) : severity;
    const known = runbookOf(this, runbook, facts, urgency);
    recordAlarm(alarm, { severity: urgency, runbook: known });
    tagAlarm(alarm, { severity: urgency, team, service, runbook: known }, this.plan.tagsInPayload);
  }

  /** A team with one mailbox names it once: better to hear of a warning there than nowhere. */
  private heardAs(severity: Severity): Severity {
    const { destinations } = this.plan;
    const unheard = destinations[severity].length === 0;
    return unheard && severity === Severity.WARNING && destinations[Severity.CRITICAL].length > 0 ? Severity.CRITICAL : severity;
  }

  private warnOfSilence(severity: Severity): void {
    Annotations.of(this).addWarningV2(
      WarningId.SEVERITY_WITHOUT_DESTINATION,
      `Nobody hears of what is routed as ${severity}: '${severity}' has no destination. `
      + `Give it one, such as ${severity === Severity.INFORMATIONAL ? 'Destination.logGroup() for the record' : "Destination.email('team@example.com')"}, `
      + 'or route it with a severity that has one.',
    );
  }

  private allAlarms(): cloudwatch.IAlarm[] {
    return [...new Set(Object.values(this.routes).flatMap((route) => route._alarms))];
  }
}

function escalate(router: AlertRouter, escalation?: Escalation): AlertEscalation | undefined {
  if (escalation === undefined) { return undefined; }
  const expected = 'an escalation, such as Escalation.repeatUntilAcknowledged()';
  requireAbility(router, { prop: 'escalation', value: escalation, method: '_escalate', expected });
  return escalation._escalate(router);
}
