export * from './alert-escalation';
export * from './alert-route';
export * from './alert-router';
export * from './destination';
export * from './escalation';
export * from './incident-review';
export * from './runbook';
