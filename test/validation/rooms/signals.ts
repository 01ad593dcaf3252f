import { CfnResource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { inProd, RoomUnderValidation } from './room';
import { ISignalSource, MetricLint, Signals } from '../../../src/signals';

const ARN = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111111111111:${resource}`;

/** Sources make no resources of their own: what is validated is that CloudWatch would take what they ask for. */
export const signals: RoomUnderValidation = {
  cases: {
    'signals of resources from elsewhere, each in an alarm and on a dashboard': inProd((stack) => {
      const sources = fromElsewhere(stack);
      sources.forEach((source, index) => metricsOf(source).forEach((metric, number) => (
        new cloudwatch.Alarm(stack, `Alarm${index}${number}`, { metric, threshold: 1, evaluationPeriods: 1 }))));
      new cloudwatch.Dashboard(stack, 'Board', {
        widgets: sources.map((source) => metricsOf(source).map((metric) => new cloudwatch.GraphWidget({ left: [metric] }))),
      });
      MetricLint.of(stack);
    }),
    'signals of what is found in a stack': inProd((stack) => {
      new CfnResource(stack, 'Certificate', {
        type: 'AWS::CertificateManager::Certificate', properties: { DomainName: 'example.com', ValidationMethod: 'DNS' },
      });
      Signals.observe(stack).sources.flatMap(metricsOf).forEach((metric, number) => (
        new cloudwatch.Alarm(stack, `Alarm${number}`, { metric, threshold: 44, evaluationPeriods: 1 })));
    }),
  },
  hardened: {},
  acknowledging: {},
  allowed: [],
};

function fromElsewhere(stack: Stack): ISignalSource[] {
  return [
    Signals.queue(sqs.Queue.fromQueueArn(stack, 'Queue', ARN('sqs', 'orders')), sqs.Queue.fromQueueArn(stack, 'Dead', ARN('sqs', 'dead'))),
    Signals.topic(sns.Topic.fromTopicArn(stack, 'Topic', ARN('sns', 'orders'))),
    Signals.table(dynamodb.TableV2.fromTableName(stack, 'Table', 'orders')),
    Signals.lambdaFunction(lambda.Function.fromFunctionName(stack, 'Function', 'orders')),
    Signals.stateMachine(stepfunctions.StateMachine.fromStateMachineName(stack, 'Machine', 'orders')),
    Signals.application({ sourceName: 'checkout', metricNamespace: 'Shop', requests: 'Orders', errors: 'Failures', latency: 'Duration' }),
  ];
}

function metricsOf(source: ISignalSource): cloudwatch.IMetric[] {
  const { extras = {}, logGroups, ...golden } = source.goldenSignals();
  return [...Object.values(golden), ...Object.values(extras)].map(({ metric }) => metric);
}
