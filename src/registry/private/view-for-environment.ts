import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';
import { RepositoryView } from './repository-view';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { ReleasePointerOptions } from '../release-pointer-options';

const ENVIRONMENTS = 'Environments';
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

interface EnvironmentOfRepository {
  readonly name: string;
  readonly repository: ecr.IRepository;
  readonly removalPolicy: RemovalPolicy;
  readonly options?: ReleasePointerOptions;
}

/** The view that shows the pointer of one environment: made once, and found after that. */
export function viewForEnvironment(owner: Construct, { name, repository, removalPolicy, options }: EnvironmentOfRepository): RepositoryView {
  requireName(owner, name);
  const environments = owner.node.tryFindChild(ENVIRONMENTS) as Construct | undefined ?? new Construct(owner, ENVIRONMENTS);
  const existing = environments.node.tryFindChild(name) as RepositoryView | undefined;
  if (existing && options) {
    throw inputError(owner, `'options' must be given the first time an environment is named, got some for ${show(name)}, which has a pointer already. Give them once`);
  }
  return existing ?? new RepositoryView(environments, name, { repository, pointer: { removalPolicy, ...options }, hasOwnEnvironment: true });
}

/** The name becomes a part of the parameter's: it must be there at synth. */
function requireName(owner: Construct, name: string): void {
  if (name === undefined || Token.isUnresolved(name)) {
    throw inputError(owner, `'name' must be known at synth, got ${name === undefined ? 'undefined' : 'a token'}. Use a literal, such as 'Staging'`);
  }
  requirePattern(owner, 'name', name, NAME, "letters, digits, - and _, up to 64, such as 'Staging'");
}
