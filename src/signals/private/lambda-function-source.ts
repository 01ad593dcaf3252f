import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RECOMMENDED } from './recommendations';
import { nameOf } from '../../core/private/name-of';
import { ONE_MINUTE } from '../../core/private/periods';
import { SignalUnit } from '../signal';
import { GoldenSignals, ISignalSource } from '../signal-source';

export class LambdaFunctionSource implements ISignalSource {
  public readonly sourceName: string;

  constructor(private readonly lambdaFunction: lambda.IFunction) {
    this.sourceName = nameOf(lambdaFunction);
  }

  public goldenSignals(): GoldenSignals {
    const period = { period: ONE_MINUTE };
    return {
      requests: { metric: this.lambdaFunction.metricInvocations(period), label: 'Invocations', unit: SignalUnit.COUNT },
      errors: {
        metric: this.lambdaFunction.metricErrors(period),
        label: 'Errors',
        unit: SignalUnit.COUNT,
        recommendation: RECOMMENDED.lambdaFunction.errors,
      },
      latency: {
        metric: this.lambdaFunction.metricDuration({ ...period, statistic: 'p99' }),
        label: 'Duration p99',
        unit: SignalUnit.MILLISECONDS,
      },
      extras: {
        throttles: {
          metric: this.lambdaFunction.metricThrottles(period),
          label: 'Throttles',
          unit: SignalUnit.COUNT,
          recommendation: RECOMMENDED.lambdaFunction.throttles,
        },
      },
    };
  }
}
