import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { MeasuredSource } from './measured-source';
import { percentOf } from './metrics';
import { Subject } from './subject';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

/** What is known of a function beyond its name. */
export interface LambdaFacts {
  readonly functionName: string;
  /** Unknown for functions from elsewhere. */
  readonly timeoutMilliseconds?: number;
  /** Whether it reads a stream: only then it has an iterator that can fall behind. */
  readonly readsStream?: boolean;
  readonly logGroup?: ILogGroup;
}

export class LambdaFunctionSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.LAMBDA_FUNCTION;

  constructor(subject: Subject, private readonly facts: LambdaFacts) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const { functionName, timeoutMilliseconds, readsStream, logGroup } = this.facts;
    const metric = this.metricsOf('AWS/Lambda', { FunctionName: functionName });
    const { COUNT, MILLISECONDS, PERCENT } = SignalUnit;
    const errors = percentOf({ failed: metric('Errors', 'Sum') }, { invocations: metric('Invocations', 'Sum') }, 'Errors');
    return {
      requests: this.signal('requests', metric('Invocations', 'Sum'), 'Invocations', COUNT),
      errors: this.signal('errors', errors, 'Errors', PERCENT),
      latency: this.signal('latency', metric('Duration', 'p99'), 'Duration p99', MILLISECONDS, timeoutMilliseconds),
      extras: {
        throttles: this.signal('throttles', metric('Throttles', 'Sum'), 'Throttles', COUNT),
        errorCount: this.signal('errorCount', metric('Errors', 'Sum'), 'Failed invocations', COUNT),
        ...this.latencies(metric, 'Duration', 'Duration', MILLISECONDS),
        concurrency: this.signal('concurrency', metric('ConcurrentExecutions', 'Maximum'), 'Concurrent executions', COUNT),
        ...readsStream && { iteratorAge: this.signal('iteratorAge', metric('IteratorAge', 'Maximum'), 'Iterator age', MILLISECONDS) },
      },
      ...logGroup && { logGroups: [logGroup] },
    };
  }
}
