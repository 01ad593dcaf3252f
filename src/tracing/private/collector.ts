import { TracingMode } from '../tracing-mode';

/** How the CloudWatch agent beside an application is set up, and where the application sends what it knows. */
export interface Collector {
  /** For the agent, which reads it from CW_CONFIG_CONTENT. */
  readonly config: object;
  /** For the application. */
  readonly variables: Record<string, string>;
}

/** Central sampling needs an agent that asks AWS X-Ray for the rules; both ways to receive traces bring the same proxy. */
const SAMPLING = { OTEL_TRACES_SAMPLER: 'xray', OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://localhost:2000' };

/** Traces only: metrics and logs of the application go where they went before. */
const ALWAYS = {
  ...SAMPLING,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  // Load balancers and API Gateway start traces in the format of AWS X-Ray, others in that of the W3C.
  OTEL_PROPAGATORS: 'tracecontext,baggage,xray',
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html */
export function collectorFor(mode: TracingMode): Collector {
  return mode === TracingMode.APPLICATION_SIGNALS
    ? {
      config: { traces: { traces_collected: { application_signals: {} } }, logs: { metrics_collected: { application_signals: {} } } },
      variables: {
        ...ALWAYS,
        OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'true',
        OTEL_AWS_APPLICATION_SIGNALS_EXPORTER_ENDPOINT: 'http://localhost:4316/v1/metrics',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4316/v1/traces',
      },
    }
    : {
      config: { traces: { traces_collected: { otlp: {}, xray: {} } } },
      variables: {
        ...ALWAYS,
        OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'false',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces',
      },
    };
}
