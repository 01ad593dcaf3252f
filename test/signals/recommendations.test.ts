import { readFileSync } from 'fs';
import { join } from 'path';
import { ResourceKind } from '../../src/signals';
import { RECOMMENDATIONS, recommended } from '../../src/signals/private/recommendations';
import { recommendationTable } from '../support/recommendation-table';

describe('the recommended alarms', () => {
  test('are those in the README, row by row', () => {
    const readme = readFileSync(join(__dirname, '../../src/signals/README.md'), 'utf8').split('\n');
    const first = readme.indexOf(recommendationTable()[0]);
    expect(readme.slice(first, first + recommendationTable().length)).toEqual(recommendationTable());
    expect(readme[first + recommendationTable().length]).toBe('');
  });

  test('have one row for each signal of a kind', () => {
    const keys = RECOMMENDATIONS.map(({ resource, signal }) => `${resource} ${signal}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(RECOMMENDATIONS.map((row) => [`${row.resource} ${row.signal}`, row] as const))('%s is an alarm that CloudWatch takes, with its page', (_, row) => {
    const { datapointsToAlarm, evaluationPeriods, periodSeconds, reference } = row;
    expect(datapointsToAlarm).toBeGreaterThanOrEqual(1);
    expect(datapointsToAlarm).toBeLessThanOrEqual(evaluationPeriods);
    expect(evaluationPeriods * periodSeconds).toBeLessThanOrEqual(24 * 60 * 60);
    expect(reference).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
  });

  test('are none where a share of something unknown would be needed, and whole numbers where it is known', () => {
    expect(recommended(ResourceKind.RDS_INSTANCE, 'freeStorage')).toBeUndefined();
    expect(recommended(ResourceKind.RDS_INSTANCE, 'freeStorage', 1005)!.threshold).toBe(100);
    expect(recommended(ResourceKind.RDS_INSTANCE, 'connections')).toBeUndefined();
    expect(recommended(ResourceKind.APPLICATION, 'errors')).toBeUndefined();
  });

  test('exist for every kind that AWS runs', () => {
    const kinds = new Set(RECOMMENDATIONS.map(({ resource }) => resource));
    expect(Object.values(ResourceKind).filter((kind) => !kinds.has(kind))).toEqual([ResourceKind.APPLICATION]);
  });
});
