export * from './resource-role';
export * from './update-behavior';
export * from './upgrade-change';
export * from './upgrade-effect';
export * from './upgrade-report';
export * from './upgrade-report-options';
