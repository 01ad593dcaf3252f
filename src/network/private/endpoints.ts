import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { NetworkPlan } from './network-plan';
import { subnetsOf } from './vpc';

/**
 * What a task needs to start: its image, its log stream and its secrets. Layers of images come from S3.
 * A function, because the names of all services would otherwise be loaded with the library.
 */
const services = () => ({
  EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Ssm: ec2.InterfaceVpcEndpointAwsService.SSM,
  SecretsManager: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
});

/** Private ways to the AWS services that tasks use, for subnets without a way to the internet. */
export function addInterfaceEndpoints(scope: Construct, vpc: ec2.IVpc, plan: NetworkPlan): void {
  const securityGroup = endpointSecurityGroup(scope, vpc, plan.addresses.cidr);
  for (const [id, service] of Object.entries(services())) {
    vpc.addInterfaceEndpoint(id, {
      service,
      subnets: subnetsOf(plan.serviceGroup),
      securityGroups: [securityGroup],
      open: false,
    });
  }
}

function endpointSecurityGroup(scope: Construct, vpc: ec2.IVpc, cidr: string): ec2.SecurityGroup {
  const securityGroup = new ec2.SecurityGroup(scope, 'EndpointSecurityGroup', {
    vpc,
    description: 'Interface endpoints of the service network',
    allowAllOutbound: false,
  });
  // The literal block: tools that check templates cannot judge the attribute of the VPC.
  securityGroup.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), 'HTTPS from the network itself');
  return securityGroup;
}
