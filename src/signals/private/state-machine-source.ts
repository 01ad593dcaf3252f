import { MeasuredSource } from './measured-source';
import { percentOf } from './metrics';
import { Subject } from './subject';
import { FIVE_MINUTES } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class StateMachineSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.STATE_MACHINE;

  constructor(subject: Subject, private readonly stateMachineArn: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/States', { StateMachineArn: this.stateMachineArn }, FIVE_MINUTES);
    const { COUNT, MILLISECONDS, PERCENT } = SignalUnit;
    const failed = metric('ExecutionsFailed', 'Sum');
    const timedOut = metric('ExecutionsTimedOut', 'Sum');
    const succeeded = metric('ExecutionsSucceeded', 'Sum');
    // Of those that ended: an execution may run for a year after it is started.
    const errors = percentOf({ failed, timedOut }, { succeeded, failed, timedOut }, 'Failed executions', FIVE_MINUTES);
    return {
      requests: this.signal('requests', metric('ExecutionsStarted', 'Sum'), 'Executions started', COUNT),
      errors: this.signal('errors', errors, 'Failed executions', PERCENT),
      latency: this.signal('latency', metric('ExecutionTime', 'p99'), 'Execution time p99', MILLISECONDS),
      extras: {
        ...this.latencies(metric, 'ExecutionTime', 'Execution time', MILLISECONDS),
        errorCount: this.signal('errorCount', failed, 'Executions that failed', COUNT),
        throttles: this.signal('throttles', metric('ExecutionThrottled', 'Sum'), 'Throttles', COUNT),
        aborted: this.signal('aborted', metric('ExecutionsAborted', 'Sum'), 'Aborted executions', COUNT),
      },
    };
  }
}
