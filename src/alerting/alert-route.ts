import { Lazy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { IDestination } from './destination';
import { Severity } from '../core';
import { addActions } from './private/alarm-actions';
import { letAlarmsPublishTo, letEventsPublishTo, makeAlertTopic } from './private/alert-topic';
import { deadLettersOf } from './private/dead-letters';

/** What a route is made with. */
interface RouteSettings {
  /** In the construct tree: of the topic, and the head of the destinations' scope. */
  readonly id: string;
  readonly severity: Severity;
  readonly encryptionKey?: kms.IKey;
  /** Whether those who hear of an alarm hear that it is over. */
  readonly tellsRecoveries: boolean;
}

/**
 * The way from the alarms of one severity to those who hear of them. An `AlertRouter` makes one for each severity and
 * hands it to the destinations.
 */
export class AlertRoute {
  /** @internal */
  public static _create(router: Construct, settings: RouteSettings): AlertRoute {
    return new AlertRoute(router, settings);
  }

  /** The severity of everything that takes this route. */
  public readonly severity: Severity;

  /** @internal */
  public readonly _router: Construct;

  /** @internal */
  public readonly _encryptionKey?: kms.IKey;

  /** @internal */
  public readonly _alarms: cloudwatch.IAlarm[] = [];

  private readonly id: string;
  private readonly topics: sns.ITopic[] = [];
  private readonly listeners: ((alarm: cloudwatch.IAlarm) => void)[] = [];
  private readonly eventListeners: ((rule: events.Rule) => void)[] = [];
  private tellsRecoveries: boolean;
  private ownTopic?: sns.Topic;

  private constructor(router: Construct, { id, severity, encryptionKey, tellsRecoveries }: RouteSettings) {
    this.id = id;
    this.severity = severity;
    this._router = router;
    this._encryptionKey = encryptionKey;
    this.tellsRecoveries = tellsRecoveries;
  }

  /**
   * The router's topic for this severity. It exists once somebody asks for it, and every alarm of the route then
   * publishes to it.
   */
  public get topic(): sns.ITopic {
    if (!this.ownTopic) {
      this.ownTopic = makeAlertTopic(this._router, this.id, this._encryptionKey);
      this.publishTo(this.ownTopic);
    }
    return this.ownTopic;
  }

  /**
   * Where the router keeps what could not be delivered, for 14 days: the dead-letter queue of subscriptions to the topic.
   * It exists once somebody asks for it.
   */
  public get deadLetterQueue(): sqs.IQueue {
    return deadLettersOf(this._router, this._encryptionKey);
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

  /** Lets EventBridge rules of the account publish to the route's topic, too, and use its key. Alarms need nothing of the kind. */
  public allowEvents(): void {
    letEventsPublishTo(this._router, this.topic, this._encryptionKey);
  }

  /** @internal */
  public _watchedTopics(alsoOthers: boolean): sns.ITopic[] {
    return this.topics.filter((topic) => alsoOthers || topic === this.ownTopic);
  }

  /** @internal */
  public get _topics(): sns.ITopic[] {
    return [...this.topics];
  }

  /** @internal */
  public _bindAll(destinations: IDestination[]): void {
    if (destinations.length === 0) { return; }
    const scope = new Construct(this._router, `${this.id}Destinations`);
    destinations.forEach((destination) => destination.bind(scope, this));
  }

  /**
   * For destinations that keep something open until they hear that it is over.
   *
   * @internal
   */
  public _hearRecoveries(): void {
    this.tellsRecoveries = true;
  }

  /** @internal */
  public _add(alarm: cloudwatch.IAlarm): void {
    if (this._alarms.includes(alarm)) { return; }
    addActions(this._router, alarm, this.topics, this.tellsRecoveries);
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

  /**
   * For destinations that hear without a topic: tells of every rule whose events take the route.
   *
   * @internal
   */
  public _onEvents(listener: (rule: events.Rule) => void): void {
    this.eventListeners.push(listener);
  }

  /**
   * Lets events take the route that are no alarms. Returns the topics to tell in words; who needs none hears of the events as they are.
   *
   * @internal
   */
  public _announce(rule: events.Rule): sns.ITopic[] {
    this.eventListeners.forEach((listener) => listener(rule));
    return this._topics;
  }

  private publishTo(topic: sns.ITopic): void {
    this.topics.push(topic);
    this._alarms.forEach((alarm) => addActions(this._router, alarm, [topic], this.tellsRecoveries));
  }
}
