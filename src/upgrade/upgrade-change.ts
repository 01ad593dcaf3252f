import { ResourceRole } from './resource-role';
import { UpdateBehavior } from './update-behavior';
import { UpgradeEffect } from './upgrade-effect';

/** A property that an upgrade changes. */
export interface UpgradedProperty {
  /** Name of the property, or of another part of the resource such as `DependsOn`. */
  readonly name: string;

  /** What its change does to the resource. */
  readonly behavior: UpdateBehavior;

  /**
   * The value before, as JSON.
   *
   * @default - there was none
   */
  readonly before?: string;

  /**
   * The value after, as JSON.
   *
   * @default - there is none
   */
  readonly after?: string;
}

/** What an upgrade does to a resource. */
export interface UpgradeChange {
  /** Name of its stack; for a nested stack, `Parent/LogicalIdOfTheNestedStack`. */
  readonly stack: string;

  /** Its logical id: the new one, unless it is gone. */
  readonly logicalId: string;

  /**
   * Its logical id before the upgrade, where that is another one.
   *
   * @default - the same
   */
  readonly previousLogicalId?: string;

  /** Type of the resource, such as `AWS::DynamoDB::Table`. */
  readonly resourceType: string;

  /**
   * Path of its construct.
   *
   * @default - the template does not tell
   */
  readonly constructPath?: string;

  /** What happens to it. */
  readonly effect: UpgradeEffect;

  /** What would be lost with it. */
  readonly role: ResourceRole;

  /** Why, in a sentence. */
  readonly reason: string;

  /** Whether the upgrade leaves in place what holds data or serves traffic here. */
  readonly safe: boolean;

  /** Whether the old resource stays, outside of the stack, where it is deleted or replaced. */
  readonly retained: boolean;

  /** The properties that change. */
  readonly properties: UpgradedProperty[];
}
