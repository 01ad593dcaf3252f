import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ServicePlan } from './service-plan';
import { Traffic } from './traffic';

/** The L2 lets the load balancer in on the port of the traffic only: both target groups would stay unhealthy on another. */
export function openHealthCheckPort({ container }: ServicePlan, service: ecs.BaseService, { balanced }: Traffic): void {
  const { ownPort } = container.healthCheck;
  if (ownPort === undefined || !balanced) { return; }
  service.connections.allowFrom(balanced.loadBalancer, ec2.Port.tcp(ownPort), 'Load balancer to health check');
}
