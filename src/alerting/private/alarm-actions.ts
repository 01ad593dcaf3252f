import { Resource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { inputError, requireAlarm } from '../../core/private/input-error';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ACTIONS_PER_STATE = 5;

/** Topics that an alarm publishes to already, so that two routes to one topic do not make two messages. */
const KNOWN_TOPICS = new WeakMap<cloudwatch.IAlarm, { alarm: Set<string>; ok: Set<string> }>();

/** Fails for an alarm that cannot be routed: the actions would silently go nowhere. */
export function requireRoutable(router: IConstruct, alarm: cloudwatch.IAlarm): void {
  requireAlarm(router, 'alarm', alarm);
  // An imported alarm has the methods that add actions, too; they do nothing.
  if (!Resource.isOwnedResource(alarm) || !('addAlarmAction' in alarm)) {
    throw inputError(router, `'alarm' must be an alarm that this app defines, got the imported '${alarm.node.path}'. `
      + 'Nothing can be added to an imported alarm: route it where it is defined');
  }
  const [here, there] = [Stack.of(router), Stack.of(alarm)];
  if (!inSameEnvironment(here, there)) {
    throw inputError(router, `'alarm' must be in the account and region of its router (${sayEnvironment(here)}), `
      + `got '${alarm.node.path}' in ${sayEnvironment(there)}. Create a router for that environment`);
  }
}

/** Makes the alarm publish to the topics when it goes off and, if they are to hear that, when it is over. */
export function addActions(router: IConstruct, alarm: cloudwatch.IAlarm, topics: sns.ITopic[], tellsRecoveries: boolean): void {
  const owned = alarm as cloudwatch.AlarmBase;
  const known = KNOWN_TOPICS.get(alarm) ?? { alarm: new Set<string>(), ok: new Set<string>() };
  KNOWN_TOPICS.set(alarm, known);

  unknown(topics, known.alarm).forEach((topic) => owned.addAlarmAction(new SnsAction(topic)));
  if (tellsRecoveries) {
    unknown(topics, known.ok).forEach((topic) => owned.addOkAction(new SnsAction(topic)));
  }

  // What others add is counted at the end: to resolve all actions with each topic would cost more than the alarm.
  if (Math.max(known.alarm.size, known.ok.size) <= MAX_ACTIONS_PER_STATE && !hasMoreActions(alarm)) { return; }
  const [problem] = tooManyActions(alarm);
  if (problem) { throw inputError(router, problem); }
}

/** Of an alarm of the AWS CDK, its lists are at hand. */
function hasMoreActions(alarm: cloudwatch.IAlarm): boolean {
  const { alarmActionArns = [], okActionArns = [] } = alarm as unknown as { alarmActionArns?: string[]; okActionArns?: string[] };
  return Math.max(alarmActionArns.length, okActionArns.length) > MAX_ACTIONS_PER_STATE;
}

/** What is wrong with the number of an alarm's actions, if anything. */
export function tooManyActions(alarm: cloudwatch.IAlarm): string[] {
  // Composite alarms have the same two properties.
  const { alarmActions, okActions } = alarm.node.defaultChild as cloudwatch.CfnAlarm;
  const most = Math.max(...[alarmActions, okActions].map((actions) => Stack.of(alarm).resolve(actions)?.length ?? 0));
  if (most <= MAX_ACTIONS_PER_STATE) { return []; }
  return [`'alarm' must have at most ${MAX_ACTIONS_PER_STATE} actions for each state, got ${most} for '${alarm.node.path}'. `
    + 'Let several destinations share one topic'];
}

function unknown(topics: sns.ITopic[], known: Set<string>): sns.ITopic[] {
  return topics.filter(({ topicArn }) => !known.has(topicArn) && known.add(topicArn));
}
