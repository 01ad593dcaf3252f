import { MeasuredSource } from './measured-source';
import { percentOf } from './metrics';
import { Subject } from './subject';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

/** What the kinds of APIs call the same thing. */
interface ApiNames {
  readonly dimensions: Record<string, string>;
  readonly serverErrors: string;
  readonly clientErrors: string;
}

abstract class ApiSource extends MeasuredSource {
  protected abstract readonly names: ApiNames;

  public goldenSignals(): GoldenSignals {
    const { dimensions, serverErrors, clientErrors } = this.names;
    const metric = this.metricsOf('AWS/ApiGateway', dimensions);
    const { COUNT, MILLISECONDS, PERCENT } = SignalUnit;
    const requests = metric('Count', 'Sum');
    const failed = metric(serverErrors, 'Sum');
    const refused = metric(clientErrors, 'Sum');
    return {
      requests: this.signal('requests', requests, 'Requests', COUNT),
      errors: this.signal('errors', percentOf({ failed }, { requests }, 'Server errors'), 'Server errors', PERCENT),
      latency: this.signal('latency', metric('Latency', 'p99'), 'Latency p99', MILLISECONDS),
      extras: {
        ...this.latencies(metric, 'Latency', 'Latency', MILLISECONDS),
        clientErrors: this.signal('clientErrors', percentOf({ refused }, { requests }, 'Client errors'), 'Client errors', PERCENT),
        errorCount: this.signal('errorCount', failed, 'Failed requests', COUNT),
        integrationLatency: this.signal('integrationLatency', metric('IntegrationLatency', 'p99'), 'Integration latency p99', MILLISECONDS),
      },
    };
  }
}

export class RestApiSource extends ApiSource {
  public readonly resourceKind = ResourceKind.REST_API;
  protected readonly names: ApiNames;

  /** @param apiName REST APIs report under their name, not under their id */
  constructor(subject: Subject, apiName: string) {
    super(subject);
    this.names = { dimensions: { ApiName: apiName }, serverErrors: '5XXError', clientErrors: '4XXError' };
  }
}

export class HttpApiSource extends ApiSource {
  public readonly resourceKind = ResourceKind.HTTP_API;
  protected readonly names: ApiNames;

  constructor(subject: Subject, apiId: string) {
    super(subject);
    this.names = { dimensions: { ApiId: apiId }, serverErrors: '5xx', clientErrors: '4xx' };
  }
}
