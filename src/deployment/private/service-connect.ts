import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EcsEngine } from './ecs-engine';
import { IngressKind } from './ingress-kind';
import { ReleasePlan } from './release-plan';
import { claimName, requireNamespace } from './service-connect-namespace';
import { ServiceConnectTraffic } from './service-connect-traffic';
import { ServicePlan } from './service-plan';
import { requireTestTraffic } from './test-traffic-checks';
import { Traffic } from './traffic';
import { inputError, requireInRange, requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { ServiceConnectOptions } from '../service-connect-options';

/** Usual for HTTP: nobody has to know it. */
const DEFAULT_PORT = 80;

/** Requests of other ECS services, straight to the tasks. */
export class ServiceConnect implements IngressKind {
  public readonly isInternetFacing = false;

  constructor(private readonly options: ServiceConnectOptions) {}

  public validate(scope: Construct, release: ReleasePlan): void {
    requireKinds(scope, { options: this.options }, { options: 'options' });
    const { cloudMapNamespace, port } = this.options;
    requirePattern(scope, 'name', nameIn(scope, this.options), /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      'a label of at most 63 lower-case letters, digits and hyphens, such as orders');
    requireInRange(scope, { prop: 'port', value: port, min: 1, max: 65535, integer: true });
    if (cloudMapNamespace !== undefined && cloudMapNamespace?.namespaceArn === undefined) { throw inputError(scope, "'cloudMapNamespace' must be a namespace of AWS Cloud Map"); }
    requireEcs(scope, release);
  }

  public traffic(scope: Construct, plan: ServicePlan): Traffic {
    const namespace = requireNamespace(scope, plan.cluster, this.options.cloudMapNamespace);
    const name = nameIn(scope, this.options);
    claimName(scope, namespace, name);
    return new ServiceConnectTraffic({ plan, namespace, name, port: this.options.port ?? DEFAULT_PORT });
  }
}

function nameIn({ node }: Construct, { name = node.id.toLowerCase().replace(/_/g, '-') }: ServiceConnectOptions): string {
  return name;
}

function requireEcs(scope: Construct, release: ReleasePlan): void {
  if (!(release.engine instanceof EcsEngine)) {
    throw inputError(scope, "'ingress' must have a load balancer for this 'engine', got Ingress.serviceConnect(). AWS CodeDeploy shifts the traffic of " +
      'load balancers only: use DeploymentEngine.ecs() or another ingress');
  }
  const { testTraffic } = release;
  if (testTraffic._kind === 'listener' && testTraffic._port !== undefined) {
    throw inputError(scope, "'testTraffic' must be TestTraffic.header() for Ingress.serviceConnect(), got TestTraffic.closedListener({ port: " +
      `${Token.isUnresolved(testTraffic._port) ? '…' : testTraffic._port} }). There is no load balancer that could listen`);
  }
  requireTestTraffic(scope, release, []);
}
