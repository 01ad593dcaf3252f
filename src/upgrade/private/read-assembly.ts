import * as fs from 'fs';
import * as path from 'path';
import { isObject, kindOf, readJson, readTemplate } from './read-template';
import { StackTemplate } from './template';
import { inputErrorIn, show } from '../../core/private/input-error';

/**
 * As much of a manifest as is looked at. It is read here and not by the CDK, which refuses manifests that are newer than
 * itself: two versions of the CDK are what an upgrade is about.
 */
interface Manifest {
  readonly artifacts?: Record<string, {
    readonly type: string;
    readonly environment?: string;
    readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly directoryName?: string };
  }>;
}

/** All stacks of a cloud assembly, those of stages as well; of a directory without a manifest, all templates in it. */
export function readAssembly(place: string, prop: string, directory: string): StackTemplate[] {
  requireDirectory(place, prop, directory);
  const stacks = stacksIn(place, prop, directory);
  if (stacks.length > 0) { return stacks; }
  throw inputErrorIn(place, `'${prop}' must be a directory that 'cdk synth' wrote, got '${directory}' without a stack`);
}

function requireDirectory(place: string, prop: string, directory: string): void {
  if (typeof directory !== 'string') { throw inputErrorIn(place, `'${prop}' must be the path of a directory, got ${show(directory)}`); }
  if (!fs.existsSync(directory)) {
    throw inputErrorIn(place, `'${prop}' must be a directory that exists, got '${directory}'. Paths are relative to ${process.cwd()}`);
  }
  if (!fs.statSync(directory).isDirectory()) {
    throw inputErrorIn(place, `'${prop}' must be a directory, got the file '${directory}'. Single templates are compared by ofTemplates()`);
  }
}

function stacksIn(place: string, prop: string, directory: string): StackTemplate[] {
  const manifest = path.join(directory, 'manifest.json');
  if (!fs.existsSync(manifest)) { return templatesIn(place, prop, directory); }
  const content = readJson(place, prop, manifest);
  if (isObject(content)) { return stacksOf(place, prop, directory, content as Manifest); }
  throw inputErrorIn(place, `'${prop}' must have a manifest that 'cdk synth' wrote, got '${manifest}' with ${kindOf(content)}`);
}

function stacksOf(place: string, prop: string, directory: string, { artifacts = {} }: Manifest): StackTemplate[] {
  return Object.entries(artifacts).flatMap(([id, { type, environment, properties = {} }]) => {
    if (type === 'cdk:cloud-assembly') {
      const stage = path.join(directory, properties.directoryName ?? id);
      requireDirectory(place, prop, stage);
      return stacksIn(place, prop, stage);
    }
    if (type !== 'aws:cloudformation:stack') { return []; }
    const file = path.join(directory, properties.templateFile ?? `${id}.template.json`);
    return [readTemplate(place, prop, file, properties.stackName ?? id, knownEnvironment(environment))];
  });
}

function templatesIn(place: string, prop: string, directory: string): StackTemplate[] {
  const files = fs.readdirSync(directory).filter((file) => file.endsWith('.template.json') && !file.endsWith('.nested.template.json'));
  return files.sort().map((file) => readTemplate(place, prop, path.join(directory, file)));
}

/** What a stack without an environment of its own is deployed to is not known. */
function knownEnvironment(environment: string | undefined): string | undefined {
  return environment && !environment.includes('unknown-') ? environment.replace(/^aws:\/\//, '') : undefined;
}
