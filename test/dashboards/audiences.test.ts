import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IObjective } from '../../src/alarms';
import { AlarmKind, Severity } from '../../src/core';
import { recordAlarm } from '../../src/core/private/alarm-facts';
import {
  Audience, BusinessMetric, GoodDirection, IDashboardSection, LogQuery, ObservabilityDashboard, ObservabilityDashboardProps, TracedService,
} from '../../src/dashboards';
import { DeploymentEvents, GoldenSignals, Signals, SignalUnit } from '../../src/signals';
import { cpuSource, formulaOver, signal, source } from '../support/sources';
import { prodStack } from '../support/stacks';
import { bodiesOf, Body, bodyWith, metricWidgets, textsIn } from './support/bodies';

describe('ObservabilityDashboard', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  const orders = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Orders', statistic: 'Sum', period: Duration.hours(1) });
  const counted = (metricName: string) => new cloudwatch.Metric({ namespace: 'Shop', metricName, statistic: 'Sum' });
  const rate = (name: string): cloudwatch.MathExpression => new cloudwatch.MathExpression({
    expression: '100 * bad / total',
    period: Duration.minutes(1),
    usingMetrics: { bad: counted(`${name}Bad`), total: counted(`${name}All`) },
  });

  function web(name = 'web', more: Partial<GoldenSignals> = {}) {
    const latency = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Latency', statistic: 'p99', period: Duration.minutes(1), label: 'p99 of web' });
    return source(name, {
      requests: signal('Requests', { unit: SignalUnit.COUNT }),
      errors: signal('Errors', { metric: rate(name) }),
      latency: signal('Latency', { metric: latency, unit: SignalUnit.SECONDS }),
      extras: { throttles: signal('Throttles', { unit: SignalUnit.COUNT }), errorCount: signal('Error count', { unit: SignalUnit.COUNT }) },
      ...more,
    });
  }

  function objective(alarms: cloudwatch.IAlarm[] = []): IObjective {
    return {
      objectiveName: 'Checkout works',
      objectivePercent: 99.9,
      attainment: signal('Kept'),
      budgetLeft: signal('Left'),
      burnRate: signal('Burn rate', { unit: SignalUnit.COUNT }),
      alarms,
    };
  }

  function alarmOf(id: string): cloudwatch.Alarm {
    return new cloudwatch.Alarm(stack, id, { metric: orders, threshold: 1, evaluationPeriods: 1 });
  }

  function synth(props: Partial<ObservabilityDashboardProps> = {}): Template {
    new ObservabilityDashboard(stack, 'Overview', { sources: [web()], ...props });
    return Template.fromStack(stack);
  }

  const pageOf = (audience: string, props: Partial<ObservabilityDashboardProps> = {}): Body => bodyWith(synth(props), audience);

  describe('audiences', () => {
    test('are three, each with a dashboard of its own', () => {
      expect(Object.keys(bodiesOf(synth())).map((id) => id.replace(/\w{8}$/, '')).sort()).toEqual(['OverviewDashboard', 'OverviewDeveloper', 'OverviewExecutive']);
    });

    test('have no dashboard for executives when there is nothing to show them', () => {
      expect(Object.keys(bodiesOf(synth({ sources: [cpuSource()] })))).toHaveLength(2);
    });

    test('have one for executives that says what is missing when they were asked for', () => {
      expect(textsIn(pageOf('Executive', { sources: [cpuSource()], audiences: [Audience.EXECUTIVE] }))).toEqual([expect.stringMatching(/^Nothing to show yet/)]);
    });

    test('may be fewer', () => {
      const overview = new ObservabilityDashboard(stack, 'Overview', { sources: [web()], audiences: [Audience.DEVELOPER, Audience.DEVELOPER] });

      expect(overview.dashboards).toEqual([overview.dashboard]);
      expect(overview.dashboardsFor(Audience.DEVELOPER)).toEqual([overview.dashboard]);
      expect(() => overview.dashboardsFor(Audience.EXECUTIVE)).toThrow(/^'audience' must be one of developer, got executive.*\[at Prod\/Overview\]$/);
    });

    test('make the dashboard for operations the first', () => {
      const overview = new ObservabilityDashboard(stack, 'Overview', { sources: [web()] });

      expect(overview.dashboard.node.path).toBe('Prod/Overview/Dashboard');
      expect(overview.dashboards.map(({ node }) => node.id)).toEqual(['Executive', 'Dashboard', 'Developer']);
    });

    test('ask a source for its signals once', () => {
      const goldenSignals = jest.fn(() => ({ cpu: signal('CPU') }));
      new ObservabilityDashboard(stack, 'Overview', { sources: [{ sourceName: 'orders', goldenSignals }] });

      expect(goldenSignals).toHaveBeenCalledTimes(1);
    });

    test('look back eight hours, executives two weeks', () => {
      const bodies = bodiesOf(synth());

      expect(Object.values(bodies).map(({ start }) => start).sort()).toEqual(['-P14D', '-PT8H', '-PT8H']);
    });

    test('all look back as far as the user says', () => {
      const bodies = bodiesOf(synth({ defaultTimeRange: Duration.hours(3) }));

      expect(Object.values(bodies).map(({ start }) => start)).toEqual(['-PT3H', '-PT3H', '-PT3H']);
    });

    test('are linked from the least to the most detailed, so that no two name one another', () => {
      const template = synth();

      expect(textsIn(bodyWith(template, 'Executive'))).toContain('[Dashboard for operations](#dashboards/dashboard/token)');
      expect(textsIn(bodyWith(template, 'Dashboard'))).toContain('[Dashboard for developers](#dashboards/dashboard/token)');
      expect(textsIn(bodyWith(template, 'Developer')).join()).not.toContain('#dashboards');
    });

    test('all see the note and the variables', () => {
      const variable = new cloudwatch.DashboardVariable({
        id: 'region', type: cloudwatch.VariableType.PROPERTY, inputType: cloudwatch.VariableInputType.INPUT, value: 'region', label: 'Region',
      });
      const bodies = bodiesOf(synth({ note: 'Made in shop/infra by team Orders', variables: [variable] }));

      expect(Object.values(bodies).map((body) => textsIn(body).some((text) => text.startsWith('Made in shop/infra by team Orders')))).toEqual([true, true, true]);
      expect(Object.values(bodies).map(({ variables }) => variables?.length)).toEqual([1, 1, 1]);
    });
  });

  describe('for executives', () => {
    test('shows a business metric, how much of the target it reaches, and the target as a line', () => {
      const shown = metricWidgets(pageOf('Executive', { businessMetrics: [BusinessMetric.of('Orders placed', orders, { target: 120 })] }));

      expect(shown['Orders placed']).toMatchObject({
        view: 'singleValue',
        sparkline: true,
        metrics: [
          ['Shop', 'Orders', { stat: 'Sum', period: 3600, label: 'Orders placed' }],
          [{ expression: '100 * kpi / 120', period: 3600, label: '% of target' }],
          ['Shop', 'Orders', { stat: 'Sum', period: 3600, id: 'kpi', visible: false }],
        ],
      });
      expect(shown['Orders placed over time'].annotations.horizontal).toEqual([
        { value: 120, label: 'Target: at least 120', color: '#2ca02c', fill: 'above', yAxis: 'left' },
      ]);
    });

    test('says so when less is better', () => {
      const refunds = BusinessMetric.of('Refunds', orders, { target: 5, goodDirection: GoodDirection.DOWN });

      expect(metricWidgets(pageOf('Executive', { businessMetrics: [refunds] }))['Refunds over time'].annotations.horizontal)
        .toEqual([expect.objectContaining({ label: 'Target: at most 5', fill: 'below' })]);
    });

    test.each([[undefined, 0], [0, 1]])('has no share of a target of %p', (target, lines) => {
      const shown = metricWidgets(pageOf('Executive', { businessMetrics: [BusinessMetric.of('Orders', orders, { target })] }));

      expect(shown.Orders.metrics).toHaveLength(1);
      expect(shown['Orders over time'].annotations?.horizontal ?? []).toHaveLength(lines);
    });

    test('shows how much of a promise was kept, and what is left of the budget', () => {
      const shown = metricWidgets(pageOf('Executive', { objectives: [objective()] }));

      expect(shown['Checkout works']).toMatchObject({ view: 'singleValue', metrics: [['Test', 'Kept', { label: 'Kept', period: 60 }]] });
      expect(shown['Checkout works: budget left']).toMatchObject({ view: 'gauge', yAxis: { left: { min: 0, max: 100 } } });
      expect(shown['Checkout works over time'].annotations.horizontal).toEqual([expect.objectContaining({ value: 99.9, label: 'Promised: 99.9 %' })]);
    });

    test('shows a promise over its own window', () => {
      const shown = metricWidgets(pageOf('Executive', { objectives: [{ ...objective(), window: Duration.days(30) }] }));

      expect(Object.entries(shown).filter(([title]) => title.startsWith('Checkout')).map(([, { start }]) => start)).toEqual(['-P30D', '-P30D', '-P30D']);
    });

    test('shows the share of requests that succeed, where a source tells how many fail', () => {
      const shown = metricWidgets(pageOf('Executive', { sources: [web('web'), web('api'), cpuSource('batch')] }));

      expect(Object.keys(shown)).toEqual(['web', 'api']);
      expect(shown.web.metrics).toEqual([
        [{ expression: '100 - failing', period: 60, label: 'Succeed, in percent' }],
        [{ expression: '100 * bad / total', period: 60, id: 'failing', visible: false }],
        ['Shop', 'webBad', { stat: 'Sum', period: 60, id: 'bad', visible: false }],
        ['Shop', 'webAll', { stat: 'Sum', period: 60, id: 'total', visible: false }],
      ]);
    });

    test('shows no count of errors as if it were a share', () => {
      const queue = source('queue', { errors: signal('Errors', { unit: SignalUnit.COUNT }) });

      expect(Object.keys(bodiesOf(synth({ sources: [queue] }))).join()).not.toContain('Executive');
    });
  });

  describe('for operations', () => {
    test('has the state of all alarms on top, those of objectives too, each once, what is in alarm first', () => {
      const [one, two] = [alarmOf('One'), alarmOf('Two')];
      const { widgets } = pageOf('Dashboard', { alarms: [one], objectives: [objective([one, two])] });

      expect(widgets[0]).toMatchObject({ type: 'alarm', y: 0, properties: { alarms: ['token', 'token'], sortBy: 'stateUpdatedTimestamp' } });
    });

    test('marks deployments over the full width, above the graphs', () => {
      const service = ecs.FargateService.fromFargateServiceAttributes(stack, 'Service', {
        cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'c', vpc: undefined as any, securityGroups: [] }), serviceName: 's',
      });
      const { widgets } = pageOf('Dashboard', { deployments: [DeploymentEvents.ofEcsService(stack, 'Deployments', service)], note: 'n' });

      expect(widgets.filter(({ type }) => type === 'metric')[0]).toMatchObject({
        width: 24, properties: { title: 'Deployments that began', metrics: [['AWS/Events', 'MatchedEvents', 'RuleName', 'token', { stat: 'Sum', period: 60, label: 'Deployments' }]] },
      });
    });

    test('shows how fast an error budget is used up', () => {
      const shown = metricWidgets(pageOf('Dashboard', { objectives: [objective()] }));

      expect(shown['How fast the budget is used up'].annotations.horizontal).toEqual([expect.objectContaining({ value: 1 })]);
    });

    test('leaves percentiles and counts of errors to developers', () => {
      const extras = { latencyP50: signal('p50'), errorCount: signal('Error count'), throttles: signal('Throttles') };

      expect(Object.keys(metricWidgets(pageOf('Dashboard', { sources: [source('web', { extras })] })))).toEqual(['Throttles']);
    });
  });

  describe('for developers', () => {
    test('shows percentiles of latency, never the average', () => {
      const average = signal('Latency', { unit: SignalUnit.SECONDS });
      const shown = metricWidgets(pageOf('Developer', { sources: [web('web', { latency: average })] }));

      expect(shown.Latency.metrics).toEqual([
        ['Test', 'Latency', { stat: 'p50', period: 60, label: 'p50' }],
        ['Test', 'Latency', { stat: 'p90', period: 60, label: 'p90' }],
        ['Test', 'Latency', { stat: 'p99', period: 60, label: 'p99' }],
      ]);
    });

    test('does not call three percentiles by the label that the metric has for one of them', () => {
      expect(metricWidgets(pageOf('Developer')).Latency.metrics.map((row: any[]) => row[row.length - 1].label)).toEqual(['p50', 'p90', 'p99']);
    });

    test('takes the percentiles that a source has', () => {
      const extras = { latencyP50: signal('p50', { unit: SignalUnit.SECONDS }), latencyP90: signal('p90', { unit: SignalUnit.SECONDS }) };
      const shown = metricWidgets(pageOf('Developer', { sources: [web('web', { latency: signal('p99', { unit: SignalUnit.SECONDS }), extras })] }));

      expect(shown.Latency.metrics.map((row: any[]) => row[1])).toEqual(['p50', 'p90', 'p99']);
    });

    test('shows a latency that is a formula as it is', () => {
      expect(metricWidgets(pageOf('Developer', { sources: [web('web', { latency: signal('Slow', { metric: formulaOver(2) }) })] })).Slow.metrics).toHaveLength(3);
    });

    test('shows errors as a rate and a count, throttles, dead letters, backlog and saturation', () => {
      const extras = { errorCount: signal('Error count'), throttles: signal('Throttles'), deadLetters: signal('Dead letters') };
      const all = source('all', { errors: signal('Errors'), cpu: signal('CPU'), memory: signal('Memory'), backlog: signal('Backlog'), extras });

      expect(Object.keys(metricWidgets(pageOf('Developer', { sources: [all] })))).toEqual(['Errors', 'Error count', 'Throttles', 'Dead letters', 'Backlog', 'Saturation']);
    });

    test('shows the runbooks of the alarms, each once, trimmed and with a link', () => {
      const alarms = ['One', 'Two', 'Three', 'Four'].map(alarmOf);
      const runbook = { title: 'Too slow', firstStep: 'Look at the traces.', markdown: `## Meaning\n${'Long. \n'.repeat(2000)}`, url: 'https://wiki.example.com/slow' };
      recordAlarm(alarms[0], { kind: AlarmKind.LATENCY, severity: Severity.WARNING, runbook });
      recordAlarm(alarms[1], { runbook });
      recordAlarm(alarms[2], { runbook: { title: 'Full', firstStep: 'Delete something.' } });
      const texts = textsIn(pageOf('Developer', { alarms }));

      expect(texts.slice(texts.indexOf('## Runbooks') + 1)).toEqual([expect.stringMatching(/^## Meaning\nLong/), '### Full\nDelete something.']);
      expect(texts.find((text) => text.startsWith('## Meaning'))).toMatch(/Long\.\n\n…\n\n\[Too slow\]\(https:\/\/wiki\.example\.com\/slow\)$/);
      expect(texts.find((text) => text.startsWith('## Meaning'))!.length).toBeLessThan(3200);
    });

    test('links to the traces of a service, and shows what Application Signals knows of it', () => {
      const page = pageOf('Developer', { tracedServices: [TracedService.applicationSignals('web', 'ecs:prod'), TracedService.xray('old web')] });

      expect(textsIn(page)).toEqual(expect.arrayContaining([
        "## Traces: web in ecs:prod\n[Traces of web](#xray:traces/query?~(query~(expression~'service*28*22web*22*29))) · [All services](#application-signals:services)",
        "## Traces: old web\n[Traces of old web](#xray:traces/query?~(query~(expression~'service*28*22old*20web*22*29)))",
      ]));
      expect(metricWidgets(page)['Latency in traces'].metrics[2])
        .toEqual(['ApplicationSignals', 'Latency', 'Environment', 'ecs:prod', 'Service', 'web', { stat: 'p99', period: 60, label: 'p99' }]);
    });
  });

  describe('sections', () => {
    const delivery: IDashboardSection = {
      sectionTitle: 'Delivery',
      widgets: (audience) => audience === Audience.EXECUTIVE
        ? [new cloudwatch.SingleValueWidget({ title: 'Lead time', metrics: [orders], width: 12 }), new cloudwatch.GraphWidget({ title: 'Failures', left: [orders], width: 18 })]
        : [],
    };

    test('are shown to those they have something for, in rows as wide as the page', () => {
      const template = synth({ sections: [delivery] });
      const { widgets } = bodyWith(template, 'Executive');

      expect(widgets.slice(-3)).toMatchObject([
        { type: 'text', properties: { markdown: '## Delivery' } },
        { x: 0, width: 12, properties: { title: 'Lead time' } },
        { x: 0, width: 18, properties: { title: 'Failures' } },
      ]);
      expect(widgets.at(-1)!.y).toBe(widgets.at(-2)!.y + widgets.at(-2)!.height);
      expect(textsIn(bodyWith(template, 'Dashboard'))).not.toContain('## Delivery');
    });

    test('show what was added to their widgets until the end', () => {
      const graph = new cloudwatch.GraphWidget({ title: 'Late', left: [orders] });
      new ObservabilityDashboard(stack, 'Overview', { sources: [web()], sections: [{ sectionTitle: 'Mine', widgets: () => [graph] }] });
      graph.addLeftMetric(counted('More'));

      expect(metricWidgets(bodyWith(Template.fromStack(stack), 'Dashboard')).Late.metrics).toHaveLength(2);
    });

    test('may hold columns', () => {
      const column = new cloudwatch.Column(new cloudwatch.TextWidget({ markdown: 'one' }), new cloudwatch.TextWidget({ markdown: 'two' }), new cloudwatch.Spacer());
      const { widgets } = pageOf('Dashboard', { sections: [{ sectionTitle: 'Mine', widgets: () => [column] }] });
      const [one, two] = widgets.slice(-2);

      expect(two).toMatchObject({ x: one.x, y: one.y + one.height, properties: { markdown: 'two' } });
    });

    test('fail for what CloudWatch would refuse, naming the widget', () => {
      const sections = [{ sectionTitle: 'Mine', widgets: () => [new cloudwatch.GraphWidget({ title: 'Empty' })] }];

      expect(() => synth({ sections })).toThrow(/'sections' must fit CloudWatch: widget 2 \('Empty'\) must show a metric or an alarm, got none.*\[at Prod\/Overview\]/);
    });
  });

  describe('log queries', () => {
    const group = (name: string): logs.ILogGroup => logs.LogGroup.fromLogGroupName(stack, name, name);

    test('are shown to developers and saved, over the log groups of the sources', () => {
      const template = synth({ sources: [web('web', { logGroups: [group('web'), group('api')] })], logQueries: [LogQuery.topErrors()] });
      const [widget] = bodyWith(template, 'Developer').widgets.filter(({ type }) => type === 'log');

      expect(widget.properties).toMatchObject({ title: 'Top errors', region: 'eu-west-1', view: 'table' });
      expect(widget.properties.query).toMatch(/^SOURCE 'web' \| SOURCE 'api' \| filter @message like [^|]*error[^]*\| limit 20$/);
      template.hasResourceProperties('AWS::Logs::QueryDefinition', {
        Name: 'Prod/Overview/Top errors', LogGroupNames: ['web', 'api'], QueryString: widget.properties.query.replace(/^.*SOURCE 'api' \| /, ''),
      });
    });

    test('look where they are told to, and end with a limit once', () => {
      const template = synth({
        dashboardName: 'shop',
        logQueries: [
          LogQuery.of('Mine', 'fields @message | limit 5', { logGroups: [group('x')] }),
          LogQuery.slowestRequests({ logGroups: [group('y')], limit: 7 }),
          LogQuery.lambdaColdStarts({ logGroups: [group('z')] }),
        ],
      });
      const queries = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties);

      expect(queries.map(({ Name, LogGroupNames }) => [Name, LogGroupNames])).toEqual([['shop/Mine', ['x']], ['shop/Slowest requests', ['y']], ['shop/Cold starts', ['z']]]);
      expect(queries.map(({ QueryString }) => QueryString.match(/limit \d+/g))).toEqual([['limit 5'], ['limit 7'], ['limit 20']]);
    });

    test('are split where they are more than 50 log groups', () => {
      const logGroups = Array.from({ length: 120 }, (_, index) => group(`g${index}`));
      const template = synth({ logQueries: [LogQuery.topErrors({ logGroups })] });

      expect(Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties.LogGroupNames.length)).toEqual([50, 50, 20]);
      expect(bodyWith(template, 'Developer').widgets.filter(({ type }) => type === 'log').map(({ properties }) => properties.title))
        .toEqual(['Top errors 1 of 3', 'Top errors 2 of 3', 'Top errors 3 of 3']);
    });

    test('are not saved for those who do not see them', () => {
      synth({ audiences: [Audience.OPERATIONS], logQueries: [LogQuery.topErrors({ logGroups: [group('x')] })] }).resourceCountIs('AWS::Logs::QueryDefinition', 0);
    });

    test('fail without a log group, naming the query', () => {
      expect(() => synth({ logQueries: [LogQuery.topErrors()] })).toThrow(/'logQueries' must know where to look, got no log group for "Top errors"/);
    });

    test('fail when two have one title', () => {
      const logQueries = [LogQuery.topErrors({ logGroups: [group('x')] }), LogQuery.topErrors({ logGroups: [group('y')] })];

      expect(() => synth({ logQueries })).toThrow(/'logQueries' must have titles of their own, got "Top errors" for two/);
    });
  });

  test('tells which resources have no alarm, of its stack or of more', () => {
    const functions = ['One', 'Two'].map((id) => new lambda.Function(stack, id, {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
    }));
    functions[0].metricErrors().createAlarm(stack, 'Errors', { threshold: 1, evaluationPeriods: 1 });
    const overview = new ObservabilityDashboard(stack, 'Overview', { sources: functions.map((each) => Signals.lambdaFunction(each)) });

    expect(overview.coverage().uncovered.map(({ sourceName }) => sourceName)).toContain('Two');
    expect(overview.coverage(functions[0])).toMatchObject({ percent: 100, uncovered: [] });
  });

  test('estimates what it costs', () => {
    const overview = new ObservabilityDashboard(stack, 'Overview', { sources: [web()] });

    expect(overview.costEstimate().monthlyUsd).toBe(9);
    expect(overview.costEstimate().lines).toEqual([{ item: 'dashboard', quantity: 3, unitUsd: 3 }]);
  });
});
