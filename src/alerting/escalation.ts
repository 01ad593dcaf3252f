import { Duration } from 'aws-cdk-lib';
import { AlertEscalation } from './alert-escalation';
import type { AlertRouter } from './alert-router';
import type { IDestination } from './destination';

/** How an alert is repeated. */
export interface RepeatUntilAcknowledgedOptions {
  /**
   * How long to wait for somebody before each repetition: whole minutes, 1 to 1,440.
   *
   * @default Duration.minutes(15)
   */
  readonly every?: Duration;

  /**
   * How often an alert is repeated to those who heard it first: 1 to 100. If `then` names somebody, these and the first
   * ones hear it as often again.
   *
   * @default 4
   */
  readonly atMost?: number;

  /**
   * Who hears of an alert that the first ones did not acknowledge, each time it is repeated from then on. They need a
   * topic: mailboxes, Slack channels and topics have one, log groups do not.
   *
   * @default - nobody else
   */
  readonly then?: IDestination[];
}

/** What happens when a critical alert goes off and nobody answers. */
export class Escalation {
  /**
   * Repeats the alert until the alarm is over or somebody acknowledges it, with the command that the alert contains:
   * it tags the alarm with `acknowledged-by`. The tag goes away when the alarm is over.
   *
   * An alert is repeated at least once for each round; when AWS fails halfway, it may arrive twice. Nothing is repeated
   * while the actions of the alarm are disabled or suppressed.
   *
   * @param options how often, and who is next
   */
  public static repeatUntilAcknowledged(options: RepeatUntilAcknowledgedOptions = {}): Escalation {
    return new Escalation(options);
  }

  /** @internal */
  public readonly _options: RepeatUntilAcknowledgedOptions;

  private constructor(options: RepeatUntilAcknowledgedOptions) {
    this._options = options;
  }

  /** @internal */
  public _escalate(alerts: AlertRouter): AlertEscalation {
    return new AlertEscalation(alerts, 'Escalation', { alerts, escalation: this });
  }
}
