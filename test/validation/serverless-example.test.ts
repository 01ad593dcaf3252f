import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

describe('the serverless example', () => {
  const { addServerless } = jest.requireActual<{ addServerless(app: App): void }>('../../examples/typescript/serverless');
  const app = new App();
  addServerless(app);
  const template = Template.fromStack(app.node.findChild('Serverless') as Stack);

  test('is traced from the API into the function, which the layer follows into the table', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', { TracingEnabled: true });
    template.hasResourceProperties('AWS::Lambda::Function', {
      TracingConfig: { Mode: 'Active' },
      Layers: [Match.stringLikeRegexp('AWSOpenTelemetryDistroJs')],
      Environment: { Variables: Match.objectLike({ OTEL_SERVICE_NAME: 'orders', AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-instrument' }) },
    });
  });

  test('wakes somebody when orders fail or are slow', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));

    expect(alarms).toHaveLength(3);
    expect(alarms.filter(({ Properties }) => Properties.AlarmActions.length === 1)).toHaveLength(3);
  });

  test('is on a dashboard for each audience', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 3);
  });
});
