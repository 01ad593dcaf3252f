import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { helperReason } from './cdk-helpers';
import { PUBLISHING_TYPES } from './publishing-types';
import { MAKERS } from './sources-of-resources';
import { subjectOf } from './subject';
import { Surroundings } from './surroundings';
import { nameOf } from '../../core/private/name-of';
import { ISignalSource } from '../signal-source';

/** A resource that could be observed and is not. */
export interface LeftOut {
  readonly resource: CfnResource;
  readonly reason: string;
}

/** What a tree has to observe. */
export interface Findings {
  readonly sources: ISignalSource[];
  readonly leftOut: LeftOut[];
}

/** Looks at every resource below a construct; what it cannot make a source of, it says so. */
export function findSources(scope: IConstruct): Findings {
  const resources = scope.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node));
  const around = new Surroundings(resources);
  const names = distinctNames(resources.filter((resource) => MAKERS[resource.cfnResourceType]));
  const sources: ISignalSource[] = [];
  const leftOut: LeftOut[] = [];
  for (const resource of resources) {
    const found = sourceOf(resource, names.get(resource), around);
    if (typeof found === 'string') { leftOut.push({ resource, reason: found }); } else if (found) { sources.push(found); }
  }
  return { sources, leftOut };
}

function sourceOf(resource: CfnResource, sourceName: string | undefined, around: Surroundings): ISignalSource | string | undefined {
  const type = resource.cfnResourceType;
  const make = MAKERS[type];
  if (!make) { return PUBLISHING_TYPES.includes(type) ? `${type} is not among the kinds that the library knows` : undefined; }
  const helper = helperReason(resource);
  if (helper) { return helper; }
  try {
    const found = make(resource, subjectOf(resource, type, sourceName), around);
    // What cannot be the dimension of a metric shows when the metrics are made.
    if (typeof found !== 'string') { found.goldenSignals(); }
    return found;
  } catch (error) {
    // One odd resource must not cost the view of all others.
    return `its properties cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Names of places below stacks may repeat between stacks; then the whole path tells them apart. */
function distinctNames(resources: CfnResource[]): Map<CfnResource, string> {
  const names = new Map(resources.map((resource) => [resource, shortName(resource)]));
  for (const naming of [trimmedPath, (resource: CfnResource) => resource.node.path]) {
    const repeated = repeatedIn([...names.values()]);
    for (const [resource, name] of names) { if (repeated.has(name)) { names.set(resource, naming(resource)); } }
  }
  return names;
}

function repeatedIn(names: string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}

/** The resource of an Auto Scaling group has an id that tells nothing beside that of its construct. */
function shortName(resource: CfnResource): string {
  const scope = resource.node.scope;
  return resource.node.id === 'ASG' && scope?.node.scope ? nameOf(scope) : nameOf(resource);
}

function trimmedPath(resource: CfnResource): string {
  return resource.node.path.replace(/\/(Resource|ASG)$/, '');
}
