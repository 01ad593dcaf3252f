import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { inputError, requireAbility } from './input-error';
import { WarningId } from './warning-ids';

/** Fails for what is no key, and for an alias, which CloudWatch Logs does not take. */
export function requireKeyForLogs(scope: Construct, prop: string, key: kms.IKey): void {
  requireAbility(scope, { prop, value: key, method: 'grantEncrypt', expected: 'a key of AWS KMS' });
  if ((key as Partial<kms.IAlias>).aliasName !== undefined || key.keyArn.includes(':alias/')) {
    throw inputError(scope, `'${prop}' must be the key itself, got an alias, which CloudWatch Logs does not accept`);
  }
}

/**
 * A log group cannot be made with a key that it may not use. The statement is the same for all log groups, so that the policy of their key stays short.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function letLogGroupsUse(scope: Construct, key: kms.IKey, warning: WarningId): void {
  letLogsUse(scope, key, 'log-group', 'AllowUseByLogGroups', warning);
}

/**
 * An anomaly detector encrypts what it learns by itself.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/LogsAnomalyDetection-KMS.html
 */
export function letAnomalyDetectorsUse(scope: Construct, key: kms.IKey, warning: WarningId): void {
  letLogsUse(scope, key, 'anomaly-detector', 'AllowUseByAnomalyDetectors', warning);
}

function letLogsUse(scope: Construct, key: kms.IKey, resource: string, sid: string, warning: WarningId): void {
  const stack = Stack.of(scope);
  const users = stack.formatArn({ service: 'logs', resource, resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const { statementAdded } = key.addToResourcePolicy(new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': users } },
  }), true);
  if (statementAdded) { return; }
  Annotations.of(scope).addWarningV2(warning,
    `The policy of the imported key '${key.node.path}' cannot be changed here. Unless it allows logs.${stack.region}.amazonaws.com to use the key, the log group ` +
    'cannot be made.');
}

/** EventBridge names no source when it uses a key. Without this it cannot send to an encrypted queue, and nobody is told. */
export function letRulesUse(scope: Construct, key: kms.IKey, warning: WarningId): void {
  const { statementAdded } = key.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'AllowUseByRules',
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
  }), true);
  if (statementAdded) { return; }
  Annotations.of(scope).addWarningV2(warning,
    `The policy of the imported key '${key.node.path}' cannot be changed here. Unless it allows events.amazonaws.com to use the key, events are lost without a word.`);
}
