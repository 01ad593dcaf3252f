import { Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { alarmAccess } from './alarm-access';
import { requireHere, requireList, requireOptions } from './rule-checks';
import { RuleDeclaration, RuleKind, RulePlace, RuleProvider } from './rule-kind';
import { recordAlarm } from '../../../core/private/alarm-facts';
import { requireAlarm } from '../../../core/private/input-error';
import { requireDuration } from '../../../core/private/require-duration';
import { AlarmRuleOptions } from '../../stage-rule';

/** As many rules as a condition takes. */
const MAX_ALARMS = 5;

export class AlarmRule implements RuleKind {
  /** @param heardBy the machine that acts on the alarms, so that no person has to hear of them */
  constructor(public readonly alarms: cloudwatch.IAlarm[], private readonly options: AlarmRuleOptions, private readonly heardBy?: string) {}

  public bind({ pipeline, roles }: RulePlace): RuleDeclaration[] {
    requireOptions(pipeline, this.options);
    requireList(pipeline, { prop: 'alarms', values: this.alarms, max: MAX_ALARMS, what: 'alarms', fix: 'Combine them in a CompositeAlarm' });
    const { wait } = this.options;
    requireDuration(pipeline, { prop: 'wait', value: wait, unit: 'minutes', min: 1, max: 1440, example: 'Duration.minutes(30)' });
    const role = roles.shared();
    return this.alarms.map((alarm) => {
      requireAlarm(pipeline, 'alarms', alarm);
      requireHere(pipeline, 'alarms', alarm);
      recordAlarm(alarm, { heardBy: this.heardBy });
      const { statement, reason } = alarmAccess(alarm, ['cloudwatch:DescribeAlarms']);
      if (statement) { role.allow(statement); } else { role.allowEverywhere('AnyAlarm', ['cloudwatch:DescribeAlarms'], reason); }
      return {
        provider: RuleProvider.ALARM,
        configuration: { AlarmName: alarm.alarmName, AlarmStates: 'ALARM', ...wait && { WaitTime: Tokenization.stringifyNumber(wait.toMinutes()) } },
        roleArn: role.role.roleArn,
      };
    });
  }
}
