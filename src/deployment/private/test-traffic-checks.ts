import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { TRAFFIC } from './defaults';
import { EcsEngine } from './ecs-engine';
import { ReleasePlan } from './release-plan';
import { inputError, requireInRange, requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { TestTraffic } from '../test-traffic';

/** The port of the closed listener. */
export function testPortOf({ _port = TRAFFIC.testPort }: TestTraffic): number {
  return _port;
}

/** Fails for test traffic that cannot be; `taken` are the ports that requests go to. */
export function requireTestTraffic(scope: Construct, { testTraffic, engine }: ReleasePlan, taken: number[]): void {
  requireKinds(scope, { options: testTraffic._options }, { options: 'options' });
  requireInRange(scope, { prop: 'port', value: testTraffic._port, min: 1, max: 65535, integer: true });
  const port = testPortOf(testTraffic);
  if (testTraffic._kind === 'listener' && !Token.isUnresolved(port) && taken.includes(port)) {
    throw inputError(scope, `'port' of TestTraffic.closedListener() must not be ${taken.join(' or ')}, got ${port}. Requests go there: take another, such as ${TRAFFIC.testPort}`);
  }
  if (!testTraffic._header) { return; }
  requireHeader(scope, testTraffic._header);
  if (!(engine instanceof EcsEngine)) {
    throw inputError(scope, "'testTraffic' must be TestTraffic.closedListener() or none() for this 'engine', got TestTraffic.header(). " +
      'Only Amazon ECS itself takes a rule for test traffic: use DeploymentEngine.ecs() or another test traffic');
  }
}

function requireHeader(scope: Construct, { name, value }: { name: string; value: string }): void {
  requirePattern(scope, 'name', name ?? '', /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}$/, 'the name of an HTTP header of at most 40 characters, such as x-test-traffic');
  // A load balancer takes these two for wildcards: everybody would know the value.
  requirePattern(scope, 'value', value ?? '', /^[^*?\r\n]{1,128}$/, "1 to 128 characters without '*' and '?'");
}
