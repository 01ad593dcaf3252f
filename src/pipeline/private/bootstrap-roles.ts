import { Arn, Environment, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inputError, requirePattern, show } from '../../core/private/input-error';

/** What `cdk bootstrap` uses unless it is told otherwise. */
const DEFAULT_QUALIFIER = 'hnb659fds';

/** An environment that is complete; tokens where the pipeline's own is not known. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export type BootstrapRole = 'cfn-exec' | 'deploy' | 'file-publishing' | 'image-publishing' | 'lookup';

/** Fills in what the pipeline knows of its own environment. */
export function resolvePlace(scope: IConstruct, prop: string, environment: Environment = {}): Place {
  if (typeof environment !== 'object' || environment === null) {
    throw inputError(scope, `'${prop}' must be an account and a region, such as { account: '111111111111', region: 'eu-west-1' }, got ${show(environment)}`);
  }
  const { account, region } = Stack.of(scope);
  requirePattern(scope, `${prop}.account`, environment.account, /^\d{12}$/, 'the 12 digits of an account');
  requirePattern(scope, `${prop}.region`, environment.region, /^[a-z]{2,}(-[a-z]+)+-\d+$/, "a region such as 'eu-west-1'");
  return { account: environment.account ?? account, region: environment.region ?? region };
}

/** What `cdk bootstrap` made in one environment, by name: so it is found without asking AWS. */
export class Bootstrap {
  private readonly qualifier: string;

  constructor(private readonly scope: IConstruct, private readonly place: Place, qualifier: string = DEFAULT_QUALIFIER) {
    requirePattern(scope, 'qualifier', qualifier, /^[a-z\d]{1,10}$/, '1 to 10 lowercase letters and digits');
    this.qualifier = qualifier;
  }

  public roleArn(role: BootstrapRole): string {
    const { account, region } = this.place;
    return this.format({ service: 'iam', region: '', account, resource: 'role', resourceName: `cdk-${this.qualifier}-${role}-role-${account}-${region}` });
  }

  public get assetsBucketName(): string {
    return `cdk-${this.qualifier}-assets-${this.place.account}-${this.place.region}`;
  }

  public get assetsBucketArn(): string {
    return this.format({ service: 's3', region: '', account: '', resource: this.assetsBucketName });
  }

  public get versionParameterArn(): string {
    return this.format({ ...this.place, service: 'ssm', resource: 'parameter', resourceName: `cdk-bootstrap/${this.qualifier}/version` });
  }

  private format(components: Parameters<typeof Arn.format>[0]): string {
    return Arn.format(components, Stack.of(this.scope));
  }
}
