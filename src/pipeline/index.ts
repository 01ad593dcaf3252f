export * from './build-step';
export * from './deploy-target';
export * from './pipeline-approval';
export * from './pipeline-source';
export * from './standard-pipeline';
