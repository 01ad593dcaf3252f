import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { AlertRouter, AlertRouterProps, Destination, OpsgenieApi } from '../../../src/alerting';
import { Severity } from '../../../src/core';
import { BuildApp } from '../../golden/golden';

const TEAMS = {
  tenantId: '0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f', teamId: '1a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f', channelId: '19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
};

function secret(stack: Stack, name: string): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretNameV2(stack, name, `alerting/${name}`);
}

/** A router, with an alarm of each severity that has somebody to hear of it. */
function router(stack: Stack, props: AlertRouterProps): void {
  const alerts = new AlertRouter(stack, 'Alerts', props);
  const heard = Object.values(Severity).filter((severity) => props[severity] !== undefined);
  const alarms = heard.map((severity) => {
    const alarm = new cloudwatch.Alarm(stack, `Cpu${severity}`, {
      metric: new cloudwatch.Metric({ namespace: 'AWS/ECS', metricName: 'CPUUtilization', dimensionsMap: { ClusterName: 'shop', ServiceName: 'web' } }),
      threshold: 80,
      evaluationPeriods: 3,
    });
    alerts.route(alarm, severity, { service: 'web' });
    return alarm;
  });
  const both = new cloudwatch.CompositeAlarm(stack, 'All', { alarmRule: cloudwatch.AlarmRule.allOf(...alarms) });
  alerts.route(both, heard[0], { team: 'shop' });
}

/** Whatever goes by HTTPS. */
function byHttps(stack: Stack): AlertRouterProps {
  return {
    critical: [Destination.pagerDuty(secret(stack, 'pagerduty')), Destination.opsgenie(secret(stack, 'jira'), { api: OpsgenieApi.JIRA_SERVICE_MANAGEMENT })],
    warning: [Destination.webhook('https://alerts.example.com/aws', { authorization: secret(stack, 'token') }), Destination.secretWebhook(secret(stack, 'chat'))],
    deliveryFailures: [Destination.sms('+12065550100'), Destination.email('platform@example.com')],
  };
}

const hardened: BuildApp = inProd((stack) => router(stack, {
  ...byHttps(stack),
  informational: [Destination.logGroup(), Destination.email('records@example.com')],
  encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
  team: 'shop',
}));

export const alerting: RoomUnderValidation = {
  cases: {
    'alerts to one mailbox': inProd((stack) => router(stack, { critical: [Destination.email('on-call@example.com')] })),
    'alerts to one mailbox, environment unknown': inAnyEnvironment((stack) => router(stack, { critical: [Destination.email('on-call@example.com')] })),
    'alerts by HTTPS': inProd((stack) => router(stack, byHttps(stack))),
    'alerts by HTTPS, environment unknown': inAnyEnvironment((stack) => router(stack, byHttps(stack))),
    'alerts to chats, with a key of their own': inProd((stack) => router(stack, {
      critical: [Destination.teamsChannel(TEAMS)],
      warning: [Destination.slackChannel({ workspaceId: 'T01234ABCDE', channelId: 'C01234ABCDE' })],
      informational: [Destination.logGroup()],
      createKey: true,
    })),
  },
  hardened: { 'alerts by HTTPS with a key': hardened },
  acknowledging: {
    'with alerts by HTTPS': hardened,
    'with alerts by mail': inProd((stack) => router(stack, { critical: [Destination.email('on-call@example.com')] })),
  },
  allowed: [
    [/\/DeadLetters$/, 'SQS3'],
    [/\/Https\/Post\/Policy$/, 'IAM5[Resource::*]'],
    [/\/Https\/Post\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
  ],
};
