import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmKind } from '../../core';
import { recordAlarm } from '../../core/private/alarm-facts';
import { FIVE_MINUTES } from '../../core/private/periods';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html */
const MOST_METRICS = 10;

/** What of a router can fail. */
export interface DeliveryParts {
  readonly topics: sns.ITopic[];
  readonly deadLetters?: sqs.IQueue;
  /** Of destinations by HTTPS. */
  readonly queues: sqs.IQueue[];
}

/** As much as one alarm can watch; what comes last among the topics is left out. */
export function watchable({ topics, deadLetters, queues }: DeliveryParts): DeliveryParts {
  return { deadLetters, queues, topics: topics.slice(0, MOST_METRICS - queues.length - (deadLetters ? 1 : 0)) };
}

/** How many metrics the alarm reads, each of which is billed. */
export function metricsOf({ topics, deadLetters, queues }: DeliveryParts): number {
  return topics.length + (deadLetters ? 1 : 0) + queues.length;
}

/**
 * Goes off when an alert does not arrive: SNS gave it up, it is among the dead letters, or it waits for a destination that does not
 * answer. One formula over all, because one alarm per part would say no more.
 */
export function buildDeliveryAlarm(router: Construct, parts: DeliveryParts): cloudwatch.Alarm {
  const { topics, deadLetters, queues } = parts;
  const usingMetrics: Record<string, cloudwatch.IMetric> = {};
  const terms: string[] = [];
  topics.forEach((topic, index) => {
    usingMetrics[`failed${index}`] = topic.metricNumberOfNotificationsFailed({ statistic: 'Sum', period: FIVE_MINUTES });
    terms.push(`FILL(failed${index}, 0)`);
  });
  if (deadLetters) {
    usingMetrics.dead = deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: FIVE_MINUTES });
    terms.push('FILL(dead, 0)');
  }
  queues.forEach((queue, index) => {
    // Not the age of the oldest message: SQS leaves out what was received three times. What rests between two tries is not
    // visible, and is counted each minute; what is delivered at once is hardly ever seen. Not the minimum: zero is not reported.
    usingMetrics[`resting${index}`] = queue.metricApproximateNumberOfMessagesNotVisible({ statistic: 'Sum', period: FIVE_MINUTES });
    terms.push(`IF(FILL(resting${index}, 0) > 3, 1, 0)`);
  });
  const alarm = new cloudwatch.Alarm(router, 'Undelivered', {
    metric: new cloudwatch.MathExpression({ expression: terms.join(' + '), usingMetrics, label: 'Alerts that do not arrive', period: FIVE_MINUTES }),
    alarmDescription: `Alerts of ${router.node.path} do not arrive: look into its dead-letter queue and the log of its function, and do not rely on the usual way.`,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 1,
    // Nothing is reported while nothing is sent.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  recordAlarm(alarm, { kind: AlarmKind.ALERT_DELIVERY, sourceName: 'alerts' });
  return alarm;
}
