import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ServiceLogGroup, ServiceLogGroupProps } from '../../src/tracing';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';

let stack: Stack;
beforeEach(() => { stack = prodStack(); });

const logGroup = (props?: ServiceLogGroupProps) => new ServiceLogGroup(stack, 'Logs', props);
const rendered = () => onlyResource(Template.fromStack(stack), 'AWS::Logs::LogGroup') as any;

describe('ServiceLogGroup', () => {
  test('keeps logs for a month, and when the stack is deleted', () => {
    logGroup();

    expect(rendered()).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('does what the user says', () => {
    logGroup({ logGroupName: '/orders/app', retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY, indexedFields: ['requestId', 'customer.id'] });

    expect(rendered()).toMatchObject({
      Properties: { LogGroupName: '/orders/app', RetentionInDays: 365, FieldIndexPolicies: [{ Fields: ['requestId', 'customer.id'] }] }, DeletionPolicy: 'Delete',
    });
  });

  test('lets CloudWatch Logs use the key', () => {
    logGroup({ encryptionKey: new kms.Key(stack, 'Key') });

    expect(rendered().Properties.KmsKeyId).toBeDefined();
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' } })]) },
    });
  });

  test('warns of a key whose policy is not ours', () => {
    logGroup({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/12345678-1234-1234-1234-123456789012') });

    expect(warningsWith(stack, 'cdk-devops-patterns/tracing:logKeyPolicyNotChanged')).toHaveLength(1);
  });

  test('detects anomalies with the same key, and names the group as the service wants it', () => {
    logGroup({ detectAnomalies: true, encryptionKey: new kms.Key(stack, 'Key') });

    const { LogGroupArnList, KmsKeyId, EvaluationFrequency } = onlyResource(Template.fromStack(stack), 'AWS::Logs::LogAnomalyDetector').Properties;
    expect({ KmsKeyId, EvaluationFrequency }).toEqual({ KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }, EvaluationFrequency: 'FIFTEEN_MIN' });
    expect(JSON.stringify(LogGroupArnList)).toMatch(/log-group:.*Ref/);
    expect(JSON.stringify(LogGroupArnList)).not.toContain('GetAtt');
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'AllowUseByLogGroups' }), Match.objectLike({ Sid: 'AllowUseByAnomalyDetectors' })]) },
    });
  });

  test('counts lines, and there is a zero before the first one', () => {
    const signal = logGroup().metricFilter('FailedPayments', { pattern: '{ $.level = "error" }', label: 'Failed payments', metricNamespace: 'Orders', tooMany: 3 });

    expect(onlyResource(Template.fromStack(stack), 'AWS::Logs::MetricFilter').Properties).toMatchObject({
      FilterPattern: '{ $.level = "error" }',
      MetricTransformations: [{ MetricName: 'FailedPayments', MetricNamespace: 'Orders', MetricValue: '1', DefaultValue: 0 }],
    });
    expect(signal).toMatchObject({ label: 'Failed payments', kind: 'log-pattern', recommendation: { threshold: 3, missingData: 'notBreaching' } });
    expect(signal.metric.toMetricConfig().metricStat).toMatchObject({ namespace: 'Orders', metricName: 'FailedPayments', statistic: 'Sum' });
  });

  test('reads numbers from lines, which have no zero', () => {
    const signal = logGroup().metricFilter('Bytes', { pattern: '{ $.bytes > 0 }', value: '$.bytes', statistic: 'p99' });

    expect(onlyResource(Template.fromStack(stack), 'AWS::Logs::MetricFilter').Properties.MetricTransformations).toEqual([
      { MetricName: 'Bytes', MetricNamespace: 'Logs', MetricValue: '$.bytes' },
    ]);
    expect(signal).toMatchObject({ label: 'Bytes', recommendation: undefined });
  });

  test('takes 100 metric filters, and refuses one more', () => {
    const group = logGroup();
    for (let index = 0; index < 100; index++) { group.metricFilter(`Metric${index}`, { pattern: 'ERROR' }); }

    expect(() => group.metricFilter('OneMore', { pattern: 'ERROR' })).toThrow(/'metricFilter' must be between 1 and 100 filters for one log group, got 101\. Use two log groups\./);
    expect(group.costEstimate().monthlyUsd).toBe(30);
  });

  test('keeps queries for those who look for something', () => {
    logGroup().saveQuery('orders/slowest', 'fields @timestamp, ms | sort ms desc | limit 20');

    expect(onlyResource(Template.fromStack(stack), 'AWS::Logs::QueryDefinition').Properties).toEqual({
      Name: 'orders/slowest', QueryString: 'fields @timestamp, ms | sort ms desc | limit 20', LogGroupNames: [{ Ref: expect.stringMatching(/^LogsGroup/) }],
    });
  });

  test('costs nothing beyond the logs without metrics', () => {
    expect(logGroup().costEstimate().lines).toEqual([]);
  });

  describe('with infrequent access', () => {
    test('is made', () => {
      logGroup({ logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS });

      expect(rendered().Properties.LogGroupClass).toBe('INFREQUENT_ACCESS');
    });

    test.each<[string, ServiceLogGroupProps, RegExp]>([
      ['anomaly detection', { detectAnomalies: true }, /'logGroupClass' must be STANDARD with 'detectAnomalies', got INFREQUENT_ACCESS/],
      ['field indexes', { indexedFields: ['a'] }, /'logGroupClass' must be STANDARD with 'indexedFields', got INFREQUENT_ACCESS/],
    ])('fails for %s', (_, props, message) => {
      expect(() => logGroup({ logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS, ...props })).toThrow(message);
    });

    test('fails for metric filters', () => {
      expect(() => logGroup({ logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }).metricFilter('Errors', { pattern: 'ERROR' }))
        .toThrow(/'logGroupClass' must be STANDARD for metric filters, got INFREQUENT_ACCESS/);
    });
  });

  describe('fails for', () => {
    test.each<[string, any, RegExp]>([
      ['a name with spaces', { logGroupName: 'my logs' }, /'logGroupName' must be 1 to 512 letters/],
      ['21 indexed fields', { indexedFields: Array.from({ length: 21 }, (_, index) => `f${index}`) }, /'indexedFields' must be between 0 and 20 fields, got 21/],
      ['a field that is named twice', { indexedFields: ['a', 'a'] }, /'indexedFields' must name each field once/],
      ['days that are no retention', { retention: 31 }, /'retention' must be a member of logs.RetentionDays, got 31/],
      ['a key that is none', { encryptionKey: 'key' }, /'encryptionKey' must be a key of AWS KMS/],
    ])('%s', (_, props, message) => {
      expect(() => logGroup(props)).toThrow(message);
    });

    test('an alias of a key', () => {
      expect(() => logGroup({ encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/logs') })).toThrow(/'encryptionKey' must be the key itself, got an alias/);
    });

    test.each<[string, any, any, RegExp]>([
      ['a metric with spaces', 'two words', { pattern: 'a' }, /'metricName' must be 1 to 255 letters/],
      ['a metric without a pattern', 'Errors', {}, /'pattern' must be a filter pattern/],
      ['a namespace of AWS', 'Errors', { pattern: 'a', metricNamespace: 'AWS/Lambda' }, /'metricNamespace' must be .* not beginning with AWS\//],
      ['a value that is no number', 'Errors', { pattern: 'a', value: 'many' }, /'value' must be a number or a field/],
      ['an unknown statistic', 'Errors', { pattern: 'a', statistic: 'median' }, /'statistic' must be a statistic/],
      ['a negative threshold', 'Errors', { pattern: 'a', tooMany: -1 }, /'tooMany' must be at least 0, got -1/],
    ])('%s', (_, name, options, message) => {
      expect(() => logGroup().metricFilter(name, options)).toThrow(message);
    });

    test('two metrics of one name', () => {
      const group = logGroup();
      group.metricFilter('Errors', { pattern: 'a' });

      expect(() => group.metricFilter('Errors', { pattern: 'b' })).toThrow(/'metricName' must be one that the log does not have yet/);
    });

    test.each([['', 'fields @message'], ['name', ''], ['name', 'x'.repeat(10_001)]])('a query called %p', (name, query) => {
      expect(() => logGroup().saveQuery(name, query)).toThrow(/must be/);
    });

    test('two queries of one name', () => {
      const group = logGroup();
      group.saveQuery('slow', 'fields @message');

      expect(() => group.saveQuery('slow', 'fields @timestamp')).toThrow(/'name' must be one that no other query has, got 'slow' again/);
    });
  });

  test('warns of other log groups that are kept for ever', () => {
    new logs.CfnLogGroup(stack, 'Stray');
    new logs.CfnLogGroup(stack, 'Kept', { retentionInDays: 7 });
    logGroup();
    ServiceLogGroup.requireRetention(stack);

    expect(warningsWith(stack, 'cdk-devops-patterns/tracing:logsNeverExpire')).toHaveLength(1);
  });
});
