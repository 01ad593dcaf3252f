import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LogBucket } from '../../src/core/private/log-bucket';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

/** Its lifecycle rules, each as prefix and days. */
function rules(stack: Stack): [string | undefined, number][] {
  const { LifecycleConfiguration } = onlyResource(Template.fromStack(stack), 'AWS::S3::Bucket').Properties;
  return LifecycleConfiguration.Rules.map(({ Prefix, ExpirationInDays }: any) => [Prefix, ExpirationInDays]);
}

describe('LogBucket', () => {
  test('is one per stack', () => {
    const app = new App();
    const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id));
    expect(LogBucket.of(new Construct(first, 'Part'))).toBe(LogBucket.of(first));
    expect(LogBucket.of(first)).not.toBe(LogBucket.of(second));
  });

  test('is private, encrypted, reached by TLS only, and outlives its stack', () => {
    const stack = prodStack();
    LogBucket.of(stack);
    const template = Template.fromStack(stack);
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      },
    });
    expect(onlyResource(template, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement).toContainEqual(expect.objectContaining({
      Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }));
  });

  test('brings back what somebody deleted or overwrote, for a week, and then lets go of it', () => {
    const stack = prodStack();
    LogBucket.of(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 90, NoncurrentVersionExpiration: { NoncurrentDays: 7 } }] },
    });
  });

  test.each<[[string, number | undefined][], [string | undefined, number][]]>([
    [[], [[undefined, 90]]],
    [[['a', undefined]], [[undefined, 90]]],
    [[['a', 30]], [[undefined, 90], ['a/', 30]]],
    [[['a', 365]], [[undefined, 365]]],
    [[['a', 365], ['b', 30]], [[undefined, 365], ['b/', 30]]],
    [[['a', 365], ['b', undefined]], [[undefined, 365], ['b/', 90]]],
    [[['a', 30], ['a', 60]], [[undefined, 90], ['a/', 60]]],
    [[['a', 60], ['a', 30]], [[undefined, 90], ['a/', 60]]],
  ])('that keeps %j has the rules %j', (wishes, expected) => {
    const stack = prodStack();
    LogBucket.of(stack);
    wishes.forEach(([prefix, days]) => LogBucket.keep(stack, prefix, days));
    expect(rules(stack)).toEqual(expected);
  });

  test('takes the access logs of another bucket of its account, and of no other', () => {
    const stack = prodStack();
    const bucket = new s3.Bucket(stack, 'Artifacts');
    LogBucket.logAccessTo(bucket, 'artifacts/');
    const template = Template.fromStack(stack);
    const [artifacts] = idsOf(template, 'AWS::S3::Bucket').filter((id) => id.startsWith('Artifacts'));
    const statements: any[] = onlyResource(template, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement;
    expect(statements).toContainEqual(expect.objectContaining({
      Effect: 'Allow',
      Action: 's3:PutObject',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' }, ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': [artifacts, 'Arn'] } } },
    }));
  });
});
