import { Duration, Token, Tokenization } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmCondition } from './alarm-condition';
import { LIMITS } from './alarm-limits';
import { Signal, SignalUnit } from '../../signals';

const COMPARISONS: Partial<Record<ComparisonOperator, string>> = {
  [ComparisonOperator.GREATER_THAN_THRESHOLD]: 'above',
  [ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD]: 'at least',
  [ComparisonOperator.LESS_THAN_THRESHOLD]: 'below',
  [ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD]: 'at most',
};

const UNITS: Record<SignalUnit, string> = {
  [SignalUnit.COUNT]: '',
  [SignalUnit.PERCENT]: ' %',
  [SignalUnit.SECONDS]: ' s',
  [SignalUnit.MILLISECONDS]: ' ms',
  [SignalUnit.BYTES]: ' bytes',
};

/** What a token may become at deployment: names of stacks and resources. */
const ROOM_FOR_A_TOKEN = 255;

/** What is wrong when the alarm goes off, for whoever reads the message at night. */
export function describe(sourceName: string, signal: Signal, condition: AlarmCondition, threshold: number): string {
  return sentence(sourceName, signal, condition, beyond(signal, condition.comparison, threshold));
}

/** The same of what is unusual. */
export function describeAnomaly(sourceName: string, signal: Signal, condition: AlarmCondition, floor?: number): string {
  const limit = 'above what is usual at this time';
  return sentence(sourceName, signal, condition, floor === undefined ? limit : `${limit}, and ${beyond(signal, ComparisonOperator.GREATER_THAN_THRESHOLD, floor)},`);
}

/** What is wrong and what to do first, in as many characters as CloudWatch takes. What does not fit is cut at the end of a word. */
export function withRunbook(what: string, { firstStep, url }: { readonly firstStep: string; readonly url?: string }): string {
  const link = url === undefined ? '' : ` Runbook: ${url}`;
  const room = LIMITS.description - roomOf(link);
  const told = Token.isUnresolved(what) ? what : cut(what, room);
  const first = cut(` First: ${firstStep}`, room - roomOf(told));
  return `${told}${first.length > ' First: …'.length ? first : ''}${roomOf(link) <= LIMITS.description ? link : ''}`;
}

function sentence(sourceName: string, signal: Signal, condition: AlarmCondition, limit: string): string {
  const { datapointsToAlarm, evaluationPeriods, period, missingData } = condition;
  const some = `${Tokenization.stringifyNumber(datapointsToAlarm)} of ${Tokenization.stringifyNumber(evaluationPeriods)}`;
  const length = Token.isUnresolved(period) ? `${Tokenization.stringifyNumber(period)} seconds` : Duration.seconds(period).toHumanString();
  const silence = missingData === TreatMissingData.BREACHING ? ' A period without data counts, too.' : '';
  return `${signal.label} of ${sourceName} is ${limit} in ${some} periods of ${length}.${silence}`;
}

function beyond({ unit }: Signal, comparison: ComparisonOperator, threshold: number): string {
  return `${COMPARISONS[comparison] ?? 'beyond'} ${Tokenization.stringifyNumber(threshold)}${UNITS[unit] ?? ''}`;
}

/** How many characters a text may have once it is deployed. */
function roomOf(text: string): number {
  const { tokens } = Tokenization.reverseString(text);
  return Token.isUnresolved(text) ? text.length + tokens.length * ROOM_FOR_A_TOKEN : text.length;
}

function cut(text: string, room: number): string {
  if (roomOf(text) <= room) { return text; }
  // A token that is cut in two is none.
  if (Token.isUnresolved(text) || room < 2) { return ''; }
  return `${text.slice(0, room - 1).replace(/\s+\S*$/, '')}…`;
}
