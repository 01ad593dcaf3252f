import { IPostProcessor, IResolvable, IResolveContext, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ColourMetric, combine } from './colour-metrics';
import { ONE_MINUTE } from '../../core/private/periods';
import { PlainAlarm } from '../../core/private/plain-alarm';

/** What an alarm on both colours looks at. */
export interface GateAlarmProps {
  readonly metric: ColourMetric;
  /** The full names of the load balancer and its two target groups. */
  readonly names: string[];
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly description: string;
}

/** An alarm on the worse of the two colours. Over eight metrics, the plain resource is what keeps it cheap. */
export class GateAlarm extends PlainAlarm {
  constructor(scope: Construct, id: string, { metric, names, threshold, datapointsToAlarm, description }: GateAlarmProps) {
    super(scope, id, {
      alarmDescription: description,
      threshold,
      datapointsToAlarm,
      evaluationPeriods: 3,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      // A colour without traffic reports nothing; were that bad, ECS would find the alarm firing and not watch it at all.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      metrics: new MetricsOf(metric, names),
    });
  }
}

/** The metrics of an alarm, put together when the three names are resolved: each is resolved once, and not in every metric. */
class MetricsOf implements IResolvable, IPostProcessor {
  public readonly creationStack: string[] = [];

  constructor(private readonly metric: ColourMetric, private readonly names: string[]) {}

  public resolve(context: IResolveContext): string[] {
    context.registerPostProcessor(this);
    return this.names;
  }

  public postProcess([loadBalancer, ...colours]: string[]): object[] {
    const { expression, metrics } = this.metric;
    return [
      { id: 'expr_1', expression: combine(colours.map((_, index) => expression.replace(/#/g, String(index))), 'worst'), returnData: true },
      ...colours.flatMap((colour, index) => Object.entries(metrics).map(([id, [metricName, stat]]) => ({
        id: `${id}${index}`,
        metricStat: {
          metric: {
            namespace: 'AWS/ApplicationELB',
            metricName,
            dimensions: [{ name: 'LoadBalancer', value: loadBalancer }, { name: 'TargetGroup', value: colour }],
          },
          period: ONE_MINUTE.toSeconds(),
          stat,
        },
        returnData: false,
      }))),
    ];
  }

  public toString(): string {
    return Token.asString(this);
  }
}
