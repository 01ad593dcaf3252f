import { CfnResource, TagManager, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { Severity } from '../../core';
import { AlarmRunbook } from '../../core/private/alarm-facts';
import { inputError, show } from '../../core/private/input-error';

/** What AWS takes as the value of a tag. */
const LEGAL = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;
const ILLEGAL_CHARACTERS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]+/gu;

/** Above `Tags.of()`, which speaks of all resources: what a router is told of its alarms is more exact. */
const PRIORITY = 150;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MOST_TAGS = 50;

/** What an alarm is tagged with. */
export interface AlarmTags {
  readonly severity: Severity;
  readonly team?: string;
  readonly service?: string;
  readonly runbook?: AlarmRunbook;
}

/** Fails for a value that AWS would refuse. */
export function requireTagValue(scope: IConstruct, prop: string, value: string | undefined): void {
  if (value === undefined || Token.isUnresolved(value)) { return; }
  // Spaces alone are trimmed to nothing.
  if (typeof value === 'string' && LEGAL.test(value) && value.trim() === value) { return; }
  throw inputError(scope, `'${prop}' must be 1 to 256 letters, digits, spaces and any of _.:/=+-@, got ${show(value)}`);
}

/** Tags an alarm and, if wanted, makes it say its tags to whoever it notifies. */
export function tagAlarm(alarm: cloudwatch.IAlarm, { severity, team, service, runbook }: AlarmTags, inPayload: boolean): void {
  const resource = alarm.node.defaultChild as CfnResource;
  const tags = TagManager.of(resource);
  const values = { severity, team, service, runbook: runbook && legal(runbook) };
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) { tags?.setTag(key, value, PRIORITY); }
  }
  // Alarms of CloudWatch logs and others of another type may not know it.
  if (inPayload && /^AWS::CloudWatch::(Composite)?Alarm$/.test(resource.cfnResourceType)) {
    resource.addPropertyOverride('ActionConfiguration.AlarmTagsPropagation.Enabled', true);
  }
}

/** What is wrong with the number of an alarm's tags, if anything. */
export function tooManyTags(alarm: cloudwatch.IAlarm): string[] {
  const count = Object.keys(TagManager.of(alarm.node.defaultChild)?.tagValues() ?? {}).length;
  return count <= MOST_TAGS ? [] : [`'alarm' must have at most ${MOST_TAGS} tags, got ${count} for '${alarm.node.path}'. Four of them are the router's: remove some of yours`];
}

/** Where the runbook is, as far as a tag can say that, or else what it is called. */
function legal({ url, title }: AlarmRunbook): string | undefined {
  if (url !== undefined && (Token.isUnresolved(url) || LEGAL.test(url))) { return url; }
  return title.replace(ILLEGAL_CHARACTERS, ' ').replace(/ +/g, ' ').trim().slice(0, 256).trim() || undefined;
}
