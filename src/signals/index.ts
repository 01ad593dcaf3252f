export * from './signal';
export * from './signal-source';
export * from './signals';
