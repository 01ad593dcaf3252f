import { MeasuredSource } from './measured-source';
import { Subject } from './subject';
import { ResourceKind } from '../resource-kind';
import { Signal, SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class QueueSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.QUEUE;

  constructor(subject: Subject, private readonly queueName: string, private readonly deadLetterQueueName?: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/SQS', { QueueName: this.queueName });
    const { COUNT, SECONDS } = SignalUnit;
    return {
      requests: this.signal('requests', metric('NumberOfMessagesSent', 'Sum'), 'Messages sent', COUNT),
      // The age says whether the consumers keep up, whatever the number of messages that is usual for the queue.
      backlog: this.signal('backlog', metric('ApproximateAgeOfOldestMessage', 'Maximum'), 'Age of the oldest message', SECONDS),
      extras: {
        waiting: this.signal('waiting', metric('ApproximateNumberOfMessagesVisible', 'Maximum'), 'Messages that wait', COUNT),
        inFlight: this.signal('inFlight', metric('ApproximateNumberOfMessagesNotVisible', 'Maximum'), 'Messages in work', COUNT),
        processed: this.signal('processed', metric('NumberOfMessagesDeleted', 'Sum'), 'Messages processed', COUNT),
        ...this.deadLetterQueueName !== undefined && { deadLetters: this.deadLetters(this.deadLetterQueueName) },
      },
    };
  }

  private deadLetters(queueName: string): Signal {
    // NumberOfMessagesSent does not count what SQS itself moves to a dead-letter queue.
    const metric = this.metricsOf('AWS/SQS', { QueueName: queueName })('ApproximateNumberOfMessagesVisible', 'Maximum');
    return this.signal('deadLetters', metric, 'Dead letters', SignalUnit.COUNT);
  }
}

/** A queue that only holds what nobody could process: its messages are old by nature, so their age says nothing. */
export class DeadLetterQueueSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.QUEUE;

  constructor(subject: Subject, private readonly queueName: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/SQS', { QueueName: this.queueName })('ApproximateNumberOfMessagesVisible', 'Maximum');
    return { extras: { deadLetters: this.signal('deadLetters', metric, 'Dead letters', SignalUnit.COUNT) } };
  }
}
