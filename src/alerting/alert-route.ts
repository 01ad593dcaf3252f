import { Lazy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { IDestination } from './destination';
import { Severity } from '../core';
import { addActions } from './private/alarm-actions';
import { letAlarmsPublishTo, makeAlertTopic } from './private/alert-topic';

/** Ids in the construct tree: the topic of each severity, and the head of its destinations' scope. */
const IDS = {
  [Severity.CRITICAL]: 'Critical',
  [Severity.WARNING]: 'Warning',
  [Severity.INFORMATIONAL]: 'Informational',
};

/**
 * The way from the alarms of one severity to those who hear of them. An `AlertRouter` makes one for each severity and
 * hands it to the destinations.
 */
export class AlertRoute {
  /** @internal */
  public static _create(router: Construct, severity: Severity, encryptionKey?: kms.IKey): AlertRoute {
    return new AlertRoute(router, severity, encryptionKey);
  }

  /** The severity of everything that takes this route. */
  public readonly severity: Severity;

  /** @internal */
  public readonly _router: Construct;

  /** @internal */
  public readonly _encryptionKey?: kms.IKey;

  /** @internal */
  public readonly _alarms: cloudwatch.IAlarm[] = [];

  private readonly topics: sns.ITopic[] = [];
  private readonly listeners: ((alarm: cloudwatch.IAlarm) => void)[] = [];
  private ownTopic?: sns.ITopic;

  private constructor(router: Construct, severity: Severity, encryptionKey?: kms.IKey) {
    this.severity = severity;
    this._router = router;
    this._encryptionKey = encryptionKey;
  }

  /**
   * The router's topic for this severity. It exists once somebody asks for it, and every alarm of the route then
   * publishes to it.
   */
  public get topic(): sns.ITopic {
    if (!this.ownTopic) {
      this.ownTopic = makeAlertTopic(this._router, IDS[this.severity], this._encryptionKey);
      this.publishTo(this.ownTopic);
    }
    return this.ownTopic;
  }

  /**
   * The ARNs of all alarms that take this route, complete when the app is synthesized whenever it is read. The list
   * is empty when no alarm takes the route.
   *
   * Alarms of other stacks are among them. What uses the list then depends on those stacks, while their alarms depend
   * on the topics of this route: a destination that uses both serves alarms of its own stack only.
   */
  public get alarmArns(): string[] {
    return Lazy.list({ produce: () => this._alarms.map((alarm) => alarm.alarmArn) });
  }

  /**
   * Makes every alarm of this route publish to a topic that exists already. Adding a topic twice changes nothing.
   *
   * @param topic in the region and account of the alarms
   */
  public addTopic(topic: sns.ITopic): void {
    letAlarmsPublishTo(this._router, topic);
    this.publishTo(topic);
  }

  /** @internal */
  public get _topics(): sns.ITopic[] {
    return [...this.topics];
  }

  /** @internal */
  public _bindAll(destinations: IDestination[]): void {
    if (destinations.length === 0) { return; }
    const scope = new Construct(this._router, `${IDS[this.severity]}Destinations`);
    destinations.forEach((destination) => destination.bind(scope, this));
  }

  /** @internal */
  public _add(alarm: cloudwatch.IAlarm): void {
    if (this._alarms.includes(alarm)) { return; }
    addActions(this._router, alarm, this.severity, this.topics);
    this._alarms.push(alarm);
    this.listeners.forEach((listener) => listener(alarm));
  }

  /**
   * Tells of every alarm of the route, those of the past too, as soon as it is routed.
   *
   * @internal
   */
  public _onAlarm(listener: (alarm: cloudwatch.IAlarm) => void): void {
    this._alarms.forEach((alarm) => listener(alarm));
    this.listeners.push(listener);
  }

  private publishTo(topic: sns.ITopic): void {
    this.topics.push(topic);
    this._alarms.forEach((alarm) => addActions(this._router, alarm, this.severity, [topic]));
  }
}
