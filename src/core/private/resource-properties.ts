import { CfnResource, Stack } from 'aws-cdk-lib';

/**
 * A property of a resource by its CloudFormation name, whether the resource is of a class of its own or a plain
 * `CfnResource`. It may be a token.
 */
export function propertyOf(resource: CfnResource, name: string): any {
  const { rawOverrides, cfnProperties = {} } = resource as unknown as Inside;
  return valueOf(rawOverrides?.Properties ?? {}, name) ?? valueOf(cfnProperties, name);
}

/** What a resource keeps to itself; both are there since the first version. */
interface Inside {
  readonly rawOverrides?: { readonly Properties?: object };
  readonly cfnProperties?: object;
}

/** A property as it will be in the template. */
export function resolvedPropertyOf(resource: CfnResource, name: string): any {
  return Stack.of(resource).resolve(propertyOf(resource, name));
}

/** A property that is a text; none where it is not known at synth. */
export function textOf(resource: CfnResource, name: string): string | undefined {
  const value = resolvedPropertyOf(resource, name);
  return typeof value === 'string' ? value : undefined;
}

/** A property that is a number, also one that is written as a text; none where it is not known at synth. */
export function numberOf(resource: CfnResource, name: string): number | undefined {
  const value = resolvedPropertyOf(resource, name);
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Classes write `dbInstanceClass` what CloudFormation writes `DBInstanceClass`. */
function valueOf(properties: object, name: string): unknown {
  return Object.entries(properties).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
