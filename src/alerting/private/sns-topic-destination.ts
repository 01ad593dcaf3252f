import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';

export class SnsTopicDestination implements IDestination {
  constructor(private readonly topic: sns.ITopic) {}

  /** @internal */
  public get _way(): string { return `topic ${this.topic.topicArn}`; }

  public bind(_scope: Construct, route: AlertRoute): void {
    route.addTopic(this.topic);
  }
}
