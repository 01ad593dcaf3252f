import { Annotations as CdkAnnotations, App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { WarningId } from '../../src/core/private/warning-ids';

/**
 * A stack called Prod in an app without context, in a known environment unless `agnostic`. Its alarms need not reach
 * anybody unless `proof`: most tests are about something else.
 */
export function prodStack(options: { agnostic?: boolean; context?: Record<string, unknown>; proof?: boolean } = {}): Stack {
  const app = new App({ context: options.context });
  const stack = new Stack(app, 'Prod', options.agnostic ? {} : { env: { account: '111111111111', region: 'eu-west-1' } });
  if (!options.proof) { CdkAnnotations.of(stack).acknowledgeWarning(WarningId.ALARM_UNDELIVERED); }
  return stack;
}

/** Properties of the only resource of a type; fails when there is none or more than one. */
export function onlyResource(template: Template, type: string): { id: string; Properties: any; DependsOn?: string[] } {
  const found = Object.entries(template.findResources(type));
  if (found.length !== 1) { throw new Error(`expected one ${type}, found ${found.length}: ${found.map(([id]) => id)}`); }
  const [id, resource] = found[0];
  return { id, ...(resource as any) };
}

/** Logical ids of all resources of a type. */
export function idsOf(template: Template, type: string): string[] {
  return Object.keys(template.findResources(type));
}

/** The texts of all warnings under a stack that carry the id. */
export function warningsWith(stack: Stack, id: string): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(id.replace(/[/:]/g, '.')))
    .map((warning) => String(warning.entry.data));
}
