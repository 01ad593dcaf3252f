import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DoraMetrics } from '../../src';

test('a table that can be restored, and forgets', () => {
  const stack = new Stack(new App(), 'Monitoring');
  new DoraMetrics(stack, 'Dora');
  Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::Table', {
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
});
