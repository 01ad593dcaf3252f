import { Lazy, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { needsService } from './alarm-on-service';
import { ColourMetric, errorRate, latency, namesOf, unhealthyTargets as unhealthy } from './colour-metrics';
import { GateAlarm } from './gate-alarm';
import { RollbackPlan } from './rollback-plan';
import { ServicePlan } from './service-plan';
import { BalancedTraffic, Traffic } from './traffic';
import { AlarmKind } from '../../core';
import { recordAlarm } from '../../core/private/alarm-facts';
import { nameOf } from '../../core/private/name-of';

/** What each is about, by its id. */
const KINDS = { ErrorRate: AlarmKind.ERRORS, UnhealthyTargets: AlarmKind.UNHEALTHY, Latency: AlarmKind.LATENCY };

/**
 * The alarms that stop a deployment.
 *
 * The colours swap with every deployment, and a sum over both would dilute a small canary: so each alarm looks at the
 * worse of the two. They watch target groups, not the service: an alarm on the service's own metrics would make the
 * service depend on itself.
 */
export class RollbackGate extends Construct {
  /** All that roll back; `add()` adds more. */
  public readonly alarms: cloudwatch.IAlarm[];

  /** Those made here. */
  public readonly ownAlarms: cloudwatch.AlarmBase[];

  constructor(scope: Construct, id: string, plan: ServicePlan, traffic: Traffic) {
    super(scope, id);
    this.ownAlarms = traffic.balanced ? this.watch(traffic.balanced, plan.rollback) : [];
    this.alarms = [...this.ownAlarms, ...plan.rollback.alarms];
    this.alarms.forEach(heardByDeployments);
  }

  /** Makes one more alarm roll back. */
  public add(alarm: cloudwatch.IAlarm): void {
    this.alarms.push(alarm);
    heardByDeployments(alarm);
  }

  /** Each once, also of an alarm that was given twice: CodeDeploy refuses to hear a name again. */
  public get alarmNames(): string[] {
    return [...new Set(this.alarms.map((alarm) => alarm.alarmName))];
  }

  /** Makes the service's deployments watch the alarms, also those added later. */
  public guard(service: ecs.BaseService): void {
    this.node.addValidation({
      validate: () => this.alarms.slice(this.ownAlarms.length).filter((alarm) => needsService(alarm, service)).map(cannotGuard),
    });
    // The L2 keeps only the alarms of its first call, so the list is ours; ECS keeps the old list unless told otherwise.
    (service.node.defaultChild as ecs.CfnService).addPropertyOverride('DeploymentConfiguration.Alarms', Lazy.any({
      produce: () => {
        const on = this.alarms.length > 0;
        return { AlarmNames: this.alarmNames, Enable: on, Rollback: on };
      },
    }));
  }

  private watch(traffic: BalancedTraffic, { errorRatePercent, latencySeconds, unhealthyTargets }: RollbackPlan): GateAlarm[] {
    const names = namesOf(traffic);
    const whose = `Deployments of ${this.node.path.split('/').slice(0, -1).join('/')} roll back.`;
    const alarm = (alarmId: keyof typeof KINDS, metric: ColourMetric, threshold: number, datapointsToAlarm: number, description: string) => {
      const made = new GateAlarm(this, alarmId, { metric, names, threshold, datapointsToAlarm, description: `${description} ${whose}` });
      recordAlarm(made, { kind: KINDS[alarmId], sourceName: nameOf(this.node.scope!) });
      return made;
    };

    return [
      alarm('ErrorRate', errorRate(), errorRatePercent, 2, `More than ${say(errorRatePercent)} % of the requests to one colour fail.`),
      alarm('UnhealthyTargets', unhealthy(), unhealthyTargets, 3, sayUnhealthy(unhealthyTargets)),
      ...latencySeconds === undefined ? [] : [
        alarm('Latency', latency(), latencySeconds, 2, `One request in a hundred to one colour takes over ${say(latencySeconds)} s.`),
      ],
    ];
  }
}

/** Somebody may hear of it, too, and need not. */
function heardByDeployments(alarm: cloudwatch.IAlarm): void {
  recordAlarm(alarm, { heardBy: 'deployments' });
}

function cannotGuard(alarm: cloudwatch.IAlarm): string {
  return `'alarms' of the rollback must not watch the service itself, got '${alarm.node.path}': the service would wait for the alarm and the ` +
    'alarm for the service. Watch its load balancer or target groups, or something else that suffers';
}

function sayUnhealthy(allowed: number): string {
  return allowed === 0 ? 'A target of one colour stays unhealthy.' : `More than ${say(allowed)} targets of one colour stay unhealthy.`;
}

/** A number in a sentence, also one that is not known yet. */
function say(value: number): string {
  return Tokenization.stringifyNumber(value);
}
