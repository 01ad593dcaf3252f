import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { formula } from './formula';
import { A_SIGNAL_SOURCE, inputError, requireAbility } from '../../core/private/input-error';
import { ONE_MINUTE } from '../../core/private/periods';
import { GoldenSignals, ISignalSource, Signal, SignalUnit } from '../../signals';
import { IServiceLevelIndicator, SliMeasure } from '../service-level-indicator';

export class AvailabilityIndicator implements IServiceLevelIndicator {
  constructor(private readonly source: ISignalSource) {}

  public measure(scope: Construct): SliMeasure {
    const { source } = this;
    requireAbility(scope, { prop: 'source', value: source, method: 'goldenSignals', expected: A_SIGNAL_SOURCE });
    const signals = source.goldenSignals();
    const { requests, errors, extras = {} } = signals;
    const badEvents = `requests to ${source.sourceName} that fail`;
    if (requests && errors?.unit === SignalUnit.PERCENT) { return { ...shareOf(scope, requests, errors, extras.errorCount), badEvents }; }
    if (requests && errors?.unit === SignalUnit.COUNT) { return { bad: errors.metric, total: requests.metric, badEvents }; }

    throw inputError(scope, "'source' must have requests and errors signals, in percent or as a count, "
      + `got '${source.sourceName}' with ${namesOf(signals) || 'none at all'}. `
      + 'Use a source that has both, or metrics of your own with Sli.ratio()');
  }
}

/** The errors of a source may be in percent of more than its requests: a load balancer answers some for which it finds no target. */
function shareOf(scope: Construct, requests: Signal, errors: Signal, errorCount?: Signal): Pick<SliMeasure, 'bad' | 'total'> {
  const total = errorCount ? larger(scope, requests.metric, errorCount.metric) : requests.metric;
  return { bad: formula(scope, { expression: 'errors * total / 100', metrics: { errors: errors.metric, total }, period: ONE_MINUTE }), total };
}

function larger(scope: Construct, requests: cloudwatch.IMetric, failed: cloudwatch.IMetric): cloudwatch.IMetric {
  const [one, other] = ['FILL(requests, 0)', 'FILL(failed, 0)'];
  return formula(scope, { expression: `IF(${one} > ${other}, ${one}, ${other})`, metrics: { requests, failed }, period: ONE_MINUTE });
}

function namesOf({ extras: _, logGroups: __, ...signals }: GoldenSignals): string {
  return Object.entries(signals).filter(([, signal]) => signal !== undefined).map(([name]) => name).sort().join(', ');
}
