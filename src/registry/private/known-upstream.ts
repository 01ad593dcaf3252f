import { Stack, Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { IUpstreamRegistry, UpstreamRegistryConfig } from '../upstream-registry';

const SECRET_PREFIX = 'ecr-pullthroughcache/';

/** Who logs in; plain JavaScript may leave it out. */
interface Login {
  readonly credentials?: secretsmanager.ISecret;
}

/** A registry that Amazon ECR knows by name. */
export class KnownUpstream implements IUpstreamRegistry {
  /** @param login where the registry wants one */
  constructor(private readonly config: UpstreamRegistryConfig, private readonly login?: Login) {}

  public bind(scope: Construct): UpstreamRegistryConfig {
    if (!this.login) { return this.config; }
    const { credentials } = this.login;
    requireAbility(scope, {
      prop: 'credentials',
      value: credentials,
      method: 'grantRead',
      expected: `a secret, such as secretsmanager.Secret.fromSecretNameV2(this, 'Login', '${SECRET_PREFIX}shop')`,
    });
    requireName(scope, credentials!);
    return { ...this.config, credentials };
  }
}

function requireName(scope: Construct, secret: secretsmanager.ISecret): void {
  const name = nameOf(secret);
  if (typeof name !== 'string' || Token.isUnresolved(name) || name.startsWith(SECRET_PREFIX)) { return; }
  throw inputError(scope, `'credentials' must be a secret of which the name starts with '${SECRET_PREFIX}', got ${show(name)}. ` +
    `Amazon ECR uses no other; call it '${SECRET_PREFIX}${name || 'shop'}'`);
}

/** The name of a secret of this app is a token; what was asked for is not. */
function nameOf(secret: secretsmanager.ISecret): unknown {
  const resource = secret.node.defaultChild as secretsmanager.CfnSecret | undefined;
  if (!resource) { return secret.secretName; }
  // Where no name was asked for, CloudFormation makes one up that starts otherwise.
  return Stack.of(resource).resolve(resource.name) ?? '';
}
