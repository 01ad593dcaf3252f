import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Ids that CDK gives to the part that does the work; they tell a person nothing. */
const TECHNICAL_IDS = ['Resource', 'Service', 'Default'];

/** What a person calls a construct: its place below its stack. */
export function nameOf(construct: IConstruct): string {
  const depth = Stack.isStack(construct) ? construct.node.scopes.length - 1 : Stack.of(construct).node.scopes.length;
  const ids = construct.node.scopes.slice(depth).map((scope) => scope.node.id);
  const telling = ids.filter((id) => !TECHNICAL_IDS.includes(id));
  // Where the ids say nothing, the stack does.
  return telling.length > 0 ? telling.join('/') : construct.node.scopes[depth - 1]?.node.id || construct.node.id;
}
