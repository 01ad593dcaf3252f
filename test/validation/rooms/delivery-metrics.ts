import { App, Duration, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { inAnyEnvironment, inProd, PROD, RoomUnderValidation } from './room';
import { AlertRouter, Destination } from '../../../src/alerting';
import { ObservabilityDashboard } from '../../../src/dashboards';
import { DoraAccount, DoraMetrics, DoraMetricsProps } from '../../../src/delivery-metrics';
import { Signals } from '../../../src/signals';
import { build as buildMeasured } from '../../golden/apps/delivery-metrics';

/** All that can be measured, of services that are not in the app. */
function measured(stack: Stack, props: DoraMetricsProps = {}): DoraMetrics {
  const dora = new DoraMetrics(stack, 'Dora', props);
  const errors = cloudwatch.Alarm.fromAlarmArn(stack, 'Errors', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:errors');
  dora.addPipeline(codepipeline.Pipeline.fromPipelineArn(stack, 'Orders', 'arn:aws:codepipeline:eu-west-1:111111111111:orders'), { alarms: [errors] });
  dora.addEcsService(ecs.FargateService.fromFargateServiceArn(stack, 'Cart', 'arn:aws:ecs:eu-west-1:111111111111:service/shop/cart'));
  dora.addDeploymentGroup('billing', 'billing-prod');
  return dora;
}

function watched(stack: Stack): void {
  const dora = measured(stack, { alerts: new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')], informational: [Destination.logGroup()] }) });
  const sources = [Signals.lambdaFunction(lambda.Function.fromFunctionName(stack, 'Checkout', 'checkout'))];
  new ObservabilityDashboard(stack, 'Dashboard', { sources, sections: [dora] });
}

/** A pipeline in another stack than the metrics. */
function ofAnotherStack(app: App): void {
  const dora = new DoraMetrics(new Stack(app, 'Monitoring', { env: PROD }), 'Dora');
  dora.addPipeline(codepipeline.Pipeline.fromPipelineArn(new Stack(app, 'Shop', { env: PROD }), 'Orders', 'arn:aws:codepipeline:eu-west-1:111111111111:orders'));
}

/** What an account needs whose pipelines are measured in another one. */
function sendingElsewhere(stack: Stack): void {
  new DoraAccount(stack, 'Measured', {
    eventBus: events.EventBus.fromEventBusArn(stack, 'Bus', 'arn:aws:events:eu-west-1:222222222222:event-bus/deliveries'),
    metricsAccount: '222222222222',
    pipelines: [codepipeline.Pipeline.fromPipelineArn(stack, 'Orders', 'arn:aws:codepipeline:eu-west-1:111111111111:orders')],
    alarms: [cloudwatch.Alarm.fromAlarmArn(stack, 'Errors', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:errors')],
  });
}

export const deliveryMetrics: RoomUnderValidation = {
  cases: {
    'delivery metrics: bare': inProd((stack) => { new DoraMetrics(stack, 'Dora'); }),
    'delivery metrics: of pipelines, services and deployment groups, with somebody who reports': inProd((stack) => {
      measured(stack).grantReportIncident(new iam.Role(stack, 'Incidents', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    }),
    'delivery metrics: with alerts and on a dashboard': inProd(watched),
    'delivery metrics: with alerts and on a dashboard, environment unknown': inAnyEnvironment(watched),
    'delivery metrics: of another stack': ofAnotherStack,
    'delivery metrics: exported, with a history': inProd((stack) => {
      measured(stack, { exportBucket: s3.Bucket.fromBucketName(stack, 'Exports', 'exports'), backfill: Duration.days(365) });
    }),
    'delivery metrics: of a StandardPipeline': buildMeasured,
    'delivery metrics: in another account': inProd(sendingElsewhere),
    'delivery metrics: of a bus': inProd((stack) => { measured(stack, { eventBus: new events.EventBus(stack, 'Bus') }); }),
  },
  hardened: {
    'delivery metrics: in another account of a company that is audited': inProd(sendingElsewhere),
    'delivery metrics: of a company that is audited': inProd((stack) => {
      const dora = measured(stack, {
        encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }), exportBucket: s3.Bucket.fromBucketName(stack, 'Exports', 'exports'),
      });
      const vault = backup.BackupVault.fromBackupVaultName(stack, 'Vault', 'vault');
      backup.BackupPlan.daily35DayRetention(stack, 'Backups', vault).addSelection('Facts', {
        resources: [backup.BackupResource.fromDynamoDbTable(dora.table)],
        role: iam.Role.fromRoleName(stack, 'BackupRole', 'backup'),
      });
    }),
  },
  acknowledging: {
    'with delivery metrics of another stack': ofAnotherStack,
    'with delivery metrics of a dashboard': inProd(watched),
    'with delivery metrics that are exported': inProd((stack) => { measured(stack, { exportBucket: s3.Bucket.fromBucketName(stack, 'Exports', 'exports') }); }),
  },
  allowed: [
    [/\/Comparison\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
    [/\/Collector\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
    [/\/Collector\/Policy$/, /^IAM5\[Resource::.*\/delivery-metrics\/\*\]$/],
    [/\/DeliveryMetrics-\w+-Read$/, 'IAMNoInlinePolicy'],
  ],
};
