export * from './observability-dashboard';
