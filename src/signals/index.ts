export * from './deployment-events';
export * from './resource-kind';
export * from './signal';
export * from './signal-source';
export * from './signals';
