import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { burnText, partText } from './objective-description';
import { BurnCondition, ObjectiveMetrics } from './objective-metrics';
import { ObjectivePlan, PlannedTier } from './objective-plan';
import { acknowledgeInPacks } from '../../core/private/acknowledge-in-packs';
import { recordPart } from '../../core/private/alarm-facts';

/** How long an alarm waits for a faster one that goes off in the same moment, and then speaks for both. */
const WAIT = Duration.minutes(2);

/** The alarms of one tier: one for each window, and one that goes off when both do. Only that one has actions. */
export class BurnRateAlarm extends Construct {
  public readonly alarm: cloudwatch.CompositeAlarm;
  public readonly parts: cloudwatch.Alarm[];

  constructor(scope: Construct, plan: ObjectivePlan, tier: PlannedTier, metrics: ObjectiveMetrics, faster?: BurnRateAlarm) {
    super(scope, tier.id);
    const long = this.part('Long', partText(plan, tier, tier.longWindow), metrics.over(tier));
    const short = this.part('Short', partText(plan, tier, tier.shortWindow), metrics.still(tier));
    this.parts = [long, short];
    this.alarm = new cloudwatch.CompositeAlarm(this, 'Alarm', {
      alarmDescription: burnText(plan, tier),
      alarmRule: cloudwatch.AlarmRule.allOf(long, short),
      ...faster && suppressedBy(faster, tier),
    });
    // Made by CloudFormation: the CDK makes one of the construct's path, and two stacks with the same would share the alarm (aws/aws-cdk#38057).
    (this.alarm.node.defaultChild as cloudwatch.CfnCompositeAlarm).alarmName = undefined;
  }

  private part(id: string, alarmDescription: string, { metric, threshold, periods }: BurnCondition): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      alarmDescription,
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      // Nobody asked, so nothing was bad.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    recordPart(alarm);
    acknowledgeInPacks(alarm, { CloudWatchAlarmAction: 'It tells a composite alarm and nobody else; that one has the actions.' });
    return alarm;
  }
}

/**
 * One cause, one message: while a faster alarm is on, this one is quiet; and after it, for as long as bad requests stay in
 * the short window, so that nobody is told of what is over.
 */
function suppressedBy(faster: BurnRateAlarm, { shortWindow }: PlannedTier): Partial<cloudwatch.CompositeAlarmProps> {
  return { actionsSuppressor: faster.alarm, actionsSuppressorWaitPeriod: WAIT, actionsSuppressorExtensionPeriod: shortWindow };
}
