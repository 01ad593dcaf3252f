import { renameInResource } from './references';

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly [attribute: string]: unknown;
}

/** A template of CloudFormation, as much as is looked at here. */
export interface Template {
  readonly Resources?: Record<string, Resource>;
  readonly Parameters?: Record<string, unknown>;
  readonly Conditions?: Record<string, unknown>;
  readonly Mappings?: Record<string, unknown>;
  readonly [section: string]: unknown;
}

/** A stack, as an assembly or a file has it. */
export interface StackTemplate {
  readonly name: string;
  /** The name of its file, which in a directory without a manifest is all there is. */
  readonly fileName: string;
  /** Account and region, where the stack says so, such as `111111111111/eu-west-1`. */
  readonly environment?: string;
  readonly template: Template;
  /** The nested stacks that are known, by logical id. */
  readonly nested: Record<string, StackTemplate>;
}

export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Puts resources into a template that only CloudFormation sees. */
export const MACRO = 'Fn::Transform';

/** What the macro of the Serverless Application Model makes into resources of other types. */
export function isServerlessModel({ Type }: Resource): boolean {
  return Type.startsWith('AWS::Serverless::');
}

/** A resource that a function behind it makes. */
export function isCustomResource(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}

/** A resource that is there for statistics of the CDK only: it changes with every version. */
const CDK_METADATA = 'AWS::CDK::Metadata';

export function resourcesOf(template: Template | undefined): Record<string, Resource> {
  return Object.fromEntries(Object.entries(template?.Resources ?? {}).filter(([, { Type }]) => Type !== CDK_METADATA));
}

/** The path of the construct, unless the app leaves paths out. */
export function constructPathOf(resource: Resource | undefined): string | undefined {
  const path = resource?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path : undefined;
}

/** A template without what says nothing about resources, which the CDK notes for itself, and with references in one form only. */
export function withoutNotes(template: Template): Template {
  const resources = Object.entries(resourcesOf(template)).map(([id, original]) => {
    const { Metadata, ...resource } = renameInResource(original, (name) => name);
    const kept = Object.entries(Metadata ?? {}).filter(([key]) => !/^(aws:(cdk|asset):|cdk_nag$)/.test(key));
    // CloudFormation never sees these types, so what their documentation says of an update is not what happens.
    const known = isServerlessModel(resource) ? { ...resource, Type: `Macro::${resource.Type}` } : resource;
    return [id, kept.length > 0 ? { ...known, Metadata: Object.fromEntries(kept) } : known];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}
