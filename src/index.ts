export * from './core';
export * from './network';
export * from './registry';
export * from './signals';
export * from './alerting';
export * from './deployment';
