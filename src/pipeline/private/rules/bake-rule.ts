import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { alarmAccess } from './alarm-access';
import { lambdaDeclaration, letInvoke } from './lambda-rule';
import { requireHere, requireList, requireOptions } from './rule-checks';
import { RuleFunction, whereabouts } from './rule-function';
import { RuleDeclaration, RuleKind, RulePlace } from './rule-kind';
import { recordAlarm } from '../../../core/private/alarm-facts';
import { requireAlarm } from '../../../core/private/input-error';
import { requireDuration } from '../../../core/private/require-duration';
import { BakeWatchOptions } from '../../bake-gate';
import { PIPELINE_DEFAULTS } from '../defaults';

/** Their names go along with the call. */
const MAX_ALARMS = 10;

/** CodePipeline gives up after 24 hours. */
const MAX_MINUTES = 23 * 60;

const LOOKS = ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'];

const WATCH = { id: 'BakeGate', entry: 'bake.handler', description: 'Watches alarms after a release, and takes it back when they fire.' };

/** A function of ours watches alarms. */
export class BakeRule implements RuleKind {
  constructor(public readonly alarms: cloudwatch.IAlarm[], private readonly options: BakeWatchOptions) {}

  public bind({ pipeline, stageName, roles }: RulePlace): RuleDeclaration[] {
    requireOptions(pipeline, this.options);
    const { duration = PIPELINE_DEFAULTS.bakeTime, logEncryptionKey } = this.options;
    requireList(pipeline, { prop: 'alarms', values: this.alarms, max: MAX_ALARMS, what: 'alarms', fix: 'Combine them in a CompositeAlarm' });
    requireDuration(pipeline, { prop: 'duration', value: duration, unit: 'minutes', min: 1, max: MAX_MINUTES, example: 'Duration.minutes(10)' });
    const watch = RuleFunction.of(pipeline, WATCH, logEncryptionKey);
    this.alarms.forEach((alarm) => {
      requireAlarm(pipeline, 'alarms', alarm);
      requireHere(pipeline, 'alarms', alarm);
      recordAlarm(alarm, { heardBy: 'releases' });
      const { statement, reason } = alarmAccess(alarm, LOOKS);
      if (statement) { watch.allow(statement); } else { watch.allowEverywhere('AnyAlarm', LOOKS, reason); }
    });
    const role = roles.shared();
    letInvoke(role, watch.handler);
    const parameters = { ...whereabouts(pipeline, stageName), alarms: this.alarms.map(({ alarmName }) => alarmName), minutes: duration.toMinutes() };
    return [lambdaDeclaration(watch.handler, role.role.roleArn, Stack.of(pipeline).toJsonString(parameters))];
  }
}
