import { MeasuredSource } from './measured-source';
import { highest, numbered, total } from './metrics';
import { Subject } from './subject';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

/** As many as a formula of an alarm may hold; these are all operations that applications call. */
const OPERATIONS = [
  'GetItem', 'Query', 'PutItem', 'UpdateItem', 'Scan', 'DeleteItem', 'BatchGetItem', 'BatchWriteItem', 'TransactGetItems', 'TransactWriteItems',
];

/** Those whose latency is one answer for one call; a scan or a batch takes as long as it is. */
const SINGLE = OPERATIONS.slice(0, 4);

export class TableSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.TABLE;

  constructor(subject: Subject, private readonly tableName: string) {
    super(subject);
  }

  // There is no error rate: requests and errors of ten operations are more metrics than an alarm may hold.
  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/DynamoDB', { TableName: this.tableName });
    const { COUNT, MILLISECONDS } = SignalUnit;
    const throttles = { reads: metric('ReadThrottleEvents', 'Sum'), writes: metric('WriteThrottleEvents', 'Sum') };
    // DynamoDB keeps no percentiles of its latency.
    const latency = highest(this.each(SINGLE, 'latency', 'SuccessfulRequestLatency', 'Average'), 'Latency of the slowest operation');
    return {
      requests: this.signal('requests', total(this.each(OPERATIONS, 'calls', 'SuccessfulRequestLatency', 'SampleCount'), 'Requests'), 'Requests', COUNT),
      latency: this.signal('latency', latency, 'Latency of the slowest operation', MILLISECONDS),
      extras: {
        throttles: this.signal('throttles', total(throttles, 'Throttles'), 'Throttles', COUNT),
        errorCount: this.signal('errorCount', total(this.each(OPERATIONS, 'errors', 'SystemErrors', 'Sum'), 'Server errors'), 'Server errors', COUNT),
        readCapacity: this.signal('readCapacity', metric('ConsumedReadCapacityUnits', 'Sum'), 'Read units consumed', COUNT),
        writeCapacity: this.signal('writeCapacity', metric('ConsumedWriteCapacityUnits', 'Sum'), 'Write units consumed', COUNT),
      },
    };
  }

  private each(operations: string[], prefix: string, metricName: string, statistic: string) {
    return numbered(prefix, operations.map((operation) => (
      this.metricsOf('AWS/DynamoDB', { TableName: this.tableName, Operation: operation })(metricName, statistic))));
  }
}
