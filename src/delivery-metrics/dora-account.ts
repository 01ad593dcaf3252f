import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DORA_DEFAULTS } from './private/defaults';
import { DoraAccountPlan, resolveDoraAccount, requireAccount, requireRoleName } from './private/dora-account-plan';
import { EventForwarder } from './private/event-forwarder';
import { READ_EXECUTIONS, requirePipeline } from './private/pipeline-access';
import { inputError, requireAlarm } from '../core/private/input-error';
import { inSameEnvironment, sayEnvironment } from '../core/private/same-environment';

/** A managed policy may have 6,144 characters, and the ARN of a pipeline 150. */
const PIPELINES_PER_POLICY = 35;

/** A role may have ten managed policies. */
const MOST_PIPELINES = 10 * PIPELINES_PER_POLICY;

/** As many as `DoraMetrics` binds to a service. */
const MOST_ALARMS = 50;

/** What is measured, and from where. */
export interface DoraAccountProps {
  /** The `eventBus` of the `DoraMetrics`, in another account and in this region: `EventBus.fromEventBusArn`. Its policy has to let this account put events. */
  readonly eventBus: events.IEventBus;

  /** The account of the `DoraMetrics`, 12 digits. */
  readonly metricsAccount: string;

  /**
   * The pipelines that are measured. More with `addPipeline`.
   *
   * @default - none
   */
  readonly pipelines?: codepipeline.IPipeline[];

  /**
   * Alarms that say that users suffer, at most 50. `DoraMetrics` gets the same as the `alarms` of the pipeline, by ARN.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * Who may read executions: ARNs of roles of `metricsAccount`, `*` standing for any characters. That of a `DoraMetrics` is `handler.role.roleArn`.
   *
   * @default - whoever that account lets assume the role
   */
  readonly readers?: string[];

  /**
   * The name of the role by which they are read, 1 to 64 letters, digits or any of `+=,.@_-`: one for each `DoraAccount` of the account. The
   * other side names it.
   *
   * @default 'DeliveryMetricsRead'
   */
  readonly readRoleName?: string;
}

/**
 * What an account needs so that the `DoraMetrics` of another account measure its pipelines: rules that send it what happens, and a role by which it
 * reads executions. One for each account and region with pipelines.
 */
export class DoraAccount extends Construct {
  /**
   * The role that a `DoraAccount` has made, for `readRole` of `DoraPipelineOptions` on the other side.
   *
   * @param scope where it is used
   * @param account the account of the pipelines, 12 digits
   * @param roleName its `readRoleName`, when it has one
   */
  public static readRoleIn(scope: Construct, account: string, roleName: string = DORA_DEFAULTS.readRoleName): iam.IRole {
    requireAccount(scope, 'account', account);
    requireRoleName(scope, 'roleName', roleName);
    const id = `${roleName}@${account}`;
    const known = scope.node.tryFindChild(id) as iam.IRole | undefined;
    const roleArn = Stack.of(scope).formatArn({ service: 'iam', region: '', account, resource: 'role', resourceName: roleName });
    return known ?? iam.Role.fromRoleArn(scope, id, roleArn, { mutable: false });
  }

  /** By which executions are read. */
  public readonly readRole: iam.Role;

  private readonly forwarder: EventForwarder;
  private readonly alarms = new Set<cloudwatch.IAlarm>();
  private statement?: iam.PolicyStatement;

  constructor(scope: Construct, id: string, props: DoraAccountProps) {
    super(scope, id);
    const plan = resolveDoraAccount(this, props);
    this.forwarder = new EventForwarder(this, plan.eventBus);
    this.readRole = buildReadRole(this, plan);
    plan.pipelines.forEach((pipeline) => this.addPipeline(pipeline));
    this.addAlarms(...plan.alarms);
    this.node.addValidation({
      validate: () => this.forwarder.size > 0 ? [] : [inputError(this, "'pipelines' must have at least one pipeline, got none. Add one with addPipeline").message],
    });
  }

  /**
   * Lets a pipeline be measured. Adding one twice changes nothing.
   *
   * @param pipeline of this account and region; of a `StandardPipeline`, its `pipeline`
   */
  public addPipeline(pipeline: codepipeline.IPipeline): void {
    requirePipeline(this, pipeline);
    const here = Stack.of(this);
    if (!inSameEnvironment(pipeline.env, here)) {
      throw inputError(this, `'pipeline' must be in ${sayEnvironment(here)}, got one in ${sayEnvironment(pipeline.env)}. Make a DoraAccount there`);
    }
    if (this.forwarder.size === MOST_PIPELINES) { throw inputError(this, `'pipelines' must be at most ${MOST_PIPELINES}, got more. Make another DoraAccount`); }
    if (this.forwarder.addPipeline(pipeline)) { this.allowToRead(pipeline); }
  }

  /**
   * Sends what alarms say. Adding one twice changes nothing.
   *
   * @param alarms of this account and region
   */
  public addAlarms(...alarms: cloudwatch.IAlarm[]): void {
    alarms.forEach((alarm) => requireAlarm(this, 'alarms', alarm));
    alarms.forEach((alarm) => this.alarms.add(alarm));
    if (this.alarms.size > MOST_ALARMS) { throw inputError(this, `'alarms' must be at most ${MOST_ALARMS}, got ${this.alarms.size}. Combine them`); }
    alarms.forEach((alarm) => this.forwarder.addAlarm(alarm));
  }

  private allowToRead({ pipelineArn }: codepipeline.IPipeline): void {
    if (this.forwarder.size % PIPELINES_PER_POLICY !== 1) {
      this.statement!.addResources(pipelineArn);
      return;
    }
    this.statement = new iam.PolicyStatement({ actions: READ_EXECUTIONS, resources: [pipelineArn] });
    const id = `Read${Math.floor(this.forwarder.size / PIPELINES_PER_POLICY)}`;
    new iam.ManagedPolicy(this, id, { description: 'Reads executions of pipelines', statements: [this.statement], roles: [this.readRole] });
  }
}

function buildReadRole(scope: Construct, { metricsAccount, readers, readRoleName }: DoraAccountPlan): iam.Role {
  const account = new iam.AccountPrincipal(metricsAccount);
  return new iam.Role(scope, 'ReadRole', {
    roleName: readRoleName,
    description: 'Lets the delivery metrics of another account read executions of pipelines',
    assumedBy: readers ? account.withConditions({ ArnLike: { 'aws:PrincipalArn': readers } }) : account,
  });
}
