import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { BurnRates, ServiceLevelObjective, ServiceLevelObjectiveProps, Sli, SloBackend, SloWindow } from '../../../src/alarms';
import { AlertRouter, Destination } from '../../../src/alerting';
import { BlueGreenFargateService, ServiceImage } from '../../../src/deployment';
import { SignalUnit } from '../../../src/signals';

const metric = (metricName: string, statistic = 'Sum') => new cloudwatch.Metric({ namespace: 'Shop', metricName, statistic });

const indicator = Sli.ratio({ bad: metric('OrdersLost'), total: metric('Orders') });

function objective(stack: Stack, props: Partial<ServiceLevelObjectiveProps> = {}): void {
  const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.logGroup()] });
  new ServiceLevelObjective(stack, 'Slo', { indicator, objectivePercent: 99.9, alerts, ...props });
}

const encrypted = inProd((stack) => {
  const encryptionKey = new kms.Key(stack, 'AlertsKey', { enableKeyRotation: true });
  const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('ops@example.com')], encryptionKey });
  new ServiceLevelObjective(stack, 'Slo', { indicator, objectivePercent: 99.9, alerts });
});

export const objectives: RoomUnderValidation = {
  cases: {
    'an objective': inProd(objective),
    'an objective, environment unknown': inAnyEnvironment(objective),
    'an objective over a service': inProd((stack) => objective(stack, {
      indicator: Sli.availability(new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29') })),
    })),
    'an objective over latency with burn rates of its own': inProd((stack) => objective(stack, {
      indicator: Sli.latencyOf({ metric: metric('RenderTime', 'Average'), label: 'Render time', unit: SignalUnit.MILLISECONDS }, Duration.millis(300)),
      window: SloWindow.rolling(Duration.days(7)),
      burnRates: BurnRates.of([
        { burnRate: 10, longWindow: Duration.minutes(45) },
        { burnRate: 1.5, longWindow: Duration.days(6), shortWindow: Duration.days(1) },
      ]),
    })),
    'an objective in Application Signals': inProd((stack) => objective(stack, { backend: SloBackend.applicationSignals() })),
    'an objective in Application Signals, environment unknown': inAnyEnvironment((stack) => objective(stack, {
      backend: SloBackend.applicationSignals({ sloName: 'Checkout availability' }),
    })),
  },
  hardened: { 'an objective whose alarms are sent encrypted': encrypted },
  acknowledging: { 'with an objective': inProd(objective) },
  // Half of an alarm, which tells the other half and nobody else.
  allowed: [[/\/Over\d+[mhd]\/(Long|Short)$/, 'CloudWatchAlarmAction']],
};
