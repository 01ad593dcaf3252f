import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ServiceNetwork, ServiceNetworkProps } from '../../src/network';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

function template(stack: Stack, props?: ServiceNetworkProps): Template {
  new ServiceNetwork(stack, 'Network', props);
  return Template.fromStack(stack);
}

function lifecycle(of: Template): unknown {
  return onlyResource(of, 'AWS::S3::Bucket').Properties.LifecycleConfiguration.Rules;
}

describe('flow logs', () => {
  test('are kept for 90 days', () => {
    expect(lifecycle(template(prodStack()))).toEqual([{ Status: 'Enabled', ExpirationInDays: 90, NoncurrentVersionExpiration: { NoncurrentDays: 7 } }]);
  });

  test('are kept longer, with all that is in the bucket', () => {
    expect(lifecycle(template(prodStack(), { flowLogRetention: Duration.days(400) }))).toEqual([expect.objectContaining({ ExpirationInDays: 400 })]);
  });

  test('are kept shorter, without the rest of the bucket', () => {
    expect(lifecycle(template(prodStack(), { flowLogRetention: Duration.days(30) }))).toEqual([
      expect.objectContaining({ ExpirationInDays: 90 }),
      { Status: 'Enabled', Prefix: 'vpc-flow-logs/', ExpirationInDays: 30 },
    ]);
  });

  test.each([
    [[400, 30], [{ ExpirationInDays: 400 }]],
    [[30, undefined], [{ ExpirationInDays: 90 }]],
    [[30, 60], [{ ExpirationInDays: 90 }, { ExpirationInDays: 60, Prefix: 'vpc-flow-logs/' }]],
  ])('of networks in one stack are kept as long as the longest of %j', (days, rules) => {
    const stack = prodStack();
    days.forEach((count, index) => new ServiceNetwork(stack, `Network${index}`, { flowLogRetention: count === undefined ? undefined : Duration.days(count) }));
    expect(lifecycle(Template.fromStack(stack))).toEqual(rules.map((rule) => expect.objectContaining(rule)));
  });

  test('go to a bucket of the user, which is opened to them, and make none', () => {
    const stack = prodStack();
    const archive = new s3.Bucket(stack, 'Archive');
    const result = template(stack, { flowLogsBucket: archive });

    const policy = onlyResource(result, 'AWS::S3::BucketPolicy');
    expect(policy.Properties.PolicyDocument.Statement).toContainEqual(expect.objectContaining({
      Action: 's3:PutObject', Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' },
    }));
    const flowLog = onlyResource(result, 'AWS::EC2::FlowLog');
    expect(flowLog.Properties.LogDestination).toEqual({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [idsOf(result, 'AWS::S3::Bucket')[0], 'Arn'] }, '/vpc-flow-logs']] });
    expect(flowLog.DependsOn).toContain(policy.id);
    result.resourceCountIs('AWS::S3::Bucket', 1);
  });

  test('may use the key of that bucket', () => {
    const stack = prodStack();
    const archive = new s3.Bucket(stack, 'Archive', { encryptionKey: new kms.Key(stack, 'Key') });
    template(stack, { flowLogsBucket: archive }).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: Match.arrayWith(['kms:GenerateDataKey*']),
          Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': '111111111111' } }),
        })]),
      },
    });
  });

  test('go to an imported bucket, of which the policy is not ours', () => {
    const stack = prodStack();
    const result = template(stack, { flowLogsBucket: s3.Bucket.fromBucketName(stack, 'Archive', 'log-archive') });
    expect(onlyResource(result, 'AWS::EC2::FlowLog').DependsOn).toBeUndefined();
    result.resourceCountIs('AWS::S3::Bucket', 0);
    result.resourceCountIs('AWS::S3::BucketPolicy', 0);
  });

  test('go to a bucket of another stack', () => {
    const app = new App();
    const archive = new s3.Bucket(new Stack(app, 'Archives'), 'Archive');
    const stack = new Stack(app, 'Prod');
    expect(() => template(stack, { flowLogsBucket: archive })).not.toThrow();
  });

  test.each<[ServiceNetworkProps, string]>([
    [{ flowLogs: false, flowLogRetention: Duration.days(30) }, "'flowLogRetention' must be left out when 'flowLogs' is false [at Prod/Network]"],
    [{ flowLogRetention: Duration.hours(36) }, "'flowLogRetention' must be a whole number of at least 1 days, got 1.5 [at Prod/Network]"],
    [{ flowLogRetention: Duration.days(0) }, "'flowLogRetention' must be a whole number of at least 1 days, got 0 [at Prod/Network]"],
    [{ flowLogRetention: Duration.days(Lazy.number({ produce: () => 30 })) }, "'flowLogRetention' must be known at synth"],
  ])('fail for %j, naming the prop', (props, message) => {
    expect(() => template(prodStack(), props)).toThrow(message);
  });

  test.each<[ServiceNetworkProps, string]>([
    [{ flowLogs: false }, "'flowLogsBucket' must be left out when 'flowLogs' is false"],
    [{ flowLogRetention: Duration.days(30) }, "'flowLogRetention' must be left out when there is a 'flowLogsBucket'"],
  ])('fail for a bucket and %j, naming the prop', (props, message) => {
    const stack = prodStack();
    expect(() => template(stack, { ...props, flowLogsBucket: s3.Bucket.fromBucketName(stack, 'Archive', 'log-archive') })).toThrow(message);
  });
});
