import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { BusinessMetric, LogQuery, ObservabilityDashboard, ObservabilityDashboardProps, TracedService } from '../../../src/dashboards';
import { DeploymentEvents, ResourceKind, Signals } from '../../../src/signals';

function services(stack: Stack, count: number): ObservabilityDashboardProps['sources'] {
  const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shop', vpc: undefined as any, securityGroups: [] });
  return Array.from({ length: count }, (_, index) => {
    const service = ecs.FargateService.fromFargateServiceAttributes(stack, `Service${index}`, { cluster, serviceName: `service-${index}` });
    const source = Signals.ecsService(service);
    return { sourceName: source.sourceName, resourceKind: ResourceKind.ECS_SERVICE, goldenSignals: () => source.goldenSignals() };
  });
}

function everything(stack: Stack): void {
  const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Deployed', { clusterName: 'shop', vpc: undefined as any, securityGroups: [] });
  const service = ecs.FargateService.fromFargateServiceAttributes(stack, 'Web', { cluster, serviceName: 'web' });
  const orders = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Orders', statistic: 'Sum', period: Duration.hours(1) });
  const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Logs', 'web');
  new ObservabilityDashboard(stack, 'Overview', {
    sources: [Signals.ecsService(service)],
    dashboardName: 'shop',
    alarms: [cloudwatch.Alarm.fromAlarmArn(stack, 'Alarm', stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: 'web' }))],
    businessMetrics: [BusinessMetric.of('Orders', orders, { target: 5 })],
    logQueries: [LogQuery.topErrors({ logGroups: [logGroup] }), LogQuery.slowestRequests({ logGroups: [logGroup] })],
    sections: [{ sectionTitle: 'Mine', widgets: () => [new cloudwatch.GraphWidget({ left: [orders] })] }],
    deployments: [DeploymentEvents.ofEcsService(stack, 'Deployments', service)],
    tracedServices: [TracedService.applicationSignals('web', 'ecs:prod')],
    note: 'Team Orders',
  });
}

export const dashboards: RoomUnderValidation = {
  cases: {
    'dashboards with everything on them': inProd(everything),
    'dashboards with everything on them, environment unknown': inAnyEnvironment(everything),
    'dashboards of 200 services': inProd((stack) => { new ObservabilityDashboard(stack, 'Overview', { sources: services(stack, 200) }); }),
  },
  hardened: { 'dashboards with everything on them': inProd(everything) },
  acknowledging: {},
  allowed: [],
};
