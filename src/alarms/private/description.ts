import { Tokenization } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmCondition } from './alarm-condition';
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

/** What is wrong when the alarm goes off, for whoever reads the message at night. */
export function describe(sourceName: string, signal: Signal, condition: AlarmCondition): string {
  const { threshold, comparison, datapointsToAlarm, evaluationPeriods, period, missingData } = condition;
  const limit = `${COMPARISONS[comparison] ?? 'beyond'} ${Tokenization.stringifyNumber(threshold)}${UNITS[signal.unit]}`;
  const count = `${Tokenization.stringifyNumber(datapointsToAlarm)} of ${Tokenization.stringifyNumber(evaluationPeriods)}`;
  const silence = missingData === TreatMissingData.BREACHING ? ' A period without data counts, too.' : '';
  return `${signal.label} of ${sourceName} is ${limit} in ${count} periods of ${period.toHumanString()}.${silence}`;
}
