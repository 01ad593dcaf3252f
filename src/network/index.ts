export * from './endpoint-options';
export * from './existing-network-options';
export * from './network-shape';
export * from './service-network';
export * from './service-network-props';
