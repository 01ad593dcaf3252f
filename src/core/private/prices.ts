/** When the prices below were looked up. */
export const PRICES_AS_OF = '2026-11';

/**
 * List prices in us-east-1 in USD a month, unless the name says otherwise; beyond free tiers.
 *
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export const PRICES = {
  /** Three are free in an account, up to 50 metrics each. */
  dashboard: 3,
  /** Billed for each metric that the alarm reads, those inside formulas too; ten are free. */
  alarmMetric: 0.10,
  /** The same with a period below a minute. */
  highResolutionAlarmMetric: 0.30,
  /** Added by anomaly detection for its two bands: the alarm counts as three metrics. */
  anomalyBandMetric: 0.10,
  /** The same with a period below a minute. */
  highResolutionAnomalyBandMetric: 0.30,
  compositeAlarm: 0.50,
  customMetric: 0.30,
  contributorInsightsRule: 0.50,
  customerManagedKey: 1,
  /** Of AWS Secrets Manager. */
  secret: 0.40,
  /** Lambda asks a queue five times in 20 s whether it has something: 648,000 requests a month at 0.40 USD a million. */
  polledQueue: 0.26,
  /** Of a pipeline of type V2, each started minute; 100 a month are free in an account. https://aws.amazon.com/codepipeline/pricing/ */
  actionMinute: 0.002,
  /** Of Amazon S3, Standard. https://aws.amazon.com/s3/pricing/ */
  storedGigabyte: 0.023,
  /** Of Amazon SNS; 1,000 a month are free. https://aws.amazon.com/sns/pricing/ */
  email: 0.00002,
  /** Of Amazon SQS, a standard queue. https://aws.amazon.com/sqs/pricing/ */
  queueRequestMillion: 0.40,
  /** Of AWS Lambda. https://aws.amazon.com/lambda/pricing/ */
  functionCallMillion: 0.20,
  /** The time of a function by its memory, on x86. */
  functionGigabyteSecond: 0.0000166667,
  /** Of CloudWatch Logs, ingested; a month of storage is 0.03 a GB. */
  logGigabyte: 0.50,
  /** Of Amazon DynamoDB on demand, up to 1 KB each. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  tableWriteMillion: 0.625,
  /** Up to 4 KB each, consistent. */
  tableReadMillion: 0.125,
  /** The first 25 are free in an account. */
  tableGigabyte: 0.25,
  /** Of point-in-time recovery. */
  tableBackupGigabyte: 0.20,
  /** Of Amazon S3, Standard. */
  putThousand: 0.005,
} as const;

/** What a person calls each of them, where the name in the code does not read well. */
export const PRICE_ITEMS: Record<keyof typeof PRICES, string> = {
  dashboard: 'dashboard',
  alarmMetric: 'alarm metric',
  highResolutionAlarmMetric: 'high-resolution alarm metric',
  anomalyBandMetric: 'anomaly detection band',
  highResolutionAnomalyBandMetric: 'high-resolution anomaly detection band',
  compositeAlarm: 'composite alarm',
  customMetric: 'custom metric',
  contributorInsightsRule: 'Contributor Insights rule',
  customerManagedKey: 'customer-managed key',
  secret: 'secret',
  polledQueue: 'queue that a function polls',
  actionMinute: 'CodePipeline action minute',
  storedGigabyte: 'GB in Amazon S3',
  email: 'e-mail',
  queueRequestMillion: 'million requests to Amazon SQS',
  functionCallMillion: 'million calls of AWS Lambda',
  functionGigabyteSecond: 'GB-second of AWS Lambda',
  logGigabyte: 'GB of logs',
  tableWriteMillion: 'million writes to Amazon DynamoDB',
  tableReadMillion: 'million reads of Amazon DynamoDB',
  tableGigabyte: 'GB in Amazon DynamoDB',
  tableBackupGigabyte: 'GB of backups of Amazon DynamoDB',
  putThousand: 'thousand objects written to Amazon S3',
};

/** What a build costs. */
export interface BuildMinutePrice {
  readonly item: string;
  readonly unitUsd: number;
  /** Whether seconds are billed; otherwise each started minute. */
  readonly bySecond: boolean;
}

/** One of the smallest machine that has a list price here, and how many times as large the others are. */
interface BuildFamily {
  readonly name: string;
  /** Prices of a minute by size. */
  readonly minutes: Record<string, number>;
  readonly sizes: Record<string, number>;
  readonly bySecond?: boolean;
}

/** In virtual processors. */
const PROCESSORS = { SMALL: 2, MEDIUM: 4, LARGE: 8, XLARGE: 36, X2LARGE: 72 };

/** In gigabytes of memory. */
const GIGABYTES = { '1GB': 1, '2GB': 2, '4GB': 4, '8GB': 8, '10GB': 10 };

/**
 * What CodeBuild charges by the type of the environment; 100 minutes a month of the smallest are free in an account.
 *
 * @see https://aws.amazon.com/codebuild/pricing/
 */
const BUILD_FAMILIES: Record<string, BuildFamily> = {
  LINUX_CONTAINER: { name: 'general1', minutes: { SMALL: 0.005, MEDIUM: 0.01, LARGE: 0.02 }, sizes: PROCESSORS },
  ARM_CONTAINER: { name: 'arm1', minutes: { SMALL: 0.0034 }, sizes: PROCESSORS },
  LINUX_GPU_CONTAINER: { name: 'gpu1', minutes: { LARGE: 0.65 }, sizes: PROCESSORS },
  WINDOWS_SERVER_2019_CONTAINER: { name: 'windows1', minutes: { MEDIUM: 0.018 }, sizes: PROCESSORS },
  LINUX_LAMBDA_CONTAINER: { name: 'lambda.x86-64', minutes: { '1GB': 0.0012 }, sizes: GIGABYTES, bySecond: true },
  ARM_LAMBDA_CONTAINER: { name: 'lambda.arm', minutes: { '1GB': 0.0006 }, sizes: GIGABYTES, bySecond: true },
};

/** What a minute of a build costs. Sizes without a price here are scaled from the smallest that has one, and say so. */
export function buildMinutePrice(type = 'LINUX_CONTAINER', computeType = 'BUILD_GENERAL1_SMALL'): BuildMinutePrice {
  const { name, minutes, sizes, bySecond = false } = BUILD_FAMILIES[type] ?? BUILD_FAMILIES[familyLike(type)];
  const size = computeType.replace(/^BUILD_(GENERAL1|LAMBDA)_/, '').replace('2XLARGE', 'X2LARGE');
  const [[smallest, price]] = Object.entries(minutes);
  const exact = minutes[size];
  const factor = (sizes[size] ?? sizes[smallest]) / sizes[smallest];
  const shown = bySecond ? size : size.replace('X2LARGE', '2XLARGE').replace(/_/g, '-').toLowerCase();
  const item = `CodeBuild minute on ${name}.${shown}`;
  return exact === undefined ? { item: `${item}, scaled`, unitUsd: price * factor, bySecond } : { item, unitUsd: exact, bySecond };
}

/** Types that came later are named after what they are like. */
function familyLike(type: string): string {
  if (type.startsWith('WINDOWS')) { return 'WINDOWS_SERVER_2019_CONTAINER'; }
  return type.startsWith('ARM') ? 'ARM_CONTAINER' : 'LINUX_CONTAINER';
}
