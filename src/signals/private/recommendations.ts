import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Severity } from '../../core';
import { ResourceKind } from '../resource-kind';
import { AlarmRecommendation } from '../signal';

/** When one signal of one kind of resource is bad. */
export interface RecommendedAlarm {
  readonly resource: ResourceKind;
  readonly signal: string;
  /** In the unit of the signal; with `shareOf`, a share of that. */
  readonly threshold: number;
  /** What the threshold is a share of. Where it is not known, nothing is recommended. */
  readonly shareOf?: string;
  readonly comparison: ComparisonOperator;
  /** Of the metric, for reference: sources read it with that period. */
  readonly periodSeconds: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: TreatMissingData;
  readonly severity: Severity;
  /** Whose numbers these are. Where AWS leaves the threshold to its users, it is ours. */
  readonly by: 'AWS' | 'us';
  /** The page that the row rests on. */
  readonly reference: string;
}

const BEST_PRACTICE = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html';
const PAGES = {
  alb: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  nlb: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html',
  ec2: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html',
  credits: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html',
  asg: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html',
  lambda: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
  aurora: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html',
  dynamodb: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
  sqs: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
  deadLetters: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html',
  sns: 'https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html',
  states: 'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html',
  codebuild: 'https://docs.aws.amazon.com/codebuild/latest/userguide/cloudwatch_metrics-codebuild.html',
  codepipeline: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/metrics-dimensions.html',
  cloudfront: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html',
  eks: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-EKS.html',
  elasticache: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html',
};

const COMPARISONS = {
  '>': ComparisonOperator.GREATER_THAN_THRESHOLD,
  '>=': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  '<': ComparisonOperator.LESS_THAN_THRESHOLD,
  '<=': ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
};

const { BREACHING, IGNORE, MISSING, NOT_BREACHING } = TreatMissingData;
const { CRITICAL, INFORMATIONAL, WARNING } = Severity;
const MINUTE = 60;
const FIVE_MINUTES = 300;
const DAY = 86400;

/**
 * When each signal of each kind of resource is bad; the table in the README of this room is the same.
 *
 * Missing data: a service or database that stops reporting its CPU is down, so that breaches; an instance that an
 * operator stopped reports nothing, so that is neutral; a load balancer without requests has nothing to report, so
 * that is fine.
 *
 * Where no number fits all, such as for connections of a database, there is no row.
 */
export const RECOMMENDATIONS: readonly RecommendedAlarm[] = [
  ...rowsOf(ResourceKind.ECS_SERVICE, {
    cpu: aws('>', 80, MINUTE, 5, 5, BREACHING),
    memory: aws('>', 80, MINUTE, 5, 5, BREACHING),
  }),
  ...rowsOf(ResourceKind.EC2_INSTANCE, {
    cpu: aws('>', 80, FIVE_MINUTES, 3, 3, MISSING),
    unhealthy: us('>', 0, MINUTE, 2, 2, BREACHING, PAGES.ec2, CRITICAL),
    cpuCredits: us('<', 20, FIVE_MINUTES, 3, 3, MISSING, PAGES.credits),
  }),
  ...rowsOf(ResourceKind.AUTO_SCALING_GROUP, {
    // A group whose instances have all died reports no CPU at all.
    cpu: us('>', 80, FIVE_MINUTES, 3, 3, BREACHING, PAGES.ec2),
    healthy: us('<', 1, MINUTE, 3, 3, BREACHING, PAGES.asg, CRITICAL),
  }),
  ...rowsOf(ResourceKind.LOAD_BALANCER, {
    errors: us('>', 5, MINUTE, 2, 3, NOT_BREACHING, PAGES.alb, CRITICAL),
    latency: us('>', 1, MINUTE, 3, 5, NOT_BREACHING, PAGES.alb),
    unhealthy: us('>', 0, MINUTE, 3, 3, NOT_BREACHING, PAGES.alb),
    healthy: us('<', 1, MINUTE, 3, 3, BREACHING, PAGES.alb, CRITICAL),
  }),
  ...rowsOf(ResourceKind.NETWORK_LOAD_BALANCER, {
    unhealthy: us('>', 0, MINUTE, 3, 3, NOT_BREACHING, PAGES.nlb),
    healthy: us('<', 1, MINUTE, 3, 3, BREACHING, PAGES.nlb, CRITICAL),
    portAllocationErrors: us('>', 0, MINUTE, 2, 3, NOT_BREACHING, PAGES.nlb),
  }),
  ...rowsOf(ResourceKind.LAMBDA_FUNCTION, {
    errors: us('>', 5, MINUTE, 2, 3, NOT_BREACHING, PAGES.lambda),
    throttles: us('>', 0, MINUTE, 2, 3, NOT_BREACHING, PAGES.lambda),
    latency: { ...us('>', 0.9, MINUTE, 5, 5, NOT_BREACHING, PAGES.lambda), shareOf: 'the timeout' },
    iteratorAge: us('>', 300_000, MINUTE, 5, 5, NOT_BREACHING, PAGES.lambda),
  }),
  ...rowsOf(ResourceKind.RDS_INSTANCE, {
    cpu: aws('>', 90, MINUTE, 5, 5, BREACHING),
    freeStorage: { ...aws('<', 0.1, MINUTE, 5, 5, BREACHING, CRITICAL), shareOf: 'the allocated storage' },
    replicaLag: aws('>', 60, MINUTE, 10, 10, BREACHING),
    cpuCredits: us('<', 20, FIVE_MINUTES, 3, 3, MISSING, PAGES.credits),
  }),
  ...rowsOf(ResourceKind.RDS_CLUSTER, {
    cpu: aws('>', 90, MINUTE, 5, 5, BREACHING),
    replicaLag: us('>', 2000, MINUTE, 10, 10, NOT_BREACHING, PAGES.aurora),
    capacity: us('>', 90, MINUTE, 5, 5, MISSING, PAGES.aurora),
  }),
  ...rowsOf(ResourceKind.TABLE, {
    throttles: us('>', 0, MINUTE, 5, 5, IGNORE, PAGES.dynamodb),
    errorCount: us('>', 0, MINUTE, 5, 5, IGNORE, PAGES.dynamodb),
  }),
  ...rowsOf(ResourceKind.QUEUE, {
    backlog: us('>=', 900, MINUTE, 15, 15, NOT_BREACHING, PAGES.sqs),
    deadLetters: us('>', 0, MINUTE, 1, 1, NOT_BREACHING, PAGES.deadLetters),
  }),
  ...rowsOf(ResourceKind.TOPIC, {
    errors: us('>', 5, MINUTE, 5, 5, NOT_BREACHING, PAGES.sns),
    deadLetters: aws('>', 0, MINUTE, 5, 5, NOT_BREACHING),
    lost: aws('>', 0, MINUTE, 5, 5, NOT_BREACHING, CRITICAL),
  }),
  ...apiRows(ResourceKind.REST_API),
  ...apiRows(ResourceKind.HTTP_API),
  ...rowsOf(ResourceKind.STATE_MACHINE, {
    errors: us('>', 0, FIVE_MINUTES, 1, 1, NOT_BREACHING, PAGES.states),
    throttles: us('>', 0, FIVE_MINUTES, 2, 3, NOT_BREACHING, PAGES.states),
  }),
  ...rowsOf(ResourceKind.BUILD_PROJECT, {
    // Builds are there to fail now and then: whoever pushed hears of it elsewhere.
    errors: us('>', 0, FIVE_MINUTES, 1, 1, NOT_BREACHING, PAGES.codebuild, INFORMATIONAL),
  }),
  ...rowsOf(ResourceKind.PIPELINE, {
    errors: us('>', 0, FIVE_MINUTES, 1, 1, NOT_BREACHING, PAGES.codepipeline),
  }),
  ...rowsOf(ResourceKind.EKS_CLUSTER, {
    cpu: aws('>', 80, MINUTE, 3, 3, NOT_BREACHING),
    memory: aws('>', 80, MINUTE, 2, 3, BREACHING),
    diskUsed: us('>', 80, MINUTE, 5, 5, NOT_BREACHING, PAGES.eks),
    unhealthy: us('>', 0, MINUTE, 5, 5, NOT_BREACHING, PAGES.eks, CRITICAL),
  }),
  ...rowsOf(ResourceKind.ELASTICACHE, {
    cpu: aws('>', 90, MINUTE, 5, 5, MISSING),
    memory: us('>', 80, MINUTE, 5, 5, MISSING, PAGES.elasticache),
    replicaLag: us('>', 10, MINUTE, 15, 15, MISSING, PAGES.elasticache),
    cpuCredits: us('<', 20, FIVE_MINUTES, 3, 3, MISSING, PAGES.credits),
  }),
  ...rowsOf(ResourceKind.DISTRIBUTION, {
    errors: us('>', 5, MINUTE, 5, 5, NOT_BREACHING, PAGES.cloudfront, CRITICAL),
  }),
  ...rowsOf(ResourceKind.CERTIFICATE, {
    daysToExpiry: aws('<=', 44, DAY, 1, 1, MISSING),
  }),
];

/**
 * What is recommended for a signal of a kind of resource.
 *
 * @param capacity what a threshold is a share of, where it is one
 */
export function recommended(resource: ResourceKind, signal: string, capacity?: number): AlarmRecommendation | undefined {
  const row = RECOMMENDATIONS.find((candidate) => candidate.resource === resource && candidate.signal === signal);
  if (!row || (row.shareOf !== undefined && capacity === undefined)) { return undefined; }
  const { threshold, comparison, datapointsToAlarm, evaluationPeriods, missingData, severity, reference } = row;
  // A share of a whole number of bytes or milliseconds is one, too.
  const limit = row.shareOf === undefined ? threshold : Math.floor(threshold * capacity!);
  return { threshold: limit, comparison, datapointsToAlarm, evaluationPeriods, missingData, severity, reference };
}

type Row = Omit<RecommendedAlarm, 'resource' | 'signal'>;

/** The kinds of APIs differ in what they call their metrics, not in when they are bad. */
function apiRows(resource: ResourceKind): RecommendedAlarm[] {
  return rowsOf(resource, {
    errors: aws('>', 5, MINUTE, 3, 3, NOT_BREACHING, CRITICAL),
    // AWS says so of the 90th percentile; what one of a hundred waits is never less.
    latency: aws('>=', 2500, MINUTE, 5, 5, NOT_BREACHING),
    clientErrors: aws('>', 5, MINUTE, 5, 5, NOT_BREACHING, INFORMATIONAL),
  });
}

function rowsOf(resource: ResourceKind, rows: Record<string, Row>): RecommendedAlarm[] {
  return Object.entries(rows).map(([signal, row]) => ({ resource, signal, ...row }));
}

/** Numbers that AWS recommends. */
function aws(
  comparison: keyof typeof COMPARISONS, threshold: number, periodSeconds: number, m: number, n: number, missingData: TreatMissingData,
  severity = WARNING,
): Row {
  return { ...condition(comparison, threshold, periodSeconds, m, n), missingData, severity, by: 'AWS', reference: BEST_PRACTICE };
}

/** Numbers of ours, for a metric that AWS describes on a page. */
function us(
  comparison: keyof typeof COMPARISONS, threshold: number, periodSeconds: number, m: number, n: number, missingData: TreatMissingData,
  reference: string, severity = WARNING,
): Row {
  return { ...condition(comparison, threshold, periodSeconds, m, n), missingData, severity, by: 'us', reference };
}

function condition(
  comparison: keyof typeof COMPARISONS, threshold: number, periodSeconds: number, datapointsToAlarm: number, evaluationPeriods: number,
) {
  return { comparison: COMPARISONS[comparison], threshold, periodSeconds, datapointsToAlarm, evaluationPeriods };
}
