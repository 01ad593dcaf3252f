import * as path from 'path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from './acknowledge-in-packs';
import { VERSIONS } from './versions';

const HANDLERS = path.join(__dirname, '../../../handlers');

/** What a function of ours is. */
export interface HandlerFunctionProps {
  /** Its folder in `handlers/`. */
  readonly folder: string;
  /** By default `index.handler`. */
  readonly entry?: string;
  /** One sentence; its role has the same. */
  readonly description: string;
  readonly environment?: Record<string, string>;
  /** By default one minute. */
  readonly timeout?: Duration;
  /** What it may do beside writing its log. */
  readonly statements?: iam.PolicyStatement[];
  /** Encrypts its log. The key has to let CloudWatch Logs use it. */
  readonly encryptionKey?: kms.IKey;
  /** Why a call that fails is not lost without a queue of the function's own, as a sentence. */
  readonly whyNoDeadLetters: string;
}

/** A function of ours outside a VPC, with a role and a log of its own that allow no more than it does. */
export class HandlerFunction extends Construct {
  public readonly handler: lambda.Function;
  public readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const { description, encryptionKey } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_MONTH,
      // Why something failed outlives the stack that is rolled back.
      removalPolicy: RemovalPolicy.RETAIN,
      encryptionKey,
    });
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      statements: [
        new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
        ...props.statements ?? [],
      ],
    });
    const role = new iam.Role(this, 'Role', {
      description, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [this.policy],
    });
    this.handler = this.makeFunction(props, role, logGroup);
    acknowledgeInPacks(this.handler, {
      LambdaDLQ: props.whyNoDeadLetters,
      LambdaConcurrency: 'It is called seldom; a share of the concurrency of the account would be lost to all others.',
      LambdaInsideVPC: 'It calls nothing but APIs of AWS, which are outside the VPC.',
    });
  }

  /** Lets the function do more. */
  public allow(...statements: iam.PolicyStatement[]): void {
    this.policy.addStatements(...statements);
  }

  private makeFunction(props: HandlerFunctionProps, role: iam.IRole, logGroup: logs.ILogGroup): lambda.Function {
    const { folder, entry = 'index.handler', description, environment, timeout = Duration.minutes(1) } = props;
    return new lambda.Function(this, 'Function', {
      description,
      runtime: new lambda.Runtime(VERSIONS.lambdaRuntime.value, lambda.RuntimeFamily.NODEJS),
      handler: entry,
      code: lambda.Code.fromAsset(path.join(HANDLERS, folder)),
      role,
      logGroup,
      environment,
      memorySize: 256,
      timeout,
    });
  }
}
