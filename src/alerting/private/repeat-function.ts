import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, IConstruct } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { HandlerFunction } from '../../core/private/handler-function';

/** The handler knows it, too. */
const ACKNOWLEDGEMENT = 'acknowledged-by';

export interface RepeatFunctionProps {
  readonly topics: sns.ITopic[];
  /** Of those who hear later. */
  readonly next: sns.ITopic[];
  readonly atMost: number;
  readonly watchRounds: number;
  readonly encryptionKey?: kms.IKey;
}

/** The function that repeats an alert, unless somebody is at it or the alarm is over. */
export class RepeatFunction extends HandlerFunction {
  constructor(scope: Construct, id: string, { topics, next, atMost, watchRounds, encryptionKey }: RepeatFunctionProps) {
    const arns = (list: sns.ITopic[]) => list.map(({ topicArn }) => topicArn).join(',');
    super(scope, id, {
      folder: 'alert-escalation',
      entry: 'repeat.handler',
      description: 'Repeats an alert that nobody has acknowledged.',
      environment: { TOPICS: arns(topics), NEXT_TOPICS: arns(next), AT_MOST: String(atMost), WATCH_ROUNDS: String(watchRounds) },
      encryptionKey,
      whyNoDeadLetters: 'A state machine waits for its answer and calls it again when it fails.',
    });
    readAlarms(this);
    const alarms = anyAlarm(this);
    this.allow(new iam.PolicyStatement({ actions: ['cloudwatch:ListTagsForResource'], resources: [alarms] }));
    acknowledgeAnyAlarm(this, alarms);
    letPublish(this, [...topics, ...next]);
  }
}

/** Composite alarms cannot be described with less. */
export function readAlarms(work: HandlerFunction): void {
  work.allow(new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
  acknowledge(work.policy, { 'AwsSolutions-IAM5[Resource::*]': 'It only reads: composite alarms cannot be described with less.' });
}

export function startRepetitions(start: HandlerFunction, stateMachineArn: string): void {
  const alarms = anyAlarm(start);
  start.allow(
    new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
    new iam.PolicyStatement({
      actions: ['cloudwatch:UntagResource'],
      resources: [alarms],
      conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [ACKNOWLEDGEMENT] }, 'Null': { 'aws:TagKeys': 'false' } },
    }),
  );
  acknowledgeAnyAlarm(start, alarms);
}

/** The alarms of the account: some are in other stacks, and naming them here would make the stacks depend on each other. */
export function anyAlarm(scope: IConstruct): string {
  return Stack.of(scope).formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

export function acknowledgeAnyAlarm(work: HandlerFunction, alarms: string): void {
  acknowledgeWildcards(work.policy, [], [alarms], 'Alarms are routed from other stacks, too, which would depend on this one and it on them if it named each.');
}

/** Not the grant of the topic, which writes into a policy of the role itself. */
function letPublish(work: HandlerFunction, topics: sns.ITopic[]): void {
  const keys = [...new Set(topics.flatMap(({ masterKey }) => (masterKey ? [masterKey.keyArn] : [])))];
  work.allow(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: topics.map(({ topicArn }) => topicArn) }));
  if (keys.length > 0) { work.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: keys })); }
}
