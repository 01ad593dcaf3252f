import { CfnResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { identify } from '../../core/private/references';
import { propertyOf } from '../../core/private/resource-properties';
import { ISignalSource, Signal } from '../../signals';

/** A metric as far as it says whose it is: by namespace, and by dimension what it has. */
export interface Key {
  readonly namespace: unknown;
  readonly dimensions: Record<string, unknown>;
}

/** What a metric alarm watches. */
export class Watched {
  public readonly path: string;
  private readonly targets: IConstruct[];
  private readonly keys: Key[];

  constructor(alarm: CfnResource) {
    const { value, targets } = identify(alarm, {
      namespace: propertyOf(alarm, 'Namespace'), dimensions: propertyOf(alarm, 'Dimensions'), metrics: propertyOf(alarm, 'Metrics'),
    });
    this.path = alarm.node.path.replace(/\/Resource$/, '');
    this.targets = targets;
    this.keys = [value, ...listOf(value.metrics).map((query) => query?.metricStat?.metric ?? query?.MetricStat?.Metric ?? {})].map(keyOf);
  }

  /** By reference, or by name: REST APIs and all that has a name of its own are not referred to. */
  public watches({ resource, keys }: Watchable): boolean {
    return this.targets.includes(resource) || keys.some((key) => this.keys.some((own) => includes(own, key)));
  }
}

/** What tells whether an alarm is on a resource. */
export interface Watchable {
  readonly resource: IConstruct;
  readonly keys: Key[];
}

/** How the metrics of a source can be recognised. */
export function watchable(source: ISignalSource): Watchable {
  return { resource: source.resource!, keys: keysOf(source) };
}

/** All metric alarms below a construct; composite alarms watch through these. */
export function alarmsIn(scope: IConstruct): Watched[] {
  return scope.node.findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::CloudWatch::Alarm')
    .map((alarm) => new Watched(alarm));
}

function keyOf(metric: any): Key {
  const dimensions = listOf(metric.dimensions ?? metric.Dimensions);
  return {
    namespace: metric.namespace ?? metric.Namespace,
    dimensions: Object.fromEntries(dimensions.map((dimension) => [dimension?.name ?? dimension?.Name, dimension?.value ?? dimension?.Value])),
  };
}

function listOf(value: any): any[] {
  return Array.isArray(value) ? value : [];
}

function keysOf(source: ISignalSource): Key[] {
  const { extras = {}, logGroups, ...golden } = source.goldenSignals();
  const signals = [...Object.values(golden), ...Object.values(extras)] as (Signal | undefined)[];
  return signals.flatMap((signal) => signal ? metricsIn(signal.metric) : []).map((metric) => identify(source.resource!, metric).value).map(keyOf)
    .filter(({ dimensions }) => Object.keys(dimensions).length > 0);
}

function metricsIn(metric: cloudwatch.IMetric): Pick<cloudwatch.MetricStatConfig, 'namespace' | 'dimensions'>[] {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  if (!metricStat) { return Object.values(mathExpression?.usingMetrics ?? {}).flatMap(metricsIn); }
  return [{ namespace: metricStat.namespace, dimensions: metricStat.dimensions }];
}

/** An alarm on one stage of an API watches the API, too. */
function includes(own: Key, key: Key): boolean {
  return own.namespace === key.namespace && Object.entries(key.dimensions).every(([name, value]) => own.dimensions[name] === value);
}
