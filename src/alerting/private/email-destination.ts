import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { requireText } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';

export class EmailDestination implements IDestination {
  constructor(private readonly address: string) {}

  /** @internal Two destinations with the same one are the same way out. */
  public get _way(): string { return `email ${this.address}`; }

  public bind(_scope: Construct, route: AlertRoute): void {
    requireText(route._router, 'address', this.address, /^[^\s@]+@[^\s@]+\.[^\s@.]+$/, 'an e-mail address');
    if (route.topic.node.tryFindChild(this.address)) { return; }
    route.topic.addSubscription(new EmailSubscription(this.address, { deadLetterQueue: route.deadLetterQueue }));
  }
}
