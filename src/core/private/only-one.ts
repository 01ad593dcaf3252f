import { CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/** Something that exists once per account and region. */
export interface OnlyOne {
  readonly resource: CfnResource;
  /** Whether another resource of that type takes its place. */
  readonly isRival?: (other: CfnResource) => boolean;
  /** What to say about a rival; the paths of both are put before. */
  readonly message: string;
}

/**
 * Fails at synth when two stacks of an app would fight for it.
 * Two stacks of which neither knows its environment are deployed to the same one.
 */
export function requireOnlyOne(scope: Construct, { resource, isRival = () => true, message }: OnlyOne): void {
  const rivals = () => environmentOf(resource)
    .filter((other): other is CfnResource => CfnResource.isCfnResource(other) && other !== resource
      && other.cfnResourceType === resource.cfnResourceType && isRival(other));

  scope.node.addValidation({
    validate: () => rivals().map((other) => `${resource.node.path} and ${other.node.path}: ${message}`),
  });
}

/** Everything of the app that lives in the same account and region. */
export function environmentOf(construct: Construct): IConstruct[] {
  const { account, region } = Stack.of(construct);
  const isHere = (stack: Stack) => stack.account === account && stack.region === region;
  // An app, a stage or whatever has been made the root may be outside of all stacks.
  return construct.node.root.node.findAll().filter((node) => node.node.scopes.some(Stack.isStack) && isHere(Stack.of(node)));
}
