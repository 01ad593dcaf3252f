/** A service of which traces are kept, by the name it has there: a link on the dashboard for developers. */
export class TracedService {
  /**
   * A service that Application Signals knows: its latency and faults as seen by traces, and a link to the traces.
   *
   * @param serviceName as in `OTEL_SERVICE_NAME`
   * @param environment as in the attribute `deployment.environment`, such as `ecs:prod`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AppSignals-MetricsCollected.html
   */
  public static applicationSignals(serviceName: string, environment: string): TracedService {
    return new TracedService(serviceName, environment);
  }

  /**
   * A service that only sends traces to X-Ray: a link to them.
   *
   * @param serviceName as in the trace map
   */
  public static xray(serviceName: string): TracedService {
    return new TracedService(serviceName);
  }

  private constructor(
    /** The name it has in traces. */
    public readonly serviceName: string,
    /** Where it runs, for a service of Application Signals. */
    public readonly environment?: string,
  ) {}
}
