import { Annotations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/**
 * Whether a user acknowledged a warning, on the construct or above it. CDK tells only by adding no warning, and does not look
 * at the construct itself, only above it: so one is tried below.
 */
export function isAcknowledged({ node }: IConstruct, id: string): boolean {
  const scope = node.scopes[node.scopes.length - 1] as Construct;
  const probe = new Construct(scope, 'IsAcknowledged');
  Annotations.of(probe).addWarningV2(id, 'a probe');
  const { length } = probe.node.metadata;
  node.tryRemoveChild('IsAcknowledged');
  return length === 0;
}
