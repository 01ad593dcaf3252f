import { CfnResource, DefaultTokenResolver, IResolvable, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** A value with what it refers to. */
export interface Identified {
  /** The value, with the path and the attribute in place of each reference: equal texts are equal values. */
  readonly value: any;
  /** The constructs it refers to, also those of other stacks. */
  readonly targets: IConstruct[];
}

/** Resolves a value without asking which stack it is used in, so that nothing is exported or prepared by looking. */
export function identify(scope: IConstruct, value: unknown): Identified {
  const resolver = new ReferenceCollector();
  const resolved = Tokenization.resolve(value, { scope, resolver, preparing: false });
  return { value: resolved, targets: [...resolver.targets] };
}

/** The resources of a type that a value refers to. */
export function resourcesIn(scope: IConstruct, value: unknown, type: string): CfnResource[] {
  const { targets } = identify(scope, value);
  return targets.filter((target): target is CfnResource => CfnResource.isCfnResource(target) && target.cfnResourceType === type);
}

class ReferenceCollector extends DefaultTokenResolver {
  public readonly targets = new Set<IConstruct>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(...args: Parameters<DefaultTokenResolver['resolveToken']>): any {
    const token: IResolvable = args[0];
    if (!Reference.isReference(token)) { return super.resolveToken(...args); }
    this.targets.add(token.target);
    return `<${token.target.node.path}.${token.displayName}>`;
  }
}
