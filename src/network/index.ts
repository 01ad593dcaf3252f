export * from './network-shape';
export * from './service-network';
