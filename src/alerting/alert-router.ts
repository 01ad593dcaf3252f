import { Annotations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Severity } from '../core';
import { AlertRoute } from './alert-route';
import { IDestination } from './destination';
import type { Escalation } from './escalation';
import { requireRoutable, tooManyActions } from './private/alarm-actions';
import { RoutedAlarms } from './private/routed-alarms';
import { inputError, requireAbility } from '../core/private/input-error';
import { WarningId } from '../core/private/warning-ids';

/** Properties of an `AlertRouter`. At least one severity needs a destination. */
export interface AlertRouterProps {
  /**
   * Who is woken: where alarms go that need a person now. These also hear when the alarm is over.
   *
   * @default - none: routing a critical alarm warns at synthesis
   */
  readonly critical?: IDestination[];

  /**
   * Who is told: where alarms go that need a person during working hours.
   *
   * @default - those who hear of critical alarms
   */
  readonly warning?: IDestination[];

  /**
   * Where alarms go that need nobody and are kept for the record.
   *
   * @default - none: routing an alarm with this severity warns at synthesis
   */
  readonly informational?: IDestination[];

  /**
   * Encrypts the router's topics and its alarm log. CloudWatch and CloudWatch Logs are allowed to use the key; when
   * the key is imported, its policy must allow that already.
   *
   * @default - topics are not encrypted at rest, the alarm log with a key that AWS owns
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens when a critical alert goes off and nobody answers.
   *
   * @default - nothing: every alert is sent once
   */
  readonly escalation?: Escalation;
}

/**
 * Decides who hears of an alarm, by its severity.
 *
 * Each severity has a topic of its own that CloudWatch may publish to, created only where a destination needs one.
 */
export class AlertRouter extends Construct {
  /** @internal */
  public readonly _routed = new RoutedAlarms();

  private readonly routes: Record<Severity, AlertRoute>;
  private readonly destinations: Record<Severity, IDestination[]>;

  constructor(scope: Construct, id: string, props: AlertRouterProps) {
    super(scope, id);
    this.destinations = resolveDestinations(this, props);
    this.routes = {
      [Severity.CRITICAL]: AlertRoute._create(this, Severity.CRITICAL, props.encryptionKey),
      [Severity.WARNING]: AlertRoute._create(this, Severity.WARNING, props.encryptionKey),
      [Severity.INFORMATIONAL]: AlertRoute._create(this, Severity.INFORMATIONAL, props.encryptionKey),
    };
    Object.values(this.routes).forEach((route) => route._bindAll(this.destinations[route.severity]));
    escalate(this, props.escalation);
    this.node.addValidation({ validate: () => this.allAlarms().flatMap(tooManyActions) });
  }

  /**
   * Sends an alarm to everyone who hears of its severity: when it goes off and, if it is critical, when it is over.
   * Routing the same alarm with the same severity again changes nothing.
   *
   * @param alarm an alarm or composite alarm that this app defines, in the account and region of the router
   * @param severity who hears of it
   */
  public route(alarm: cloudwatch.IAlarm, severity: Severity): void {
    requireRoutable(this, alarm);
    const heardAs = this.heardAs(severity);
    if (this.destinations[heardAs].length === 0) { this.warnOfSilence(severity); }
    this.routes[heardAs]._add(alarm);
    this._routed.add(alarm, severity);
  }

  /** @internal */
  public _routeOf(severity: Severity): AlertRoute {
    return this.routes[severity];
  }

  /** A team with one mailbox names it once: better to hear of a warning there than nowhere. */
  private heardAs(severity: Severity): Severity {
    const unheard = this.destinations[severity].length === 0;
    return unheard && severity === Severity.WARNING && this.destinations[Severity.CRITICAL].length > 0 ? Severity.CRITICAL : severity;
  }

  private warnOfSilence(severity: Severity): void {
    Annotations.of(this).addWarningV2(
      WarningId.SEVERITY_WITHOUT_DESTINATION,
      `Nobody hears of the alarms that are routed as ${severity}: '${severity}' has no destination. `
      + 'Give it one, or route those alarms with a severity that has one.',
    );
  }

  private allAlarms(): cloudwatch.IAlarm[] {
    return [...new Set(Object.values(this.routes).flatMap((route) => route._alarms))];
  }
}

function escalate(router: AlertRouter, escalation?: Escalation): void {
  if (escalation === undefined) { return; }
  const expected = 'an escalation, such as Escalation.repeatUntilAcknowledged()';
  requireAbility(router, { prop: 'escalation', value: escalation, method: '_escalate', expected });
  escalation._escalate(router);
}

function resolveDestinations(scope: Construct, props: AlertRouterProps): Record<Severity, IDestination[]> {
  const { critical = [], warning = [], informational = [] } = props;
  if (critical.length + warning.length + informational.length === 0) {
    throw inputError(scope, "'critical', 'warning' or 'informational' must have a destination, got none. "
      + "Add one, such as Destination.email('team@example.com')");
  }
  for (const value of [...critical, ...warning, ...informational]) {
    const expected = "a destination, such as Destination.email('team@example.com')";
    requireAbility(scope, { prop: "critical', 'warning' or 'informational", value, method: 'bind', expected });
  }
  return { [Severity.CRITICAL]: critical, [Severity.WARNING]: warning, [Severity.INFORMATIONAL]: informational };
}
