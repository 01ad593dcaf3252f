import { Stack, Token } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { requireText } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';

export class SmsDestination implements IDestination {
  constructor(private readonly phoneNumber: string) {}

  /** @internal */
  public get _way(): string { return `sms ${this.phoneNumber}`; }

  public bind(_scope: Construct, route: AlertRoute): void {
    requireText(route._router, 'phoneNumber', this.phoneNumber, /^\+[1-9]\d{4,14}$/, "a telephone number with its country, such as '+12065550100'");
    const { topic, deadLetterQueue } = route;
    // A number that is not known yet is none that an id could have.
    const id = Token.isUnresolved(this.phoneNumber) ? `Sms${JSON.stringify(Stack.of(topic).resolve(this.phoneNumber)).replace(/\W/g, '')}` : this.phoneNumber;
    if (topic.node.tryFindChild(id)) { return; }
    // The L2 for text messages forgets the dead-letter queue.
    new sns.Subscription(topic, id, { topic, protocol: sns.SubscriptionProtocol.SMS, endpoint: this.phoneNumber, deadLetterQueue });
  }
}
