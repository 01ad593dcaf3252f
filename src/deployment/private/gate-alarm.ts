import { IPostProcessor, IResolvable, IResolveContext, Lazy, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ColourMetric, combine } from './colour-metrics';
import { ONE_MINUTE } from '../../core/private/periods';

/** What an alarm on both colours looks at. */
export interface GateAlarmProps {
  readonly metric: ColourMetric;
  /** The full names of the load balancer and its two target groups. */
  readonly names: string[];
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly description: string;
}

/**
 * An alarm on the worse of the two colours, from the plain resource: the L2 takes a formula over eight metrics apart and
 * puts it together again, which is most of its time. Actions are those of every alarm.
 */
export class GateAlarm extends cloudwatch.AlarmBase {
  private readonly resource: cloudwatch.CfnAlarm;

  constructor(scope: Construct, id: string, { metric, names, threshold, datapointsToAlarm, description }: GateAlarmProps) {
    super(scope, id);
    this.resource = new cloudwatch.CfnAlarm(this, 'Resource', {
      alarmDescription: description,
      threshold,
      datapointsToAlarm,
      evaluationPeriods: 3,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      // A colour without traffic reports nothing; were that bad, ECS would find the alarm firing and not watch it at all.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      metrics: new MetricsOf(metric, names),
      alarmActions: Lazy.list({ produce: () => this.alarmActionArns }),
      insufficientDataActions: Lazy.list({ produce: () => this.insufficientDataActionArns }),
      okActions: Lazy.list({ produce: () => this.okActionArns }),
    });
  }

  public get alarmArn(): string {
    return this.resource.attrArn;
  }

  public get alarmName(): string {
    return this.resource.ref;
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
