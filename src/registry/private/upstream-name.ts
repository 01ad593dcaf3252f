import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputError, show } from '../../core/private/input-error';
import { UpstreamRegistryConfig } from '../upstream-registry';

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const NAME = new RegExp(`^(?<repository>${COMPONENT}(?:/${COMPONENT})*)(?<version>(?::[\\w][\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?)$`);

/** The name of an image, taken apart. */
export interface UpstreamName {
  /** Without host, tag and digest. */
  readonly repository: string;
  /** Tag and digest with what leads them in, such as `:1.29`. */
  readonly version: string;
}

/** Takes the name of an image apart as its registry writes it. */
export function parseUpstreamName(scope: Construct, upstream: UpstreamRegistryConfig, name: string): UpstreamName {
  const parts = typeof name === 'string' && !Token.isUnresolved(name) ? partsOf(name, upstream.hosts) : undefined;
  if (!parts) {
    throw inputError(scope, `'name' must be an image of ${upstream.hosts[0]}, such as 'nginx/nginx:1.29', got ${show(name)}. ` +
      'Images of another registry need a cache of their own');
  }
  const { officialNamespace } = upstream;
  return officialNamespace && !parts.repository.includes('/') ? { ...parts, repository: `${officialNamespace}/${parts.repository}` } : parts;
}

function partsOf(name: string, hosts: string[]): UpstreamName | undefined {
  const host = hosts.find((candidate) => name.startsWith(`${candidate}/`));
  const path = host ? name.slice(host.length + 1) : name;
  // The first part of a name is a host when it has a dot, as Docker has it.
  if (!host && /^[^/]*\.[^/]*\//.test(path)) { return undefined; }
  const match = NAME.exec(path);
  return match ? { repository: match.groups!.repository, version: match.groups!.version } : undefined;
}
