import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { PlanSettings } from './plan-settings';
import { inputError, requireAbility, requirePattern } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import { LoadBalancerSettings } from '../load-balancer-settings';
import { TrafficOptions } from '../traffic-options';

/** What load balancers accept, in seconds. */
const IDLE_TIMEOUT = { min: 1, max: 4000 };
const DEREGISTRATION_DELAY = { min: 0, max: 3600 };
const STICKINESS = { min: 1, max: 7 * 24 * 3600 };

const WEB_ACL = /^arn:[^:]+:wafv2:([^:]+):\d{12}:(regional|global)\/webacl\/[^/]+\/[^/]+$/;

/** Fails for options that no load balancer can have. */
export function requireLoadBalancerSettings(scope: Construct, options: LoadBalancerSettings): void {
  requireKinds(scope, { options }, { options: 'options' });
  requireKinds(scope, options, { domainName: 'text', sslPolicy: 'text', webAclArn: 'text', deletionProtection: 'flag' });
  const { certificate, accessLogsBucket, openTo } = options;
  requirePart(scope, 'certificate', certificate, 'certificateArn', 'a certificate of AWS Certificate Manager');
  requirePart(scope, 'accessLogsBucket', accessLogsBucket, 'bucketName', 'an S3 bucket');
  if (accessLogsBucket?.encryptionKey) {
    throw inputError(scope, "'accessLogsBucket' must be encrypted with S3-managed keys, got a bucket with a key of its own: load balancers cannot write to it");
  }
  requirePeers(scope, openTo);
  requireSeconds(scope, 'idleTimeout', options.idleTimeout, IDLE_TIMEOUT);
  requireDomain(scope, options);
  requireWebAcl(scope, options.webAclArn);
}

/** Fails for options that would fail, or break a deployment. */
export function requireTrafficOptions(scope: Construct, { stickiness, deregistrationDelay }: TrafficOptions, plan: PlanSettings): void {
  requireSeconds(scope, 'deregistrationDelay', deregistrationDelay, DEREGISTRATION_DELAY);
  requireSeconds(scope, 'stickiness', stickiness, STICKINESS);
  if (!stickiness || !plan.bakeTime || stickiness.isUnresolved() || plan.bakeTime.isUnresolved()) { return; }

  // The cookie counts for more than weights and health: at the end of the bake it would lead to tasks that are gone.
  const [cookie, bake] = [stickiness.toSeconds(), plan.bakeTime.toSeconds()];
  if (cookie > bake) {
    throw inputError(scope, `'stickiness' must be at most the 'bakeTime' of the plan (${bake} seconds), got ${cookie} seconds. ` +
      'Browsers that stay with the old version longer would get errors once its tasks are stopped: bake longer, or let them go earlier');
  }
}

function requireDomain(scope: Construct, { domainName, hostedZone, certificate, sslPolicy }: LoadBalancerSettings): void {
  requirePart(scope, 'hostedZone', hostedZone, 'hostedZoneId', 'a hosted zone of Amazon Route 53');
  requirePattern(scope, 'domainName', domainName, /^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$/i, 'a domain name, such as shop.example.com');
  if (sslPolicy && !certificate && !domainName) { throw inputError(scope, "'sslPolicy' needs HTTPS. Give a 'certificate', or 'domainName' and 'hostedZone'"); }
  if (!domainName !== !hostedZone) {
    const [given, missing] = domainName ? ['domainName', 'hostedZone'] : ['hostedZone', 'domainName'];
    throw inputError(scope, `'${given}' needs '${missing}': the name becomes a record of the zone. Give both or neither`);
  }
  if (!domainName || !hostedZone) { return; }

  const zone = zoneNameOf(hostedZone);
  if (zone && ![domainName, zone].some((name) => Token.isUnresolved(name)) && domainName !== zone && !domainName.endsWith(`.${zone}`)) {
    throw inputError(scope, `'domainName' must be in the zone of 'hostedZone' (${zone}), got "${domainName}"`);
  }
  if (!certificate && hostedZone instanceof route53.PrivateHostedZone) {
    throw inputError(scope, "'certificate' must be given for a private 'hostedZone': nobody outside could validate one that is made for 'domainName'");
  }
}

/** A zone that is imported by its id alone throws when asked. */
function zoneNameOf(zone: route53.IHostedZone): string | undefined {
  try {
    return zone.zoneName;
  } catch {
    return undefined;
  }
}

function requireWebAcl(scope: Construct, arn?: string): void {
  requirePattern(scope, 'webAclArn', arn, WEB_ACL, 'the ARN of a web ACL of AWS WAF, such as arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/name/id');
  const [, region, kind] = WEB_ACL.exec(arn ?? '') ?? [];
  if (!region || Token.isUnresolved(arn)) { return; }
  if (kind === 'global') {
    throw inputError(scope, `'webAclArn' must be a regional web ACL, got "${arn}". One of scope CLOUDFRONT screens distributions only: make one of scope REGIONAL`);
  }
  const own = Stack.of(scope).region;
  if (!Token.isUnresolved(own) && region !== own) {
    throw inputError(scope, `'webAclArn' must be in the region of the load balancer (${own}), got "${arn}"`);
  }
}

function requirePeers(scope: Construct, peers?: unknown): void {
  if (peers === undefined) { return; }
  const expected = "a list of peers, such as [ec2.Peer.ipv4('10.0.0.0/8')]";
  if (!Array.isArray(peers)) { throw inputError(scope, `'openTo' must be ${expected}`); }
  peers.forEach((value) => requireAbility(scope, { prop: 'openTo', value, method: 'toIngressRuleConfig', expected }));
}

function requirePart(scope: Construct, prop: string, value: unknown, part: string, expected: string): void {
  if (value === undefined || (value as Record<string, unknown> | null)?.[part] !== undefined) { return; }
  throw inputError(scope, `'${prop}' must be ${expected}`);
}

function requireSeconds(scope: Construct, prop: string, value: Duration | undefined, limits: { min: number; max: number }): void {
  requireDuration(scope, { prop, value, unit: 'seconds', ...limits, example: 'Duration.seconds(30)' });
}
