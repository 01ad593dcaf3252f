import { MeasuredSource } from './measured-source';
import { percentOf } from './metrics';
import { Subject } from './subject';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class TopicSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.TOPIC;

  constructor(subject: Subject, private readonly topicName: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/SNS', { TopicName: this.topicName });
    const { COUNT, PERCENT } = SignalUnit;
    const failed = metric('NumberOfNotificationsFailed', 'Sum');
    const delivered = metric('NumberOfNotificationsDelivered', 'Sum');
    return {
      requests: this.signal('requests', metric('NumberOfMessagesPublished', 'Sum'), 'Messages published', COUNT),
      errors: this.signal('errors', percentOf({ failed }, { delivered, failed }, 'Failed deliveries'), 'Failed deliveries', PERCENT),
      extras: {
        errorCount: this.signal('errorCount', failed, 'Notifications that failed', COUNT),
        deadLetters: this.signal('deadLetters', metric('NumberOfNotificationsRedrivenToDlq', 'Sum'), 'Dead letters', COUNT),
        lost: this.signal('lost', metric('NumberOfNotificationsFailedToRedriveToDlq', 'Sum'), 'Notifications lost', COUNT),
      },
    };
  }
}
