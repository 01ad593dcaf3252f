import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { acknowledgeInPacks } from '../../core/private/acknowledge-in-packs';
import { recordPart } from '../../core/private/alarm-facts';

/** Says of an alarm of ours that it tells other alarms only: people would hear twice, or of what is to stay quiet. */
export function makeSilent(alarm: cloudwatch.AlarmBase): void {
  recordPart(alarm);
  acknowledgeInPacks(alarm, { CloudWatchAlarmAction: 'This alarm tells other alarms, not people: the composite alarm that watches it has the action.' });
}
