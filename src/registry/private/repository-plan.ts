import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { inputError, requireInRange, requirePattern } from '../../core/private/input-error';
import { ContainerRepositoryProps } from '../container-repository';

const DEFAULTS = { imagesToKeep: 50, removalPolicy: RemovalPolicy.RETAIN };

const REPOSITORY_NAME = /^(?=.{2,256}$)([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/;
const TAG_PATTERN = /^[0-9a-zA-Z._*-]{1,128}$/;
const MOST_MUTABLE_TAGS = 5;

/** The whole input of a repository, checked and complete. */
export interface RepositoryPlan {
  readonly repositoryName?: string;
  readonly imagesToKeep: number;
  readonly mutableTags: string[];
  readonly encryptionKey?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** Every default and every check of a repository's input. */
export function resolveRepository(scope: Construct, props: ContainerRepositoryProps): RepositoryPlan {
  requirePattern(scope, 'repositoryName', props.repositoryName, REPOSITORY_NAME,
    'lower-case letters and digits, separated by . _ - or /, 2 to 256 characters');
  if (Token.isUnresolved(props.imagesToKeep)) {
    throw inputError(scope, "'imagesToKeep' must be known at synth, when the lifecycle policy is written; got a value that is only known at deployment. Use a literal");
  }
  requireInRange(scope, {
    prop: 'imagesToKeep',
    value: props.imagesToKeep,
    min: 2,
    integer: true,
    unit: 'images',
    fix: 'A release needs its predecessor to roll back to',
  });
  return {
    ...props,
    imagesToKeep: props.imagesToKeep ?? DEFAULTS.imagesToKeep,
    mutableTags: resolveMutableTags(scope, props.mutableTags ?? []),
    removalPolicy: props.removalPolicy ?? DEFAULTS.removalPolicy,
  };
}

function resolveMutableTags(scope: Construct, patterns: string[]): string[] {
  if (Token.isUnresolved(patterns)) { return patterns; }
  if (patterns.length > MOST_MUTABLE_TAGS) {
    throw inputError(scope, `'mutableTags' must be at most ${MOST_MUTABLE_TAGS} patterns, got ${patterns.length}. Join some with *, such as 'cache-*'`);
  }
  patterns.forEach((pattern, index) => {
    requirePattern(scope, `mutableTags[${index}]`, pattern, TAG_PATTERN, "letters, digits and . _ - with * for any text, such as 'cache-*'");
  });
  return patterns;
}
