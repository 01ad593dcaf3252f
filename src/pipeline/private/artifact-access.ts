import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';

const READ_ACTIONS = ['s3:GetObject*', 's3:GetBucket*', 's3:List*'];
const WRITE_ACTIONS = ['s3:DeleteObject*', 's3:Abort*'];

const KEY_ACTIONS = ['kms:ReEncrypt*', 'kms:GenerateDataKey*'];

const ARTIFACTS_REASON = "All of it is the pipeline's own bucket, and CodePipeline makes up the keys of its objects.";

/** Acknowledges what the L2s grant to those who read artifacts. */
export function acknowledgeArtifactReader(grantee: IConstruct, bucket: s3.IBucket): void {
  acknowledgeWildcards(grantee, [...READ_ACTIONS, ...keyActions(bucket)], [bucket.arnForObjects('*')], ARTIFACTS_REASON);
}

/** Acknowledges what the L2s grant to those who read and write artifacts. */
export function acknowledgeArtifactWriter(grantee: IConstruct, bucket: s3.IBucket): void {
  acknowledgeWildcards(grantee, [...READ_ACTIONS, ...WRITE_ACTIONS, ...keyActions(bucket)], [bucket.arnForObjects('*')], ARTIFACTS_REASON);
}

function keyActions({ encryptionKey }: s3.IBucket): string[] {
  return encryptionKey ? KEY_ACTIONS : [];
}
