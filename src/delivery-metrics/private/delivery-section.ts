import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { comparisonOf } from './comparison';
import { DeliveryGraph, DeliveryGraphProps } from './delivery-graph';
import { Gauge } from './dora-gauges';
import { DoraPlan } from './dora-plan';
import { BandValues, FIVE_METRICS, FiveMetric } from './five-metrics';
import { StreamName } from './service-stream';
import { Audience } from '../../dashboards';

/** What the section shows. */
export interface DeliverySection {
  readonly plan: DoraPlan;
  /** Asked when the dashboard is written: pipelines may be added after it. */
  readonly names: () => StreamName[];
  readonly table: dynamodb.ITable;
}

const WIDTH = 24;

/** What targets are held to. */
const DAYS = 28;

export function deliveryWidgets(scope: Construct, audience: Audience, section: DeliverySection): cloudwatch.IWidget[] {
  const graphs = (props: DeliveryGraphProps[]) => props.map((each) => new DeliveryGraph(scope, section, each));
  switch (audience) {
    case Audience.EXECUTIVE: return [words(section.plan), comparison(scope, section), ...graphs(gaugePanels(section.plan))];
    case Audience.OPERATIONS: return graphs(OPERATIONS_PANELS);
    case Audience.DEVELOPER: return graphs(DEVELOPER_PANELS);
    default: return [];
  }
}

/** The five metrics of each service against the targets; a function makes the table. */
class ComparisonWidget extends cloudwatch.ConcreteWidget {
  constructor(private readonly functionArn: string, private readonly section: DeliverySection) {
    super(WIDTH, 8);
  }

  public toJson(): any[] {
    const { names, plan } = this.section;
    return [{
      type: 'custom',
      width: this.width,
      height: this.height,
      x: this.x,
      y: this.y,
      properties: {
        endpoint: this.functionArn,
        title: 'Last four weeks',
        params: { streams: names(), days: DAYS, targets: plan.targets._values() },
        updateOn: { refresh: true, resize: false, timeRange: false },
      },
    }];
  }
}

function comparison(scope: Construct, section: DeliverySection): cloudwatch.IWidget {
  return new ComparisonWidget(comparisonOf(scope, section).handler.functionArn, section);
}

/** Targets and bands as a table. */
function words({ targets, bands }: DoraPlan): cloudwatch.IWidget {
  const { year, ...limits } = bands._limits();
  const rows = FIVE_METRICS.map(({ key, title, more, say }) => {
    const target = targets._values()[key];
    const bandLimits = key === 'reworkRate' ? undefined : limits[key];
    const cells = [0, 1, 2].map((index) => bandLimits ? say(bandLimits[index]) : '-');
    return `${title}, ${more ? 'at least' : 'up to'} | ${target === undefined ? '-' : say(target)} | ${cells.join(' | ')}`;
  });
  const markdown = [
    `Over four weeks${year === undefined ? '' : `; bands of the State of DevOps Report ${year}`} | Target | Elite | High | Medium`,
    '---|---|---|---|---',
    ...rows,
  ].join('\n');
  return new cloudwatch.TextWidget({ markdown, width: WIDTH, height: 5 });
}

/** Colours of Okabe and Ito, which most people with a colour vision deficiency can tell apart. */
const COLORS = { elite: '#009e73', high: '#0072b2', medium: '#e69f00', target: '#cc79a7' };

/** How large the unit of a graph is in that of its metric, and what it is called. */
interface GraphUnit {
  readonly size: number;
  readonly label: string;
}

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

const UNITS: Record<FiveMetric['key'], (limits: Limits) => GraphUnit> = {
  deploymentsPerDay: () => ({ size: 1, label: 'Deployments a day' }),
  leadTime: ({ leadTime }) => timeUnit(leadTime[0]),
  recoveryTime: ({ recoveryTime }) => timeUnit(recoveryTime[0]),
  changeFailRate: () => ({ size: 1, label: 'Percent' }),
  reworkRate: () => ({ size: 1, label: 'Percent' }),
};

type Limits = { readonly [Key in keyof BandValues]: number[] };

/** Days where the best take up to a day, else hours. */
function timeUnit(elite: number): GraphUnit {
  return elite >= DAY ? { size: DAY, label: 'Days' } : { size: HOUR, label: 'Hours' };
}

/** The others are rates. */
const MEDIANS: FiveMetric['key'][] = ['leadTime', 'recoveryTime'];

function gaugePanels(plan: DoraPlan): DeliveryGraphProps[] {
  return FIVE_METRICS.map((metric) => {
    const unit = UNITS[metric.key](plan.bands._limits());
    return {
      title: MEDIANS.includes(metric.key) ? `${metric.title}, median` : metric.title,
      width: WIDTH / 2,
      unit: unit.label,
      lines: [{ metricName: metric.gauge, gauge: true, divideBy: unit.size, worstFirst: metric.more ? 'ASC' : 'DESC' }],
      annotations: annotationsOf(metric, plan, unit),
    };
  });
}

function annotationsOf(metric: FiveMetric, { targets, bands }: DoraPlan, { size }: GraphUnit): cloudwatch.HorizontalAnnotation[] {
  const limits = metric.key === 'reworkRate' ? [] : bands._limits()[metric.key];
  const target = targets._values()[metric.key];
  const named = (['elite', 'high', 'medium'] as const).flatMap((band, index) => (
    // Two bands with one limit are one line, that of the better.
    limits[index] === undefined || limits[index] === limits[index - 1] ? [] : [{ value: limits[index] / size, label: `${band}: ${metric.say(limits[index])}`, color: COLORS[band] }]
  ));
  return [...named, ...target === undefined ? [] : [{ value: target / size, label: `target: ${metric.say(target)}`, color: COLORS.target }]];
}

const COUNTS = { width: WIDTH / 2, unit: 'Deployments' };

const OPERATIONS_PANELS: DeliveryGraphProps[] = [
  { ...COUNTS, title: 'Deployments of each day', lines: [{ metricName: 'Deployments', worstFirst: 'DESC' }], days: 14 },
  { ...COUNTS, title: 'Deployments that failed, of each day', lines: [{ metricName: 'FailedDeployments', worstFirst: 'DESC' }], days: 14 },
];

const DEVELOPER_PANELS: DeliveryGraphProps[] = [
  {
    title: 'Change lead time',
    width: WIDTH / 3,
    unit: 'Hours',
    lines: [
      { metricName: Gauge.LEAD_TIME, gauge: true, divideBy: HOUR, worstFirst: 'DESC', label: 'p50' },
      { metricName: Gauge.LEAD_TIME_P90, gauge: true, divideBy: HOUR, worstFirst: 'DESC', label: 'p90' },
    ],
  },
  {
    title: 'Failed deployment recovery time, median',
    width: WIDTH / 3,
    unit: 'Hours',
    lines: [{ metricName: Gauge.RECOVERY_TIME, gauge: true, divideBy: HOUR, worstFirst: 'DESC' }],
  },
  {
    title: 'Deployment rework rate',
    width: WIDTH / 3,
    unit: 'Percent',
    lines: [{ metricName: Gauge.REWORK_RATE, gauge: true, worstFirst: 'DESC' }],
  },
];
