import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { requireAbility } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';

export class SnsTopicDestination implements IDestination {
  constructor(private readonly topic: sns.ITopic) {}

  /** @internal */
  public get _way(): string { return `topic ${this.topic?.topicArn}`; }

  public bind(_scope: Construct, route: AlertRoute): void {
    requireAbility(route._router, { prop: 'topic', value: this.topic, method: 'grantPublish', expected: 'an Amazon SNS topic' });
    route.addTopic(this.topic);
  }
}
