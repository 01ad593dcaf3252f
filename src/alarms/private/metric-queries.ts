import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** A formula as the list of queries that CloudFormation takes; only the formula itself is returned. */
export function queriesOf(id: string, { expression, usingMetrics }: cloudwatch.MathExpression): unknown[] {
  const inputs = new Map<string, unknown>();
  collect(usingMetrics, inputs);
  return [{ Id: id, Expression: expression, ReturnData: true }, ...inputs.values()];
}

function collect(metrics: Record<string, cloudwatch.IMetric>, into: Map<string, unknown>): void {
  for (const [id, metric] of Object.entries(metrics)) {
    const { metricStat, mathExpression } = metric.toMetricConfig();
    into.set(id, metricStat ? statQuery(id, metricStat) : { Id: id, Expression: mathExpression!.expression, ReturnData: false });
    collect(mathExpression?.usingMetrics ?? {}, into);
  }
}

function statQuery(id: string, { namespace, metricName, dimensions = [], statistic, period, accountOverride }: cloudwatch.MetricStatConfig): unknown {
  return {
    Id: id,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metricName, Dimensions: dimensions.map(({ name, value }) => ({ Name: name, Value: value })) },
      Period: period.toSeconds(),
      Stat: statistic,
    },
    ReturnData: false,
    AccountId: accountOverride,
  };
}
