import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DeliverySection } from './delivery-section';
import { GAUGE_STATISTIC } from './dora-gauges';
import { StreamName } from './service-stream';
import { ONE_DAY } from '../../core/private/periods';
import { DoraWindow } from '../dora-window';

/** Some lines of one metric, one for each service in each environment. */
export interface DeliveryLines {
  readonly metricName: string;
  /** Whether it is published once a day, over four weeks; else a sum of each day. */
  readonly gauge?: boolean;
  readonly divideBy?: number;
  /** Which way the services that need attention come first. */
  readonly worstFirst: 'ASC' | 'DESC';
  /** Before the name of the service. */
  readonly label?: string;
}

export interface DeliveryGraphProps {
  readonly title: string;
  readonly lines: DeliveryLines[];
  readonly unit: string;
  readonly width: number;
  readonly annotations?: cloudwatch.HorizontalAnnotation[];
  /** How far it goes back. By default a quarter. */
  readonly days?: number;
}

/** More lines nobody can tell apart. */
const MOST_LINES = 12;

/** What CloudWatch takes of a query. */
const MAX_SEARCH = 1024;

/**
 * A graph of all services. It searches for them, so that it takes the same room on the page whatever is added later; a search finds what has
 * had data in the last two weeks.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export class DeliveryGraph extends cloudwatch.ConcreteWidget {
  constructor(private readonly scope: Construct, private readonly section: DeliverySection, private readonly props: DeliveryGraphProps) {
    super(props.width, 6);
  }

  public toJson(): any[] {
    const { title, lines, unit, annotations = [], days = 90 } = this.props;
    return [{
      type: 'metric',
      width: this.width,
      height: this.height,
      x: this.x,
      y: this.y,
      properties: {
        view: 'timeSeries',
        title,
        region: Stack.of(this.scope).region,
        start: `-P${days}D`,
        period: ONE_DAY.toSeconds(),
        metrics: lines.map((each, index) => [{
          id: `m${index}`, expression: this.expressionOf(each), label: labelOf(each), period: ONE_DAY.toSeconds(),
        }]),
        ...annotations.length > 0 && { annotations: { horizontal: annotations.map((annotation) => ({ ...annotation, yAxis: 'left' })) } },
        yAxis: { left: { label: unit, showUnits: false, min: 0 } },
      },
    }];
  }

  private expressionOf({ metricName, gauge, divideBy = 1, worstFirst }: DeliveryLines): string {
    const { plan: { metricNamespace }, names } = this.section;
    const dimensions = ['Service', 'Environment', ...gauge ? ['Window'] : []].join(',');
    const query = `{"${metricNamespace}",${dimensions}} MetricName="${metricName}"${gauge ? ` Window="${DoraWindow.DAYS_28}"` : ''}`;
    const search = `SEARCH('${only(query, names())}', '${gauge ? GAUGE_STATISTIC : 'Sum'}', ${ONE_DAY.toSeconds()})`;
    return `SORT(${search}${divideBy === 1 ? '' : ` / ${divideBy}`}, AVG, ${worstFirst}, ${MOST_LINES})`;
  }
}

/** Leaves out the services of others in the same namespace, where CloudWatch takes a query that long. */
function only(query: string, names: StreamName[]): string {
  const services = [...new Set(names.map(({ service }) => service))].map((service) => `Service="${service}"`);
  const full = services.length > 0 ? `${query} (${services.join(' OR ')})` : query;
  return full.length <= MAX_SEARCH ? full : query;
}

/** CloudWatch fills in the dimensions of each metric that it finds. */
function labelOf({ label }: DeliveryLines): string {
  return [...label ? [label] : [], "${PROP('Dim.Service')}", "${PROP('Dim.Environment')}"].join(' ');
}
