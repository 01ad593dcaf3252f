import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { letLogGroupsUse, requireKeyForLogs } from '../../core/private/log-key';
import { WarningId } from '../../core/private/warning-ids';

export function requireLogKey(scope: Construct, key: kms.IKey): void {
  requireKeyForLogs(scope, 'logEncryptionKey', key);
}

export function letLogsUse(scope: Construct, key: kms.IKey): void {
  letLogGroupsUse(scope, key, WarningId.LOG_KEY_POLICY_NOT_CHANGED);
}
