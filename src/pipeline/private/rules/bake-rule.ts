import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import { alarmAccess } from './alarm-access';
import { lambdaDeclaration, letInvoke } from './lambda-rule';
import { requireHere, requireList } from './rule-checks';
import { RuleFunction, whereabouts } from './rule-function';
import { RuleDeclaration, RuleKind, RulePlace } from './rule-kind';
import { recordAlarm } from '../../../core/private/alarm-facts';
import { requireAlarm } from '../../../core/private/input-error';
import { requireDuration } from '../../../core/private/require-duration';

/** Their names go along with the call. */
const MAX_ALARMS = 10;

/** CodePipeline gives up after 24 hours. */
const MAX_MINUTES = 23 * 60;

const LOOKS = ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'];

const WATCH = { id: 'BakeGate', entry: 'bake.handler', description: 'Watches alarms after a release, and takes it back when they fire.' };

/** A function of ours watches alarms. */
export class BakeRule implements RuleKind {
  constructor(private readonly alarms: cloudwatch.IAlarm[], private readonly duration: Duration, private readonly logEncryptionKey?: kms.IKey) {}

  public bind({ pipeline, stageName, roles }: RulePlace): RuleDeclaration[] {
    requireList(pipeline, { prop: 'alarms', values: this.alarms, max: MAX_ALARMS, what: 'alarms', fix: 'Combine them in a CompositeAlarm' });
    requireDuration(pipeline, { prop: 'duration', value: this.duration, unit: 'minutes', min: 1, max: MAX_MINUTES, example: 'Duration.minutes(10)' });
    const watch = RuleFunction.of(pipeline, WATCH, this.logEncryptionKey);
    this.alarms.forEach((alarm) => {
      requireAlarm(pipeline, 'alarms', alarm);
      requireHere(pipeline, 'alarms', alarm);
      recordAlarm(alarm, { heardBy: 'releases' });
      const { statement, reason } = alarmAccess(alarm, LOOKS);
      if (statement) { watch.allow(statement); } else { watch.allowEverywhere('AnyAlarm', LOOKS, reason); }
    });
    const role = roles.shared();
    letInvoke(role, watch.handler);
    const parameters = { ...whereabouts(pipeline, stageName), alarms: this.alarms.map(({ alarmName }) => alarmName), minutes: this.duration.toMinutes() };
    return [lambdaDeclaration(watch.handler, role.role.roleArn, Stack.of(pipeline).toJsonString(parameters))];
  }
}
