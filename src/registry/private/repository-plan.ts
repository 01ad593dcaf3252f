import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { REGISTRY_DEFAULTS } from './defaults';
import { resolveMutableTags } from './mutable-tags';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { ContainerRepositoryProps } from '../container-repository-props';
import { ImageScanning } from '../image-scanning';
import { ReplicationDestination } from '../replication-destination';

const REPOSITORY_NAME = /^(?=.{2,256}$)([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/;
const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;

/** The whole input of a repository, checked and complete. */
export interface RepositoryPlan {
  readonly repositoryName?: string;
  readonly imagesToKeep: number;
  readonly releasesToKeep?: number;
  readonly untaggedRetentionDays: number;
  readonly mutableTags: string[];
  readonly scanning: ImageScanning;
  readonly pullAccounts: string[];
  readonly pullOrganization?: string;
  readonly replicateTo: ReplicationDestination[];
  readonly encryptionKey?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** Every default and every check of a repository's input. */
export function resolveRepository(scope: Construct, props: ContainerRepositoryProps): RepositoryPlan {
  requireRightKinds(scope, props);
  requirePattern(scope, 'repositoryName', props.repositoryName, REPOSITORY_NAME,
    'lower-case letters and digits, separated by . _ - or /, 2 to 256 characters');
  requirePattern(scope, 'pullOrganization', props.pullOrganization, ORGANIZATION, "the id of an organization, such as 'o-a1b2c3d4e5'");
  requireScanning(scope, props.scanning);
  requireCount(scope, 'imagesToKeep', props.imagesToKeep);
  requireCount(scope, 'releasesToKeep', props.releasesToKeep);
  return {
    ...props,
    imagesToKeep: props.imagesToKeep ?? REGISTRY_DEFAULTS.imagesToKeep,
    untaggedRetentionDays: resolveDays(scope, props.untaggedRetention ?? REGISTRY_DEFAULTS.untaggedRetention),
    mutableTags: resolveMutableTags(scope, props.mutableTags ?? []),
    scanning: props.scanning ?? REGISTRY_DEFAULTS.scanning,
    pullAccounts: resolveAccounts(scope, props.pullAccounts ?? []),
    replicateTo: resolveDestinations(scope, props.replicateTo ?? []),
    removalPolicy: props.removalPolicy ?? REGISTRY_DEFAULTS.removalPolicy,
  };
}

/** Compilers see to this; plain JavaScript does not. */
function requireRightKinds(scope: Construct, props: ContainerRepositoryProps): void {
  requireKinds(scope, { props }, { props: 'options' });
  requireKinds(scope, props, { mutableTags: 'list', pullAccounts: 'list', replicateTo: 'list' });
  requireMember(scope, 'removalPolicy', props.removalPolicy, RemovalPolicy, 'RemovalPolicy');
  const { encryptionKey, releasePointer, untaggedRetention } = props;
  if (encryptionKey !== undefined) {
    requireAbility(scope, { prop: 'encryptionKey', value: encryptionKey, method: 'grantDecrypt', expected: 'a key of AWS KMS' });
  }
  if (releasePointer !== undefined) {
    requireAbility(scope, { prop: 'releasePointer', value: releasePointer, method: 'grantWrite', expected: 'a parameter, such as an ssm.StringParameter' });
  }
  if (untaggedRetention !== undefined) {
    requireAbility(scope, { prop: 'untaggedRetention', value: untaggedRetention, method: 'toDays', expected: 'a Duration, such as Duration.days(7)' });
  }
}

function requireCount(scope: Construct, prop: string, value?: number): void {
  if (Token.isUnresolved(value)) { throw notKnown(scope, prop); }
  requireInRange(scope, { prop, value, min: 2, integer: true, unit: 'images', fix: 'A release needs its predecessor to roll back to' });
}

function resolveDays(scope: Construct, retention: Duration): number {
  if (retention.isUnresolved()) { throw notKnown(scope, 'untaggedRetention'); }
  const days = retention.toDays({ integral: false });
  requireInRange(scope, { prop: 'untaggedRetention', value: days, min: 1, integer: true, unit: 'days', fix: 'Use Duration.days(7)' });
  return days;
}

function notKnown(scope: Construct, prop: string): Error {
  return inputError(scope, `'${prop}' must be known at synth, when the lifecycle policy is written; got a value that is only known at deployment. Use a literal`);
}

function requireScanning(scope: Construct, scanning?: ImageScanning): void {
  if (scanning === undefined || Object.values(ImageScanning).includes(scanning)) { return; }
  throw inputError(scope, `'scanning' must be one of ImageScanning.${Object.keys(ImageScanning).join(', ')}, got ${show(scanning)}`);
}

function resolveAccounts(scope: Construct, accounts: string[]): string[] {
  if (Token.isUnresolved(accounts)) {
    throw inputError(scope, "'pullAccounts' must be a list that is known at synth, got a token. Its elements may be tokens");
  }
  accounts.forEach((account, index) => requirePattern(scope, `pullAccounts[${index}]`, account, ACCOUNT, 'an account of 12 digits, as text'));
  return [...new Set(accounts)];
}

function resolveDestinations(scope: Construct, destinations: ReplicationDestination[]): ReplicationDestination[] {
  const { account, region } = Stack.of(scope);
  destinations.forEach((destination, index) => {
    const prop = `replicateTo[${index}]`;
    requireKinds(scope, { [prop]: destination ?? '' }, { [prop]: 'options' });
    requirePattern(scope, `${prop}.region`, destination.region, REGION, "a region, such as 'eu-central-1'");
    requirePattern(scope, `${prop}.account`, destination.account, ACCOUNT, 'an account of 12 digits, as text');
    if ((destination.region ?? region) === region && (destination.account ?? account) === account) {
      throw inputError(scope, `'${prop}' must be another region or another account than the repository's own, got ${show(destination)}. Set its region or its account`);
    }
  });
  return destinations;
}
