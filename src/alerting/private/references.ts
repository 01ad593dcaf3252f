import { DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** A value with its references not turned into the template's, so that it is known what they refer to. */
export class Resolved {
  constructor(public readonly value: unknown, private readonly targets: IConstruct[]) {}

  /** What a value is a reference to, when it is one and nothing else. */
  public targetOf(value: unknown): IConstruct | undefined {
    const match = typeof value === 'string' ? /^\u0001(\d+)\u0001$/.exec(value) : null;
    return match ? this.targets[Number(match[1])] : undefined;
  }

  /** Everything that is referred to somewhere in the value. */
  public get all(): IConstruct[] {
    return this.targets;
  }
}

/** Resolves a value as far as that is possible without deciding how stacks refer to each other. */
export function resolveReferences(scope: IConstruct, value: unknown): Resolved {
  const resolver = new ReferenceKeeper();
  return new Resolved(Tokenization.resolve(value, { scope, resolver }), resolver.targets);
}

class ReferenceKeeper extends DefaultTokenResolver {
  public readonly targets: IConstruct[] = [];

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (!Reference.isReference(token)) { return super.resolveToken(token, context, postProcessor); }
    return `\u0001${this.targets.push(token.target) - 1}\u0001`;
  }
}
