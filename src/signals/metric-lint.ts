import { Aspects } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { deadMetricsOf, warnOfDeadMetrics } from './private/dead-metrics';

/** A metric that never has data: a graph of it stays empty, an alarm on it silent. */
export interface DeadMetric {
  /** Where the alarm or dashboard is that asks for it. */
  readonly path: string;

  /** What it asks for, such as `AWS/ECS`. */
  readonly metricNamespace: string;

  /** What it asks for, such as `CPUUtilization`. */
  readonly metricName: string;

  /** The names of the dimensions it asks for, in order of the alphabet. */
  readonly dimensions: string[];

  /** Why there is no such metric, as the end of a sentence. */
  readonly reason: string;
}

/**
 * Looks for alarms and dashboards that watch metrics which AWS does not publish, also those that are not made with this
 * library: a misspelt name, an EC2 instance asked for by its instance and its group at once, the CPU of a cluster on
 * Fargate. CloudFormation deploys them all.
 *
 * Judged is what the library is sure of: the namespaces of the resources that it knows. Your own metrics are never judged.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
 */
export class MetricLint {
  /**
   * Warns at synthesis of every such alarm and dashboard below a construct, with the id
   * `cdk-devops-patterns/signals:deadMetric`.
   *
   * @param scope an app, a stack or any construct
   */
  public static of(scope: IConstruct): MetricLint {
    Aspects.of(scope).add({ visit: warnOfDeadMetrics });
    return new MetricLint(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /** What is found now, for tests and reports. */
  public findings(): DeadMetric[] {
    return this.scope.node.findAll().flatMap((construct) => deadMetricsOf(construct).map(({ asked, reason }) => ({
      path: construct.node.path,
      metricNamespace: asked.namespace,
      metricName: asked.metricName,
      dimensions: Object.keys(asked.dimensions).sort(),
      reason,
    })));
  }
}
