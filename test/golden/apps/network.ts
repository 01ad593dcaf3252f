import { App, Stack } from 'aws-cdk-lib';
import { NetworkShape, ServiceNetwork } from '../../../src/network';

/** Every shape of a network in a stack of its own, the default one without an environment, and one with IPv6. */
export function build(app: App): void {
  new ServiceNetwork(new Stack(app, 'Agnostic'), 'Network');

  const env = { account: '111111111111', region: 'eu-west-1' };
  new ServiceNetwork(new Stack(app, 'OneNat', { env }), 'Network', { shape: NetworkShape.ONE_NAT });
  new ServiceNetwork(new Stack(app, 'PublicIp', { env }), 'Network', { shape: NetworkShape.PUBLIC_IP });
  new ServiceNetwork(new Stack(app, 'Endpoints', { env }), 'Network', { shape: NetworkShape.ENDPOINTS });
  new ServiceNetwork(new Stack(app, 'NatPerAz', { env }), 'Network', { shape: NetworkShape.NAT_PER_AZ });
  new ServiceNetwork(new Stack(app, 'DualStack', { env }), 'Network', { dualStack: true });
}
