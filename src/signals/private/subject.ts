import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inputErrorIn, show } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';

/** Whose signals a source has. */
export interface Subject {
  readonly sourceName: string;
  /** In this app, if it is. */
  readonly resource?: IConstruct;
  /** Where its metrics are, if not where its stack is. */
  readonly region?: string;
  readonly account?: string;
}

/** What is known of a construct before its signals are. The type finds the resource where it is not the default child. */
export function subjectOf(construct: IConstruct, type: string, sourceName?: string): Subject {
  const resource = resourceOf(construct, type) ?? construct;
  return { sourceName: sourceName ?? nameOf(construct), resource, ...environmentOf(construct) };
}

/** The resource that does the work of a construct; none of what is imported. */
export function resourceOf(construct: IConstruct, type: string): CfnResource | undefined {
  // Compilers see to this; plain JavaScript and a `!` in TypeScript do not.
  if (construct?.node === undefined) { throw inputErrorIn('Signals', `the resource must be a construct for ${type}, got ${show(construct)}`); }
  if (CfnResource.isCfnResource(construct)) { return construct; }
  const named = ['Resource', 'Default'].map((id) => construct.node.tryFindChild(id)).filter((child) => child !== undefined);
  const found = [...named, ...construct.node.children].find((child) => CfnResource.isCfnResource(child) && child.cfnResourceType === type);
  // A cluster of EKS has one more level.
  return found as CfnResource | undefined ?? (named.length > 0 ? resourceOf(named[0], type) : undefined);
}

/** Imported constructs have an environment of their own: a metric read elsewhere is empty. */
function environmentOf(construct: IConstruct): Pick<Subject, 'region' | 'account'> {
  const { env } = construct as { env?: { region: string; account: string } };
  if (!env) { return {}; }
  const { region, account } = Stack.of(construct);
  return { region: different(env.region, region), account: different(env.account, account) };
}

function different(own: string, ofStack: string): string | undefined {
  return own === ofStack || Token.isUnresolved(own) || Token.isUnresolved(ofStack) ? undefined : own;
}
