import { IConstruct } from 'constructs';

/**
 * Whether a warning that was added was acknowledged, on the construct or above it: CDK then keeps none. Only after `addWarningV2`.
 */
export function isAcknowledged({ node }: IConstruct, id: string): boolean {
  return !node.metadata.some(({ data }) => typeof data === 'string' && data.includes(`[ack: ${id}]`));
}
