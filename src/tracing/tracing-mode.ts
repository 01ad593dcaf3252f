/** What is collected of a service. */
export enum TracingMode {
  /**
   * Traces, and from every request the metrics of CloudWatch Application Signals: requests, faults, errors and latency by
   * operation and dependency. Nothing of it is sampled away.
   */
  APPLICATION_SIGNALS = 'applicationSignals',

  /** Traces of OpenTelemetry only. */
  OPEN_TELEMETRY = 'openTelemetry',

  /**
   * Only what AWS Lambda and Amazon API Gateway record themselves in AWS X-Ray: how long a function ran, not what it did
   * meanwhile. Adds nothing to the function.
   */
  XRAY_ACTIVE_ONLY = 'xrayActiveOnly',
}
