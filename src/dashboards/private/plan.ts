import { Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { Fleet, fleetsIn, Observed } from './fleets';
import { requireValid } from './input';
import { Place } from './widget';
import { IObjective } from '../../alarms';
import { DeploymentEvents, GoldenSignals, Signals } from '../../signals';
import { Audience } from '../audience';
import { BusinessMetric } from '../business-metric';
import { IDashboardSection } from '../dashboard-section';
import { LogQuery } from '../log-query';
import { ObservabilityDashboardProps } from '../observability-dashboard-props';
import { TracedService } from '../traced-service';

export const DASHBOARD_DEFAULTS = { fleetThreshold: 12 } as const;

/** What is shown, with nothing left open. */
export interface DashboardPlan {
  readonly place: Place;
  readonly audiences: Audience[];
  /** Whether the user asked for each of them. */
  readonly explicit: boolean;
  readonly observed: Observed[];
  readonly fleets: Fleet[];
  /** Those that are in no fleet. */
  readonly single: Observed[];
  readonly search?: string;
  readonly alarms: cloudwatch.IAlarm[];
  readonly objectives: IObjective[];
  readonly businessMetrics: BusinessMetric[];
  readonly logQueries: LogQuery[];
  readonly sections: IDashboardSection[];
  readonly deployments: DeploymentEvents[];
  readonly tracedServices: TracedService[];
  readonly note?: string;
}

/** Every default and every check of the input. */
export function resolvePlan(scope: Construct, props: ObservabilityDashboardProps): DashboardPlan {
  requireValid(scope, props);
  const { account, region } = Stack.of(scope);
  const observed = (props.sources ?? []).map((source) => ({ source, signals: source.goldenSignals() }));
  const objectives = props.objectives ?? [];
  warnOfDeadMetrics(scope, observed.map(({ signals }) => signals), props.businessMetrics ?? []);
  return {
    place: { account, region },
    audiences: [...new Set(props.audiences ?? Object.values(Audience))],
    explicit: props.audiences !== undefined,
    observed,
    ...fleetsIn(observed, thresholdOf(props)),
    search: props.fleet?.search,
    alarms: [...new Set([...props.alarms ?? [], ...objectives.flatMap(({ alarms }) => alarms)])],
    objectives,
    businessMetrics: props.businessMetrics ?? [],
    logQueries: props.logQueries ?? [],
    sections: props.sections ?? [],
    deployments: props.deployments ?? [],
    tracedServices: props.tracedServices ?? [],
    note: props.note,
  };
}

/** A graph of a metric that nobody publishes looks like peace. */
function warnOfDeadMetrics(scope: Construct, sources: GoldenSignals[], businessMetrics: BusinessMetric[]): void {
  for (const { extras, logGroups, ...golden } of sources) {
    for (const signal of [...Object.values(golden), ...Object.values(extras ?? {})]) {
      if (signal) { Signals._lint(scope, signal.metric); }
    }
  }
  businessMetrics.forEach(({ metric }) => Signals._lint(scope, metric));
}

function thresholdOf({ fleet }: ObservabilityDashboardProps): number {
  const threshold = fleet?.threshold;
  return threshold === undefined || Token.isUnresolved(threshold) ? DASHBOARD_DEFAULTS.fleetThreshold : threshold;
}
