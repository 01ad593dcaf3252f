import { SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { requirePattern } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';

export class SmsDestination implements IDestination {
  constructor(private readonly phoneNumber: string) {}

  /** @internal */
  public get _way(): string { return `sms ${this.phoneNumber}`; }

  public bind(_scope: Construct, route: AlertRoute): void {
    requirePattern(route._router, 'phoneNumber', this.phoneNumber, /^\+[1-9]\d{4,14}$/, "a telephone number with its country, such as '+12065550100'");
    if (route.topic.node.tryFindChild(this.phoneNumber)) { return; }
    route.topic.addSubscription(new SmsSubscription(this.phoneNumber, { deadLetterQueue: route.deadLetterQueue }));
  }
}
