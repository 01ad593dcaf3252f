import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { selectedSubnets } from './selected-subnets';
import { hasEndpoint } from './visible-endpoints';
import { IServiceNetwork } from '../service-network';

/** What keeps tasks from these AWS services, as messages of a validation; none when nothing does, or nobody can know. */
export function unreachable(network: IServiceNetwork, services: string[]): string[] {
  if (network.reachesAws || !isCutOff(network)) { return []; }

  const missing = [...new Set(services)].filter((service) => !hasEndpoint(network.vpc, service));
  if (missing.length === 0) { return []; }
  return [`'network' must let tasks reach ${missing.join(', ')}: the subnets that they run in have no way to the internet, and this app makes `
    + `no endpoint there for ${missing.length > 1 ? 'these' : 'it'}. Tasks would not start, and the deployment would wait for them. `
    + `Add the endpoints with ${howToAdd(missing)}, or, when the subnets reach AWS in another way, `
    + 'say so with ServiceNetwork.fromVpc(vpc, { reachesAws: true })'];
}

/** Whether it is known that tasks, in some subnet or in all, have no way to the internet. */
export function isCutOff({ vpc, serviceSubnets, assignPublicIp }: IServiceNetwork): boolean {
  return selectedSubnets(vpc, 'serviceSubnets', serviceSubnets).some((subnet) => isOneOf(vpc.isolatedSubnets, subnet)
    // Only public addresses get through an internet gateway.
    || (!assignPublicIp && isOneOf(vpc.publicSubnets, subnet)));
}

function isOneOf(subnets: ec2.ISubnet[], { subnetId }: ec2.ISubnet): boolean {
  return subnets.some((subnet) => subnet.subnetId === subnetId);
}

/** Some services are not among those that every task may need. */
function howToAdd(missing: string[]): string {
  const known = ['ecr.api', 'ecr.dkr', 'logs', 's3', 'secretsmanager', 'ssm'];
  const more = missing.some((service) => !known.includes(service));
  return more ? "ServiceNetwork.addEndpoints(vpc, { moreEndpoints: […] }) or the 'moreEndpoints' of a ServiceNetwork" : 'ServiceNetwork.addEndpoints(vpc)';
}
