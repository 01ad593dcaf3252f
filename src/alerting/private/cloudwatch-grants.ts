import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { inputError } from '../../core/private/input-error';
import { WarningId } from '../../core/private/warning-ids';

/** Who publishes when an alarm changes its state. */
export const CLOUDWATCH_ALARMS = new iam.ServicePrincipal('cloudwatch.amazonaws.com');

/** Who publishes for EventBridge rules. */
export const EVENTS = new iam.ServicePrincipal('events.amazonaws.com');

/** Holds for the alarms of the account that the construct lives in, and for nobody who borrows CloudWatch's hands. */
export function onBehalfOfAlarms(scope: Construct) {
  const { account, partition } = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:*:${account}:alarm:*` },
  };
}

/** Lets topics of the account put messages into queues that the key encrypts. */
export function letTopicsUse(scope: Construct, key: kms.IKey): void {
  grant(scope, key, new iam.PolicyStatement({
    sid: 'AllowUseByTopics',
    principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  }));
}

/** An alarm's SNS action grants nothing on the topic's key, and CloudWatch then fails without a word. */
export function letAlarmsUse(scope: Construct, key: kms.IKey): void {
  if (key.keyArn.endsWith('alias/aws/sns')) {
    throw inputError(scope, "'encryptionKey' must be a key of yours, got alias/aws/sns. "
      + 'The policy of a key that AWS manages never lets CloudWatch use it: create a kms.Key');
  }
  grant(scope, key, new iam.PolicyStatement({
    sid: 'AllowUseByAlarms',
    principals: [CLOUDWATCH_ALARMS],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: onBehalfOfAlarms(scope),
  }));
}

/**
 * Without this, EventBridge cannot send to an encrypted queue or topic, and nobody is told. It names no source when it uses
 * a key.
 */
export function letEventsUse(scope: Construct, key: kms.IKey): void {
  grant(scope, key, new iam.PolicyStatement({
    sid: 'AllowUseByRules', principals: [EVENTS], actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'],
  }));
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function letLogGroupsUse(scope: Construct, key: kms.IKey): void {
  const stack = Stack.of(scope);
  const logGroups = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  grant(scope, key, new iam.PolicyStatement({
    sid: 'AllowUseByLogGroups',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
  }));
}

function grant(scope: Construct, key: kms.IKey, statement: iam.PolicyStatement): void {
  if (key.addToResourcePolicy(statement, true).statementAdded) { return; }
  const principal = statement.principals.map((each) => each.toString()).join();
  Annotations.of(scope).addWarningV2(
    WarningId.KEY_POLICY_NOT_CHANGED,
    `The policy of the imported key '${key.node.path}' cannot be changed here. `
    + `Unless it allows ${principal} to use the key (${statement.actions.join(', ')}), alerts are lost without a word.`,
  );
}
