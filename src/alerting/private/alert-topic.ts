import { Aspects, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CLOUDWATCH_ALARMS, EVENTS, letAlarmsUse, letEventsUse, onBehalfOfAlarms } from './cloudwatch-grants';

/** A topic that alarms of this account, and over TLS everyone with permission, can publish to. */
export function makeAlertTopic(router: Construct, id: string, encryptionKey?: kms.IKey): sns.Topic {
  if (encryptionKey) { letAlarmsUse(router, encryptionKey); }
  const topic = new sns.Topic(router, id, { enforceSSL: true, masterKey: encryptionKey });
  // enforceSSL brings a policy of the topic's own, and that replaces the default one that let CloudWatch publish.
  topic.addToResourcePolicy(allowPublish(router, topic));
  return topic;
}

/** Sees to it that alarms can publish to a topic of the user's, as far as the topic is ours to change. */
export function letAlarmsPublishTo(router: Construct, topic: sns.ITopic): void {
  if (topic.masterKey) { letAlarmsUse(router, topic.masterKey); }
  if (!Resource.isOwnedResource(topic)) { return; }
  // A topic without a policy lets CloudWatch publish by default, and whoever else in the account: a policy of ours would
  // lock those out. One with a policy, that may be added after this, needs our statement in it.
  Aspects.of(topic).add({
    visit: (node) => {
      if (node === topic && topic.node.tryFindChild('Policy')) { topic.addToResourcePolicy(allowPublish(router, topic)); }
    },
  });
}

/** Lets rules of the account publish, which the policy of an alert topic does not otherwise. */
export function letEventsPublishTo(router: Construct, topic: sns.ITopic, encryptionKey?: kms.IKey): void {
  const rules = Stack.of(router).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
  if (encryptionKey) { letEventsUse(router, encryptionKey); }
  topic.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'AllowPublishByRules',
    principals: [EVENTS],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { ArnLike: { 'aws:SourceArn': rules } },
  }));
}

function allowPublish(router: Construct, topic: sns.ITopic): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AllowPublishByAlarms',
    principals: [CLOUDWATCH_ALARMS],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: onBehalfOfAlarms(router),
  });
}
