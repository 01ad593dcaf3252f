import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';

const READ_ACTIONS = ['s3:GetObject*', 's3:GetBucket*', 's3:List*'];
const WRITE_ACTIONS = ['s3:DeleteObject*', 's3:Abort*'];

const ARTIFACTS_REASON = "All of it is the pipeline's own bucket, and CodePipeline makes up the keys of its objects.";

/** Acknowledges what the L2s grant to those who read artifacts. */
export function acknowledgeArtifactReader(grantee: IConstruct, bucket: s3.IBucket): void {
  acknowledgeWildcards(grantee, READ_ACTIONS, [bucket.arnForObjects('*')], ARTIFACTS_REASON);
}

/** Acknowledges what the L2s grant to those who read and write artifacts. */
export function acknowledgeArtifactWriter(grantee: IConstruct, bucket: s3.IBucket): void {
  acknowledgeWildcards(grantee, [...READ_ACTIONS, ...WRITE_ACTIONS], [bucket.arnForObjects('*')], ARTIFACTS_REASON);
}

/** Acknowledges wildcards of the given actions and resources, as cdk-nag names them, and no others. */
export function acknowledgeWildcards(construct: IConstruct, actions: string[], resources: string[], reason: string): void {
  const findings = [
    ...actions.map((action) => `Action::${action}`),
    ...resources.map((resource) => `Resource::${written(Stack.of(construct).resolve(resource))}`),
  ];
  acknowledge(construct, Object.fromEntries(findings.map((finding) => [`AwsSolutions-IAM5[${finding}]`, reason])));
}

/** How a finding writes a value of the template: references in angle brackets. */
function written(value: any): string {
  if (typeof value === 'string') { return value; }
  if (value.Ref) { return `<${value.Ref}>`; }
  if (value['Fn::GetAtt']) { return `<${value['Fn::GetAtt'].join('.')}>`; }
  const [separator, parts] = value['Fn::Join'];
  return parts.map(written).join(separator);
}
