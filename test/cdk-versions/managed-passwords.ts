import { SecretValue } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

const { DatabaseInstance, Credentials } = jest.requireActual<typeof rds>('aws-cdk-lib/aws-rds');

/**
 * `manageMasterUserPassword` as teams write it where `DatabaseInstance` does not have it, which is before 2.261.0. Ignored, as
 * JavaScript ignores it, it would leave another database in the template than the app asks for.
 */
class ManagedPasswordInstance extends DatabaseInstance {
  public readonly secret?: secretsmanager.ISecret;

  constructor(scope: Construct, id: string, props: rds.DatabaseInstanceProps & { readonly manageMasterUserPassword?: boolean }) {
    super(scope, id, { ...props, credentials: Credentials.fromPassword('postgres', SecretValue.unsafePlainText('replaced below')) });
    const resource = this.node.defaultChild as rds.CfnDBInstance;
    resource.masterUserPassword = undefined;
    resource.manageMasterUserPassword = props.manageMasterUserPassword;
    this.secret = secretsmanager.Secret.fromSecretCompleteArn(this, 'Secret', resource.attrMasterUserSecretSecretArn);
  }
}

/** The module `aws-cdk-lib/aws-rds` with it. */
export function rdsWithManagedPasswords(): typeof rds {
  return Object.create(jest.requireActual<typeof rds>('aws-cdk-lib/aws-rds'), { DatabaseInstance: { value: ManagedPasswordInstance } });
}
