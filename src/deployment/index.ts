export * from './blue-green-fargate-service';
export * from './blue-green-fargate-service-props';
export * from './deployment-plan';
export * from './ingress';
export * from './service-image';
