import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { findSources } from './private/observer';
import { ResourceKind } from './resource-kind';
import { ISignalSource } from './signal-source';

/** What `Signals.observe()` looks at. */
export interface ObserveOptions {
  /**
   * The kinds of resources to observe.
   *
   * @default - all that the library knows
   */
  readonly include?: ResourceKind[];

  /**
   * Kinds of resources not to observe.
   *
   * @default - none
   */
  readonly exclude?: ResourceKind[];

  /**
   * Constructs not to look at, with everything below them.
   *
   * @default - none
   */
  readonly excludeConstructs?: IConstruct[];

  /**
   * Paths of constructs not to look at, with everything below them, such as `Prod/Orders/Jobs`: for those that are
   * hard to reach in code.
   *
   * @default - none
   */
  readonly excludePaths?: string[];
}

/** A resource that publishes metrics and that is not observed. */
export interface UnobservedResource {
  /** Where it is in the construct tree. */
  readonly path: string;

  /** What CloudFormation calls its type, such as `AWS::Kinesis::Stream`. */
  readonly resourceType: string;

  /** Why it is not observed, as the end of a sentence. */
  readonly reason: string;
}

/**
 * What there is to observe below a construct, as it is now: a resource that is added later is not in it. Made by
 * `Signals.observe()`.
 */
export class Observation {
  /** @internal */
  public static _of(scope: IConstruct, options: ObserveOptions = {}): Observation {
    return new Observation(scope, options);
  }

  /** A source for each resource of a kind that the library knows, in the order of the construct tree. No two have the same name. */
  public readonly sources: ISignalSource[];

  /** Resources that publish metrics and that are not among the sources, and why. Roles, subnets and the like are not in it. */
  public readonly unknown: UnobservedResource[];

  private constructor(scope: IConstruct, { include, exclude = [], excludeConstructs = [], excludePaths = [] }: ObserveOptions) {
    const { sources, leftOut } = findSources(scope);
    const isExcluded = (construct: IConstruct) => construct.node.scopes.some((parent) => (
      excludeConstructs.includes(parent) || excludePaths.includes(parent.node.path)));
    const isWanted = (kind: ResourceKind) => (include?.includes(kind) ?? true) && !exclude.includes(kind);
    this.sources = sources.filter(({ resource, resourceKind }) => isWanted(resourceKind!) && !isExcluded(resource!));
    this.unknown = leftOut.filter(({ resource }) => !isExcluded(resource)).map(unobserved);
  }

  /**
   * The sources of one kind.
   *
   * @param kind such as `ResourceKind.QUEUE`
   */
  public ofKind(kind: ResourceKind): ISignalSource[] {
    return this.sources.filter((source) => source.resourceKind === kind);
  }
}

function unobserved({ resource, reason }: { resource: CfnResource; reason: string }): UnobservedResource {
  return { path: resource.node.path, resourceType: resource.cfnResourceType, reason };
}
