import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { subscribeOnce } from './subscribe-once';
import { inputError, requireAbility } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';

export class QueueDestination implements IDestination {
  constructor(private readonly queue: sqs.IQueue) {}

  public bind(_scope: Construct, route: AlertRoute): void {
    const { queue } = this;
    requireAbility(route._router, { prop: 'queue', value: queue, method: 'grantSendMessages', expected: 'an Amazon SQS queue' });
    if (queue.fifo) {
      throw inputError(route._router, `'queue' must be a standard queue, got the FIFO queue '${queue.node.path}'. CloudWatch publishes to standard topics, `
        + 'and those cannot send to a FIFO queue');
    }
    subscribeOnce(route.topic, queue, () => new SqsSubscription(queue, { deadLetterQueue: route.deadLetterQueue }));
  }
}
