import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { AlertEscalation, AlertRouter, AlertRouterProps, Destination, Escalation, IncidentReview, IncidentReviewProps } from '../../../src/alerting';
import { Severity } from '../../../src/core';

const escalation = Escalation.repeatUntilAcknowledged({ then: [Destination.email('second-line@example.com')] });

/** A router whose critical alarms are escalated and reviewed. */
function escalateAndReview(stack: Stack, props: Partial<AlertRouterProps> = {}, reviews: Partial<IncidentReviewProps> = {}): void {
  const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('on-call@example.com')], escalation, ...props });
  new IncidentReview(stack, 'Reviews', { alerts, ...reviews });
  const metric = new cloudwatch.Metric({ namespace: 'Orders', metricName: 'Failed' });
  alerts.route(new cloudwatch.Alarm(stack, 'Failed', { metric, threshold: 1, evaluationPeriods: 1 }), Severity.CRITICAL);
}

export const incidents: RoomUnderValidation = {
  cases: {
    'incidents: escalation and reviews': inProd((stack) => escalateAndReview(stack)),
    'incidents: escalation and reviews, environment unknown': inAnyEnvironment((stack) => escalateAndReview(stack)),
    'incidents: an escalation of its own': inProd((stack) => {
      new AlertEscalation(stack, 'Escalation', { alerts: new AlertRouter(stack, 'Alerts', { critical: [Destination.email('on-call@example.com')] }) });
    }),
  },
  hardened: {
    'incidents of a company that is audited': inProd((stack) => {
      const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      escalateAndReview(stack, { encryptionKey }, { bucket: s3.Bucket.fromBucketName(stack, 'Archive', 'example-incident-reviews') });
    }),
  },
  acknowledging: {
    // With a topic and a bucket of the user's there is nothing here but what this room makes.
    'with escalation and reviews': inProd((stack) => {
      const bucket = s3.Bucket.fromBucketName(stack, 'Archive', 'example-incident-reviews');
      escalateAndReview(stack, { critical: [Destination.snsTopic(new sns.Topic(stack, 'OnCall'))], escalation: Escalation.repeatUntilAcknowledged() }, { bucket });
    }),
  },
  allowed: [
    [/\/Escalation\/(Repeat|Start)\/Policy$/, 'IAM5[Resource::*]', /^IAM5\[Resource::.*:alarm:\*\]$/],
    [/\/Escalation\/(Repeat|Start)\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
    [/\/Escalation\/Machine\/Policy$/, 'IAM5[Resource::*]'],
    [/\/Reviews\/Draft\/Policy$/, 'IAM5[Resource::*]', /^IAM5\[Resource::.*:alarm:\*\]$/, /^IAM5\[Resource::.*\/reviews\/\*\]$/],
    [/\/Reviews\/Draft\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
  ],
};
