import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MAX_VARIABLES } from './body-rules';
import { A_SIGNAL_SOURCE, inputError, requireAbility, requireAlarm, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { ISignalSource } from '../../signals';
import { Audience } from '../audience';
import { BusinessMetric, GoodDirection } from '../business-metric';
import { LogQuery } from '../log-query';
import { ObservabilityDashboardProps } from '../observability-dashboard-props';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** With the longest ending that a name gets, `-executive-99`. */
const LONGEST_NAME = 255 - 13;

/** Fails for input that makes no dashboard. */
export function requireValid(scope: Construct, props: ObservabilityDashboardProps): void {
  const list = 'list' as const;
  requireKinds(scope, props, {
    sources: list,
    audiences: list,
    alarms: list,
    objectives: list,
    businessMetrics: list,
    logQueries: list,
    sections: list,
    deployments: list,
    tracedServices: list,
    variables: list,
    fleet: 'options',
    note: 'text',
  });
  requireSources(scope, props);
  requireAudiences(scope, props.audiences);
  requireNameAndRange(scope, props);
  props.alarms?.forEach((alarm) => requireAlarm(scope, 'alarms', alarm));
  props.objectives?.forEach((value) => requireObjective(scope, value));
  props.businessMetrics?.forEach((metric) => requireBusinessMetric(scope, metric));
  props.logQueries?.forEach((query) => requireQuery(scope, query));
  props.tracedServices?.forEach((service) => requireTexts(scope, 'tracedServices', [service?.serviceName, service?.environment ?? 'none']));
  requireAbilities(scope, props);
  requireFleet(scope, props);
}

function requireSources(scope: Construct, props: ObservabilityDashboardProps): void {
  const { sources = [], objectives = [], businessMetrics = [], sections = [], alarms = [] } = props;
  if (sources.length + objectives.length + businessMetrics.length + sections.length + alarms.length === 0) {
    throw inputError(scope, "'sources' must not be empty when there is nothing else to show. "
      + 'Add what the dashboard should show, such as Signals.ecsService(service)');
  }
  for (const value of sources) { requireAbility(scope, { prop: 'sources', value, method: 'goldenSignals', expected: A_SIGNAL_SOURCE }); }
  requireUniqueNames(scope, sources);
}

function requireUniqueNames(scope: Construct, sources: ISignalSource[]): void {
  const names = new Set<string>();
  for (const { sourceName } of sources) {
    if (names.has(sourceName)) {
      throw inputError(scope, `'sources' must have names of their own, got ${show(sourceName)} more than once. `
        + 'Leave one out, or give it another name with Signals.named(name, source)');
    }
    names.add(sourceName);
  }
}

function requireAudiences(scope: Construct, audiences: Audience[] | undefined): void {
  if (audiences?.length === 0) { throw inputError(scope, "'audiences' must not be empty, got []. Leave it out for all of them, or say who looks"); }
  audiences?.forEach((audience) => {
    requireMember(scope, 'audiences', audience ?? null, Audience, 'Audience');
    if (Token.isUnresolved(audience)) { throw inputError(scope, "'audiences' must be known when the app is synthesized, got a token"); }
  });
}

function requireNameAndRange(scope: Construct, { dashboardName, defaultTimeRange }: ObservabilityDashboardProps): void {
  requirePattern(scope, 'dashboardName', dashboardName, /^[A-Za-z0-9_-]{1,255}$/, '1 to 255 letters, digits, - and _');
  if (dashboardName !== undefined && !Token.isUnresolved(dashboardName) && dashboardName.length > LONGEST_NAME) {
    throw inputError(scope, `'dashboardName' must be at most ${LONGEST_NAME} characters, got ${dashboardName.length}. The other dashboards are called after it`);
  }
  if (defaultTimeRange === undefined) { return; }
  requireAbility(scope, { prop: 'defaultTimeRange', value: defaultTimeRange, method: 'toSeconds', expected: 'a Duration, such as Duration.days(1)' });
  if (defaultTimeRange.isUnresolved()) {
    throw inputError(scope, "'defaultTimeRange' must be known when the app is synthesized, got a token. Use Duration.days(1) or the like");
  }
  const value = defaultTimeRange.toSeconds({ integral: false });
  const fix = 'CloudWatch keeps metrics for 455 days.';
  requireInRange(scope, { prop: 'defaultTimeRange', value, min: MINUTE, max: 455 * DAY, unit: 'seconds', fix });
  requireDuration(scope, { prop: 'defaultTimeRange', value: defaultTimeRange, unit: 'seconds', min: MINUTE, max: 455 * DAY, example: 'Duration.days(1)' });
}

function requireObjective(scope: Construct, value: any): void {
  const complete = ['attainment', 'budgetLeft', 'burnRate'].every((name) => typeof value?.[name]?.metric?.toMetricConfig === 'function');
  if (complete && typeof value.objectiveName === 'string' && Array.isArray(value.alarms)) { return; }
  throw inputError(scope, `'objectives' must be objectives, such as a ServiceLevelObjective, got ${summary(value)}`);
}

function requireBusinessMetric(scope: Construct, metric: BusinessMetric): void {
  if (typeof metric?.metric?.toMetricConfig !== 'function') {
    throw inputError(scope, `'businessMetrics' must be made by BusinessMetric.of(label, metric), got ${summary(metric)}`);
  }
  if (typeof metric.label !== 'string' || metric.label === '') {
    throw inputError(scope, `'label' must be what the business calls the metric, such as 'Orders placed', got ${show(metric.label)}`);
  }
  requireMember(scope, 'goodDirection', metric.goodDirection, GoodDirection, 'GoodDirection');
  requireInRange(scope, { prop: 'target', value: metric.target, min: -Number.MAX_VALUE, max: Number.MAX_VALUE });
}

function requireQuery(scope: Construct, query: LogQuery): void {
  if (typeof query?.query !== 'string' || query.query === '' || typeof query.title !== 'string' || query.title === '') {
    throw inputError(scope, `'logQueries' must be queries, such as LogQuery.topErrors(), got ${summary(query)}`);
  }
  requireInRange(scope, { prop: 'limit', value: query.limit, min: 1, max: 10_000, integer: true });
  requireKinds(scope, query, { logGroups: 'list' });
  query.logGroups?.forEach((group) => requireTexts(scope, 'logGroups', [group?.logGroupName]));
}

function requireAbilities(scope: Construct, { sections = [], deployments = [], variables = [] }: ObservabilityDashboardProps): void {
  sections.forEach((value) => requireAbility(scope, {
    prop: 'sections', value, method: 'widgets', expected: 'sections, which have a title and widgets(audience)',
  }));
  deployments.forEach((value) => requireAbility(scope, {
    prop: 'deployments', value, method: 'metricStarted', expected: 'DeploymentEvents, such as DeploymentEvents.ofEcsService(this, id, service)',
  }));
  variables.forEach((value) => requireAbility(scope, { prop: 'variables', value, method: 'toJson', expected: 'variables, such as a cloudwatch.DashboardVariable' }));
  if (variables.length > MAX_VARIABLES) { throw inputError(scope, `'variables' must be at most ${MAX_VARIABLES}, got ${variables.length}. Leave some out`); }
}

function requireFleet(scope: Construct, { fleet = {} }: ObservabilityDashboardProps): void {
  requireInRange(scope, { prop: 'threshold', value: fleet.threshold, min: 1, max: 500, integer: true });
  requirePattern(scope, 'search', fleet.search, /^[^'\n]{1,500}$/, "1 to 500 characters without ', such as orders");
}

function requireTexts(scope: Construct, prop: string, values: unknown[]): void {
  const wrong = values.find((value) => typeof value !== 'string' || value === '');
  if (values.some((value) => typeof value !== 'string' || value === '')) { throw inputError(scope, `'${prop}' must have names, got ${show(wrong)}`); }
}

function summary(value: unknown): string {
  return typeof value === 'object' && value !== null ? `an object with ${Object.keys(value).join(', ') || 'nothing in it'}` : show(value);
}
