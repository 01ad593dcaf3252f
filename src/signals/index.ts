export * from './application-metrics-options';
export * from './deployment-events';
export * from './metric-lint';
export * from './observation';
export * from './resource-kind';
export * from './signal';
export * from './signal-source';
export * from './signals';
