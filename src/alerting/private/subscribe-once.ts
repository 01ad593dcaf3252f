import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';

const SUBSCRIBED = new WeakMap<sns.ITopic, Set<IConstruct>>();

/** A destination may be listed twice for one severity; SNS would send everything twice, and CDK refuses the second id. */
export function subscribeOnce(topic: sns.ITopic, subscriber: IConstruct, subscription: () => sns.ITopicSubscription): void {
  const known = SUBSCRIBED.get(topic) ?? new Set();
  SUBSCRIBED.set(topic, known);
  if (known.has(subscriber)) { return; }
  known.add(subscriber);
  topic.addSubscription(subscription());
}
