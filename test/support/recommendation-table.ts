import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { RECOMMENDATIONS, RecommendedAlarm } from '../../src/signals/private/recommendations';

const SIGNS: Partial<Record<ComparisonOperator, string>> = {
  [ComparisonOperator.GREATER_THAN_THRESHOLD]: '>',
  [ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD]: '≥',
  [ComparisonOperator.LESS_THAN_THRESHOLD]: '<',
  [ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD]: '≤',
};

const SILENCE: Record<TreatMissingData, string> = {
  [TreatMissingData.BREACHING]: 'bad',
  [TreatMissingData.NOT_BREACHING]: 'fine',
  [TreatMissingData.MISSING]: 'unknown',
  [TreatMissingData.IGNORE]: 'as before',
};

/** The lines of the table in the README of the signals. */
export function recommendationTable(): string[] {
  return ['| resource | signal | bad when | in periods of | no data is | severity | by |', '|---|---|---|---|---|---|---|', ...RECOMMENDATIONS.map(line)];
}

function line(row: RecommendedAlarm): string {
  const threshold = row.shareOf === undefined ? `${row.threshold}` : `${row.threshold * 100} % of ${row.shareOf}`;
  const cells = [
    row.resource, row.signal, `${SIGNS[row.comparison]} ${threshold}`, `${row.datapointsToAlarm} of ${row.evaluationPeriods} × ${inWords(row.periodSeconds)}`,
    SILENCE[row.missingData], row.severity, `[${row.by}](${row.reference})`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function inWords(seconds: number): string {
  return seconds === 86400 ? '1 day' : `${seconds / 60} min`;
}
