export * from './dora-bands';
export * from './dora-metric-options';
export * from './dora-metrics';
export * from './dora-metrics-props';
export * from './dora-service-options';
export * from './dora-targets';
export * from './dora-window';
export * from './failure-clock';
