import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServiceLevelObjective, Sli } from '../../src/alarms';
import { BlueGreenFargateService, ServiceImage } from '../../src/deployment';
import { ISignalSource, Signals } from '../../src/signals';
import { AlarmSimulator, World } from '../support/alarm-simulator';
import { prodStack } from '../support/stacks';

const DAY = 1440;
const OUTAGE = 720;

/** From noon on no target is left: the load balancer answers itself, and counts no request. */
const NOBODY_LEFT: World = {
  'RequestCount|Sum': minutes((minute) => minute < OUTAGE ? 1000 : undefined),
  'HTTPCode_Target_5XX_Count|Sum': minutes(() => undefined),
  'HTTPCode_ELB_5XX_Count|Sum': minutes((minute) => minute < OUTAGE ? undefined : 1000),
};

function minutes(value: (minute: number) => number | undefined): (number | undefined)[] {
  return Array.from({ length: DAY }, (_, minute) => value(minute));
}

describe('an objective over a source whose targets are all gone', () => {
  test.each<[string, (stack: Stack) => ISignalSource]>([
    ['a load balancer', (stack) => Signals.loadBalancer(new elbv2.ApplicationLoadBalancer(stack, 'Alb', { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }) }))],
    ['a service', (stack) => new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29') })],
  ])('pages within three minutes: %s', (_, sourceIn) => {
    const stack = prodStack();
    const slo = new ServiceLevelObjective(stack, 'Slo', { indicator: Sli.availability(sourceIn(stack)), objectivePercent: 99.9 });
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, unknown> };
    const ofObjective = Object.fromEntries(Object.entries(Resources).filter(([id]) => id.startsWith('Slo')));
    const [page] = new AlarmSimulator({ Resources: ofObjective }, NOBODY_LEFT).run();

    expect(page.alarm).toMatch(/^SloOver1hAlarm/);
    expect(page.minute - OUTAGE).toBeLessThanOrEqual(3);
    expect(slo.costEstimate().monthlyUsd).toBe(4.4);
  });
});
