import { Resource, Template } from './template';

/** What changed of a part of a resource. */
export interface Difference {
  readonly oldValue: unknown;
  readonly newValue: unknown;
  /** Of properties only: what the change does to the resource. `NO_CHANGE` means that nothing is known of the property. */
  readonly changeImpact?: 'WILL_REPLACE' | 'MAY_REPLACE' | 'WILL_UPDATE' | 'NO_CHANGE';
}

export interface ResourceDifference {
  readonly oldValue?: Resource;
  readonly newValue?: Resource;
  readonly propertyUpdates: Record<string, Difference>;
  /** `DependsOn`, `DeletionPolicy` and the like. */
  readonly otherChanges: Record<string, Difference>;
}

/**
 * What changed between two templates, by logical id.
 *
 * The package loads on first use: nobody who only builds stacks pays for it. Its entry point would load what it prints
 * tables with, so the file with the comparison is asked for. In the published library the package is part of this file,
 * with what it knows of CloudFormation in a small form: see `tools/template-diff.js`.
 */
export function resourceDifferences(before: Template, after: Template): Record<string, ResourceDifference> {
  const { fullDiff } = require('@aws-cdk/cloudformation-diff/lib/diff-template') as { fullDiff: FullDiff };
  return fullDiff(before, after).resources.changes;
}

type FullDiff = (before: Template, after: Template) => { readonly resources: { readonly changes: Record<string, ResourceDifference> } };

/** Whether anything is known of a type of resources. */
export function isKnownType(type: string): boolean {
  const { loadResourceModel } = require('@aws-cdk/cloudformation-diff/lib/diff/util') as { loadResourceModel: (type: string) => object | undefined };
  return loadResourceModel(type) !== undefined;
}
