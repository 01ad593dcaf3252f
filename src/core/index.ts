export * from './alarm-kind';
export * from './cost-estimate';
export * from './severity';
