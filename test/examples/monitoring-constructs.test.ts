import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BuildApp } from '../golden/golden';

describe('alarms of cdk-monitoring-constructs', () => {
  const app = new App();
  jest.requireActual<{ addStock: BuildApp }>('../../examples/typescript/monitoring-constructs').addStock(app);
  const template = Template.fromStack(app.node.findChild('Stock') as never);

  test('reach the mailbox of their severity', () => {
    expect(mailboxOf('SystemError-Count-Critical')).toBe('oncall@example.com');
    expect(mailboxOf('GetItem-Warning')).toBe('stock-team@example.com');
  });

  function mailboxOf(alarmName: string): string {
    const [alarm] = Object.values(template.findResources('AWS::CloudWatch::Alarm'))
      .filter(({ Properties }) => Properties.AlarmName?.endsWith(alarmName));
    const [topic] = alarm.Properties.AlarmActions;
    const [subscription] = Object.values(template.findResources('AWS::SNS::Subscription', { Properties: { TopicArn: topic } }));
    return subscription.Properties.Endpoint;
  }
});
