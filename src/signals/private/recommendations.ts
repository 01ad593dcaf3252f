import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmRecommendation } from '../signal';

/**
 * When each signal of each kind of resource is bad. Periods are the metrics' own.
 *
 * Missing data: a service or database that stops reporting its CPU is down, so that breaches; an instance that an
 * operator stopped reports nothing, so that is neutral; a load balancer without requests has nothing to report, so
 * that is fine.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export const RECOMMENDED = {
  ecsService: {
    cpu: row(80, 5, 5, TreatMissingData.BREACHING),
    memory: row(80, 5, 5, TreatMissingData.BREACHING),
  },
  loadBalancer: {
    errors: row(5, 2, 3, TreatMissingData.NOT_BREACHING),
    latency: row(1, 3, 5, TreatMissingData.NOT_BREACHING),
    unhealthy: row(0, 3, 3, TreatMissingData.NOT_BREACHING),
    healthy: row(1, 3, 3, TreatMissingData.BREACHING, ComparisonOperator.LESS_THAN_THRESHOLD),
  },
  ec2Instance: {
    cpu: row(80, 3, 3, TreatMissingData.MISSING),
    unhealthy: row(0, 2, 2, TreatMissingData.BREACHING),
  },
  autoScalingGroup: {
    // A group whose instances have all died reports no CPU at all.
    cpu: row(80, 3, 3, TreatMissingData.BREACHING),
  },
  lambdaFunction: {
    errors: row(0, 2, 3, TreatMissingData.NOT_BREACHING),
    throttles: row(0, 2, 3, TreatMissingData.NOT_BREACHING),
  },
  rdsInstance: {
    cpu: row(90, 5, 5, TreatMissingData.BREACHING),
    // Free storage depends on the size of the instance: no number fits all.
  },
} satisfies Record<string, Record<string, AlarmRecommendation>>;

function row(
  threshold: number, datapointsToAlarm: number, evaluationPeriods: number, missingData: TreatMissingData,
  comparison = ComparisonOperator.GREATER_THAN_THRESHOLD,
): AlarmRecommendation {
  return { threshold, comparison, datapointsToAlarm, evaluationPeriods, missingData };
}
