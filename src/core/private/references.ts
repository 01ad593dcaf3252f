import { CfnResource, DefaultTokenResolver, IResolvable, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** A value with what it refers to. */
export interface Identified {
  /** The value, with the path and the attribute in place of each reference: equal texts are equal values. */
  readonly value: any;
  /** The constructs it refers to, also those of other stacks. */
  readonly targets: IConstruct[];
  /** What a part of the value is a reference to, when it is one and nothing else. */
  targetOf(part: unknown): IConstruct | undefined;
}

/** Resolves a value without asking which stack it is used in, so that nothing is exported or prepared by looking. */
export function identify(scope: IConstruct, value: unknown): Identified {
  const resolver = new ReferenceCollector();
  const resolved = Tokenization.resolve(value, { scope, resolver, preparing: false });
  const { targets } = resolver;
  return { value: resolved, targets: [...new Set(targets.values())], targetOf: (part) => targets.get(part) };
}

/** The resources of a type that a value refers to. */
export function resourcesIn(scope: IConstruct, value: unknown, type: string): CfnResource[] {
  const { targets } = identify(scope, value);
  return targets.filter((target): target is CfnResource => CfnResource.isCfnResource(target) && target.cfnResourceType === type);
}

class ReferenceCollector extends DefaultTokenResolver {
  /** By the text that stands in the value for a reference. */
  public readonly targets = new Map<unknown, IConstruct>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): any {
    const token: IResolvable = args[0];
    if (!Reference.isReference(token)) { return super.resolveToken(...args); }
    const text = `<${token.target.node.path}.${token.displayName}>`;
    this.targets.set(text, token.target);
    return text;
  }
}
