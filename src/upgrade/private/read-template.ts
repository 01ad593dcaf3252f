import * as fs from 'fs';
import * as path from 'path';
import { MACRO, NESTED_STACK, Resource, StackTemplate, Template } from './template';
import { inputErrorIn, show } from '../../core/private/input-error';

/** Sections that a template may have. Whatever has none of them is something else. */
const SECTIONS = ['AWSTemplateFormatVersion', 'Conditions', 'Description', 'Mappings', 'Metadata', 'Outputs', 'Parameters', 'Resources', 'Rules', 'Transform'];

const TEMPLATE_SUFFIX = /(\.nested)?(\.template)?\.json$/;

/** Reads a file that must be there and be JSON. */
export function readJson(place: string, prop: string, file: string): unknown {
  if (typeof file !== 'string') { throw inputErrorIn(place, `'${prop}' must be the path of a file, got ${show(file)}`); }
  if (!fs.existsSync(file)) { throw inputErrorIn(place, `'${prop}' must be a file that exists, got '${file}'. Paths are relative to ${process.cwd()}`); }
  if (fs.statSync(file).isDirectory()) {
    throw inputErrorIn(place, `'${prop}' must be a file, got the directory '${file}'. Whole assemblies are compared by ofAssemblies()`);
  }
  const text = textIn(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw inputErrorIn(place, `'${prop}' must be JSON, got '${file}': ${(error as Error).message}. ${hintFor(file, text)}`);
  }
}

/** Reads a template, and the nested ones that lie where the CDK puts them. */
export function readTemplate(place: string, prop: string, file: string, name?: string, environment?: string): StackTemplate {
  const template = templateFrom(place, prop, readJson(place, prop, file), `'${file}'`);
  const nested = Object.entries(template.Resources ?? {}).flatMap(([id, resource]) => {
    const asset = nestedFile(file, resource);
    return asset ? [[id, readTemplate(place, prop, asset)] as const] : [];
  });
  const fileName = path.basename(file).replace(TEMPLATE_SUFFIX, '');
  return { name: name ?? fileName, fileName, environment, template, nested: Object.fromEntries(nested) };
}

/** Checks that something is a template. What `aws cloudformation get-template` answers is one in a wrapping. */
export function templateFrom(place: string, prop: string, value: unknown, what: string): Template {
  const found = isObject(value) && value.TemplateBody !== undefined ? unwrapped(value.TemplateBody) : value;
  if (!isObject(found)) {
    const hint = found === value || typeof found !== 'string' ? '' : `. ${found.trimStart().startsWith('{') ? hintFor('', found) : YAML}`;
    throw inputErrorIn(place, `'${prop}' must be a template of CloudFormation, got ${what} with ${kindOf(found)}${hint}`);
  }
  const keys = Object.keys(found);
  if (keys.length > 0 && !keys.some((key) => SECTIONS.includes(key))) {
    const hint = 'artifacts' in found ? '. That is the manifest of an assembly: compare the directories by ofAssemblies()' : '';
    throw inputErrorIn(place, `'${prop}' must be a template of CloudFormation with 'Resources', got ${what} with ${keys.slice(0, 5).join(', ')}${hint}`);
  }
  // Converters from YAML leave a section null that is only a heading.
  const sections = Object.fromEntries(Object.entries(found).filter(([, section]) => section !== null));
  for (const name of ['Resources', 'Parameters', 'Conditions', 'Mappings'].filter((each) => each in sections)) {
    if (!isObject(sections[name])) { throw inputErrorIn(place, `'${name}' of '${prop}' must be an object, got ${kindOf(sections[name])} in ${what}`); }
  }
  return { ...sections, Resources: checkedResources(place, prop, sections.Resources ?? {}, what) };
}

function checkedResources(place: string, prop: string, resources: object, what: string): Record<string, Resource> {
  return Object.fromEntries(Object.entries(resources).map(([id, resource]) => {
    // What looks resources up by their ids would find these in every template.
    if (id in Object.prototype) { throw inputErrorIn(place, `the resource '${id}' of '${prop}' has the name of what every object has, so it is not compared`); }
    // A loop of the language extensions is a list; a macro is an object without a type.
    if (id.startsWith('Fn::')) { return [id, { Type: id.split('::').slice(0, 2).join('::'), Properties: { [id === MACRO ? 'Macro' : 'Loop']: resource } }]; }
    if (isObject(resource) && typeof resource.Type === 'string') { return [id, resource as Resource]; }
    throw inputErrorIn(place, `the resource '${id}' of '${prop}' must have a 'Type', got ${show(resource)} in ${what}`);
  }));
}

/** Where the template of a nested stack is: the CLI of the CDK notes it, and without the CLI the list of assets tells. */
function nestedFile(parent: string, { Type, Properties, Metadata }: Resource): string | undefined {
  if (Type !== NESTED_STACK) { return undefined; }
  const directory = path.dirname(parent);
  const asset = Metadata?.['aws:asset:path'] ?? assetOf(directory, JSON.stringify(Properties?.TemplateURL ?? ''));
  const file = typeof asset === 'string' ? path.resolve(directory, asset) : undefined;
  return file && fs.existsSync(file) ? file : undefined;
}

/** The file of an asset whose hash is in an address. */
function assetOf(directory: string, address: string): string | undefined {
  const hash = /[0-9a-f]{64}/.exec(address)?.[0];
  const lists = hash ? fs.readdirSync(directory).filter((file) => file.endsWith('.assets.json')) : [];
  const found = lists.map((list) => (readAssets(path.join(directory, list)).files ?? {})[hash!]).find((file) => file?.source?.path);
  return found?.source?.path;
}

interface Assets {
  readonly files?: Record<string, { readonly source?: { readonly path?: string } }>;
}

function readAssets(file: string): Assets {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Assets;
}

/** Windows PowerShell writes UTF-16 where others write UTF-8, and some put a mark in front of it. */
function textIn(file: string): string {
  const bytes = fs.readFileSync(file);
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

function unwrapped(body: unknown): unknown {
  if (typeof body !== 'string') { return body; }
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function hintFor(file: string, text: string): string {
  const yaml = /\.ya?ml$/.test(file) || new RegExp(`^(${[...SECTIONS, 'StagesAvailable', 'TemplateBody'].join('|')}):`, 'm').test(text);
  return yaml ? YAML : 'Write it anew with cdk synth';
}

const YAML = "Templates in YAML are not read: take those of the CDK's 'cdk.out', which are JSON, or convert them with cfn-flip";

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function kindOf(value: unknown): string {
  if (typeof value === 'string') { return 'a text'; }
  return Array.isArray(value) ? 'a list' : show(value);
}
