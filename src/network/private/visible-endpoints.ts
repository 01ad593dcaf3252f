import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Whether this app makes an endpoint of a VPC for an AWS service, such as `ecr.api`, that is called by its usual name. */
export function hasEndpoint(vpc: ec2.IVpc, service: string): boolean {
  return visibleEndpoints(vpc).some((endpoint) => isCalled(endpoint) && serviceOf(endpoint).endsWith(`.${service}`));
}

function visibleEndpoints(vpc: ec2.IVpc): ec2.CfnVPCEndpoint[] {
  return vpc.node.root.node.findAll().filter((child): child is ec2.CfnVPCEndpoint => child instanceof ec2.CfnVPCEndpoint)
    .filter((endpoint) => endpoint.vpcId === vpc.vpcId);
}

/** A gateway is on the way; an interface endpoint is one when it takes the name of the service. */
function isCalled({ vpcEndpointType, privateDnsEnabled }: ec2.CfnVPCEndpoint): boolean {
  return vpcEndpointType !== 'Interface' || privateDnsEnabled === true;
}

/** The name of the service, of which the region in the middle may be a reference. */
function serviceOf(endpoint: ec2.CfnVPCEndpoint): string {
  return JSON.stringify(Stack.of(endpoint).resolve(endpoint.serviceName) ?? '').replace(/["\]}]+$/, '');
}
