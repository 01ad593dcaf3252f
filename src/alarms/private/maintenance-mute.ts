import { createHash } from 'crypto';
import { CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { inputError, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { IMute, MaintenanceOptions } from '../mute';
import { requireTimezone } from './timezone';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MuteTargets.html */
const ALARMS_PER_RULE = 100;

const FIFTEEN_DAYS = 15 * 24 * 60;

/** Rules that mute alarms by schedule, one for every hundred alarms of a stack. */
export class MaintenanceMute implements IMute {
  constructor(private readonly options: MaintenanceOptions) {}

  public bind(alarm: cloudwatch.IAlarm): void {
    requireOptions(alarm, this.options);
    rulesOf(Stack.of(alarm), this.options).mute(alarm);
  }
}

/** The rules of one schedule in one stack. They are no part of the alarms, so that an alarm more does not touch the others. */
class MaintenanceRules extends Construct {
  private readonly alarms: cloudwatch.IAlarm[] = [];

  constructor(scope: Construct, id: string, private readonly options: MaintenanceOptions) {
    super(scope, id);
  }

  public mute(alarm: cloudwatch.IAlarm): void {
    if (this.alarms.includes(alarm)) { return; }
    const first = this.alarms.length;
    this.alarms.push(alarm);
    if (first % ALARMS_PER_RULE === 0) { this.makeRule(first); }
  }

  private makeRule(first: number): void {
    const { schedule, duration, timezone } = this.options;
    const names = () => this.alarms.slice(first, first + ALARMS_PER_RULE).map(({ alarmName }) => alarmName);
    // The oldest supported aws-cdk-lib does not know the type.
    new CfnResource(this, `Rule${first / ALARMS_PER_RULE}`, {
      type: 'AWS::CloudWatch::AlarmMuteRule',
      properties: {
        Description: 'Nobody is told while maintenance is planned.',
        MuteTargets: { AlarmNames: Lazy.list({ produce: names }) },
        Rule: { Schedule: { Expression: schedule._expression, Duration: duration.toIsoString(), Timezone: timezone } },
      },
    });
  }
}

function rulesOf(stack: Stack, options: MaintenanceOptions): MaintenanceRules {
  const { schedule, duration, timezone } = options;
  const key = [schedule._expression, duration.toMinutes(), timezone].join('|');
  const id = `Maintenance${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
  return stack.node.tryFindChild(id) as MaintenanceRules | undefined ?? new MaintenanceRules(stack, id, options);
}

function requireOptions(alarm: cloudwatch.IAlarm, { schedule, duration, timezone }: MaintenanceOptions): void {
  const expression: unknown = schedule?._expression;
  if (typeof expression !== 'string') {
    throw inputError(alarm, `'schedule' must be a MuteSchedule, such as MuteSchedule.cron('0 2 * * SUN'), got ${show(schedule)}`);
  }
  const known = !Token.isUnresolved(expression);
  if (known && !/^cron\(\S+( \S+){4}\)$|^at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\)$/.test(expression)) {
    throw inputError(alarm, `'schedule' must be five fields, such as MuteSchedule.cron('0 2 * * SUN'), or a time, such as MuteSchedule.at('2027-01-31T22:00'), got ${show(expression)}`);
  }
  const wrong = known ? outOfRange(expression) : undefined;
  if (wrong) { throw inputError(alarm, `'schedule' must have ${wrong}, got ${show(expression)}`); }
  requireDuration(alarm, { prop: 'duration', value: duration, unit: 'minutes', min: 1, max: FIFTEEN_DAYS, example: 'Duration.hours(4)' });
  if (duration?.isUnresolved() !== false) { throw inputError(alarm, `'duration' must be a Duration that is known at synthesis, such as Duration.hours(4), got ${show(duration)}`); }
  requireTimezone(alarm, timezone);
}

const CRON_FIELDS = [['minutes', 0, 59], ['hours', 0, 23], ['days of the month', 1, 31], ['months', 1, 12], ['days of the week', 0, 7]] as const;

/** What a number of a cron expression would have to be, if one is not. Names, steps and wildcards are left to CloudWatch. */
function outOfRange(expression: string): string | undefined {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1].split(' ') ?? [];
  const numbers = (index: number) => (fields[index] ?? '').replace(/\/\d+/g, '').match(/\d+/g)?.map(Number) ?? [];
  const wrong = CRON_FIELDS.find(([, min, max], index) => numbers(index).some((each) => each < min || each > max));
  return wrong && `${wrong[0]} between ${wrong[1]} and ${wrong[2]}`;
}
