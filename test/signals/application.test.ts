import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as fc from 'fast-check';
import { ApplicationMetricsOptions, ResourceKind, SignalUnit, Signals } from '../../src/signals';
import { askedBy, signalsOf } from '../support/asked';
import { prodStack } from '../support/stacks';

const SHOP: ApplicationMetricsOptions = { sourceName: 'checkout', metricNamespace: 'Shop', requests: 'Orders', errors: 'Failures', latency: 'Duration' };

describe('the signals of an application', () => {
  test('are those that it names, read as they should be', () => {
    const source = Signals.application({ ...SHOP, dimensions: { Environment: 'prod' }, backlog: 'Waiting', gauges: { sessions: 'Sessions' }, counters: { logins: 'Logins' } });
    const asked = askedBy(prodStack(), source);
    expect(source).toMatchObject({ sourceName: 'checkout', resourceKind: ResourceKind.APPLICATION });
    expect(asked.requests[0]).toMatchObject({ namespace: 'Shop', metricName: 'Orders', statistic: 'Sum', period: 60, dimensions: { Environment: 'prod' } });
    expect(asked.latency[0].statistic).toBe('p99');
    expect(asked.backlog[0].statistic).toBe('Maximum');
    expect(asked.sessions[0]).toMatchObject({ metricName: 'Sessions', statistic: 'Maximum' });
    expect(asked.logins[0]).toMatchObject({ metricName: 'Logins', statistic: 'Sum' });
    expect(Object.keys(asked)).toEqual(expect.arrayContaining(['errorCount', 'latencyP50', 'latencyP90']));
  });

  test('have errors in percent where requests are known, otherwise their number', () => {
    expect(signalsOf(Signals.application(SHOP)).errors.unit).toBe(SignalUnit.PERCENT);
    expect(signalsOf(Signals.application({ ...SHOP, requests: undefined })).errors.unit).toBe(SignalUnit.COUNT);
  });

  test('recommend nothing: only its people know what is normal', () => {
    expect(Object.values(signalsOf(Signals.application(SHOP))).filter(({ recommendation }) => recommendation)).toEqual([]);
  });

  test('take what unit, period and logs it says', () => {
    const logGroup = new logs.LogGroup(prodStack(), 'Logs');
    const source = Signals.application({ ...SHOP, latencyUnit: SignalUnit.SECONDS, period: Duration.minutes(5), logGroups: [logGroup] });
    expect(signalsOf(source).latency.unit).toBe(SignalUnit.SECONDS);
    expect(askedBy(prodStack(), source).requests[0].period).toBe(300);
    expect(source.goldenSignals().logGroups).toEqual([logGroup]);
  });

  test.each<[string, object]>([
    ['sourceName', { sourceName: '' }],
    ['metricNamespace', { metricNamespace: 'AWS/EC2' }],
    ['metricNamespace', { metricNamespace: 'No spaces' }],
    ['metricNamespace', { metricNamespace: undefined }],
    ['requests', { requests: ' ' }],
    ['errors', { errors: 5 }],
    ['latency', { latency: 'x'.repeat(256) }],
    ['dimensions', { dimensions: ['Environment'] }],
    ['dimensions.Environment', { dimensions: { Environment: '' } }],
    ['dimensions', { dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`d${index}`, 'x'])) }],
    ['gauges.sessions', { gauges: { sessions: null } }],
    ['period', { period: 60 }],
    ['period', { period: Duration.seconds(90) }],
    ['latencyUnit', { latencyUnit: 'fortnights' }],
    ['logGroups', { logGroups: 'logs' }],
  ])('fail for a bad %s in %p, naming the prop', (prop, wrong) => {
    expect(() => Signals.application({ ...SHOP, ...wrong } as any)).toThrow(new RegExp(`^'${prop}' must .*\\[at Signals\\.application\\(\\)\\]$`, 's'));
  });

  test('fail where no metric is named', () => {
    expect(() => Signals.application({ sourceName: 'checkout', metricNamespace: 'Shop' })).toThrow(/^'requests', .* or 'counters' must name a metric, got none\. /);
  });

  test('are taken or refused in words of the library, whatever they are', () => {
    const odd = fc.oneof(fc.constantFrom(undefined, null, 0, NaN, true, '', ' ', [], {}, () => 'x'), fc.string(), fc.constantFrom('Orders', 'Shop/Web'));
    const names = fc.oneof(odd, fc.dictionary(fc.string(), odd, { maxKeys: 3 }));
    const options = fc.record({
      sourceName: odd,
      metricNamespace: odd,
      dimensions: names,
      requests: odd,
      errors: odd,
      latency: odd,
      latencyUnit: odd,
      backlog: odd,
      gauges: names,
      counters: names,
      period: fc.oneof(odd, fc.constantFrom(...[0, 1, 7, 10, 60, 90, 300].map((seconds) => Duration.seconds(seconds)))),
      logGroups: odd,
    }, { requiredKeys: [] });
    fc.assert(fc.property(options, (given) => {
      try {
        deploy(given as any);
      } catch (error) {
        expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
      }
    }), { numRuns: 500 });
  });
});

function deploy(options: ApplicationMetricsOptions): void {
  const source = Signals.application({ ...SHOP, ...options });
  const stack = new Stack();
  Object.values(signalsOf(source)).forEach(({ metric }, index) => {
    new cloudwatch.Alarm(stack, `Alarm${index}`, { metric, threshold: 1, evaluationPeriods: 1 });
  });
}
