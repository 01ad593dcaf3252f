export * from './alert-route';
export * from './alert-router';
export * from './destination';
export * from './runbook';
