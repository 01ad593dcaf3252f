import { Construct } from 'constructs';
import { IServiceNetwork, ServiceNetwork } from '../../../src/network';

/** What synthesis says when somebody in a network needs these AWS services. */
export function errorsOf(network: IServiceNetwork, ...services: string[]): string[] {
  const service = new Construct(network.vpc, 'NeedsAws');
  ServiceNetwork._requireReach(service, network, () => services);
  return service.node.validate();
}
