import { Duration, Fn, Tokenization } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { HealthCheckPlan } from './health-check-plan';
import { requireHooks } from './hook-checks';
import { requirePort } from './let-in';
import { ReleasePlan } from './release-plan';
import { SmokeTestFunction } from './smoke-function';
import { SmokeTestPlan } from './smoke-plan';
import { TestEndpoint, Traffic } from './traffic';
import { waitFor } from './wait-for';
import { inputError } from '../../core/private/input-error';
import { IBlueGreenService } from '../blue-green-service';
import { DeploymentHookConfig, IDeploymentHook } from '../deployment-hook';
import { DeploymentStage } from '../deployment-stage';

/** The function is done in 15 minutes; where it cannot even be called, the deployment should not wait for a day. */
const PATIENCE = Duration.minutes(20);

/** What the placeholder says that runs until the first release. */
const PLACEHOLDER_ANSWER = 'Nothing has been released to this service yet.';

/** Fails for a release in which the moment never comes at which a smoke test would run. */
export function requireTestableRelease(scope: Construct, release: ReleasePlan): void {
  requireHooks(scope, 'smokeTest', release);
  if (release.testTraffic._kind !== 'none') { return; }
  throw inputError(scope, "'smokeTest' needs test traffic, got TestTraffic.none(): nothing leads to the new version before it is live. " +
    "Leave out 'testTraffic', set TestTraffic.closedListener() or header(), or leave out the smoke test");
}

/** Has the stack's function ask the new version, when test traffic has moved there and before production traffic does. */
export class SmokeTestHook implements IDeploymentHook {
  constructor(private readonly plan: SmokeTestPlan) {}

  public bind(_scope: Construct, service: IBlueGreenService): DeploymentHookConfig {
    const endpoint = endpointOf(service);
    requireWay(service, this.plan, endpoint.healthCheck);
    requirePort(service, endpoint.listener);

    const tester = SmokeTestFunction.of(service, endpoint.network);
    // The first deployment is tested, too.
    waitFor(service.baseService, tester.letTo(endpoint.listener));
    const handler = tester.handlerFor(endpoint);
    tester.protectLike(service.logGroup);
    return {
      stages: [DeploymentStage.POST_TEST_TRAFFIC_SHIFT],
      handler,
      timeout: PATIENCE,
      details: {
        ...whereToAsk(endpoint),
        ...whatToAsk(this.plan, endpoint),
        ...service.releasePointer && whatToExcuse(endpoint.healthCheck),
      },
    };
  }
}

function endpointOf(service: IBlueGreenService): TestEndpoint {
  // Users have no use for it; the services of this library have it.
  const { traffic } = service as unknown as { traffic?: Traffic };
  if (traffic?.testEndpoint) { return traffic.testEndpoint; }
  throw inputError(service, "'smokeTest' needs a load balancer that takes test traffic: Service Connect leads other tasks to the new version " +
    'and nobody else. Use an ingress with a load balancer, or leave out the smoke test');
}

/** The load balancer does not lead to the port of a health check. */
function requireWay(service: IBlueGreenService, { paths }: SmokeTestPlan, { ownPort }: HealthCheckPlan): void {
  if (paths !== undefined || ownPort === undefined) { return; }
  throw inputError(service, "'smokeTest' must name 'paths' where the health check has a port of its own, got none: the load balancer does not lead there");
}

function whereToAsk({ loadBalancer, internetFacing, protocol, port, hostName }: TestEndpoint): Record<string, string> {
  return {
    ...internetFacing ? { loadBalancer: fullNameOf(loadBalancer) } : { name: loadBalancer.loadBalancerDnsName },
    protocol,
    port: Tokenization.stringifyNumber(port),
    host: hostName ?? loadBalancer.loadBalancerDnsName,
    // A load balancer has no certificate for the name that AWS gives it.
    ...protocol === 'https' && hostName && { verifyCertificate: 'true' },
  };
}

function whatToAsk(plan: SmokeTestPlan, { header, healthCheck }: TestEndpoint): Record<string, string> {
  const { bodyContains, bodyMatches } = plan;
  const headers = { ...plan.headers, ...header && { [header.name]: header.value } };
  return {
    paths: Fn.join(' ', plan.paths ?? [healthCheck.path]),
    expectedStatus: plan.expectedStatus ?? healthCheck.healthyStatus,
    ...bodyContains && { bodyContains },
    ...bodyMatches && { bodyMatches },
    ...Object.keys(headers).length > 0 && { headers: JSON.stringify(headers) },
    retries: Tokenization.stringifyNumber(plan.retries),
    retryIntervalSeconds: Tokenization.stringifyNumber(plan.retryInterval.toSeconds()),
    timeoutSeconds: Tokenization.stringifyNumber(plan.timeout.toSeconds()),
  };
}

/** A service that takes released images starts with a placeholder that knows the path of the health check and no other. */
function whatToExcuse({ path }: HealthCheckPlan): Record<string, string> {
  return { placeholderPath: path, placeholderAnswer: PLACEHOLDER_ANSWER };
}

/** Such as `app/name/50dc6c495c0c9188`; the network interfaces of a load balancer are described with it. */
function fullNameOf(loadBalancer: elbv2.IApplicationLoadBalancer): string {
  const { loadBalancerFullName } = loadBalancer as Partial<elbv2.ApplicationLoadBalancer>;
  return loadBalancerFullName ?? Fn.select(1, Fn.split(':loadbalancer/', loadBalancer.loadBalancerArn));
}
