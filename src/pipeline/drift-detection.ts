import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AlertRouter } from '../alerting';
import { CostEstimate } from '../core';
import { DriftAlarms } from './private/drift-alarms';
import { DriftPlace, MOVING_PROPERTIES, resolveDriftPlaces } from './private/drift-plan';
import { costLine, costOfAlarms } from '../core/private/alarm-cost';
import { HandlerFunction } from '../core/private/handler-function';
import { requireAbility } from '../core/private/input-error';
import { letLogGroupsUse, requireKeyForLogs } from '../core/private/log-key';
import { WarningId } from '../core/private/warning-ids';

const NAMESPACE = 'DriftDetection';

/** Properties of a `DriftDetection`. */
export interface DriftDetectionProps {
  /**
   * Stacks of this app, of any account and region.
   *
   * @default - none; then `stackNames` names one or more
   */
  readonly stacks?: Stack[];

  /**
   * Stacks in the account and region of this construct, by name.
   *
   * @default - none; then `stacks` has one or more
   */
  readonly stackNames?: string[];

  /**
   * When the stacks are compared.
   *
   * @default - once a day
   */
  readonly schedule?: events.Schedule;

  /**
   * Hears, with severity `WARNING`, of stacks that drifted and of those that could not be looked at.
   *
   * @default - nobody hears: there are metrics and lines in the log, and no alarms
   */
  readonly alerts?: AlertRouter;

  /**
   * The role that reads the resources. It has to trust the account of this construct and to be allowed to read everything that is in the stacks.
   *
   * @default - in each environment, the role `lookup` that `cdk bootstrap` made there
   */
  readonly lookupRole?: iam.IRole;

  /**
   * The qualifier with which the environments were bootstrapped.
   *
   * @default 'hnb659fds'
   */
  readonly qualifier?: string;

  /**
   * More properties that may differ, by type, such as `AWS::ECS::Service/DesiredCount`.
   *
   * @default - those that deployments and scaling change by themselves, such as the task definition and the desired count of services on Amazon ECS,
   * and the version of Lambda aliases
   */
  readonly ignoredProperties?: string[];

  /**
   * Encrypts the log, which names resources. A key of this app lets CloudWatch Logs use it; one from elsewhere has to.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Compares stacks with their templates on a schedule, and tells when somebody changed resources by hand.
 *
 * The metric `DriftedResources` in the namespace `DriftDetection` counts the resources of each stack that differ; the log of the function says
 * which, and in what. CloudFormation leaves nested stacks out: name them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export class DriftDetection extends Construct {
  /** The function that compares. To look now, invoke it. */
  public readonly handler: lambda.IFunction;

  /** One for each stack, and one for stacks that could not be looked at; none without `alerts`. */
  public readonly alarms: cloudwatch.IAlarm[];

  private readonly stackCount: number;

  constructor(scope: Construct, id: string, props: DriftDetectionProps) {
    super(scope, id);
    const places = resolveDriftPlaces(this, props);
    const labels = places.flatMap(({ stacks }) => stacks.map(({ label }) => label));
    this.stackCount = labels.length;
    this.handler = this.buildFunction(places, props).handler;
    this.callOn(props.schedule ?? events.Schedule.rate(Duration.days(1)));
    this.alarms = this.buildAlarms(labels, props.alerts);
  }

  /**
   * What it adds to the bill each month at most: its metrics and alarms. Drift detection itself is free, and a run of the function costs less
   * than 0.01 USD.
   */
  public costEstimate(): CostEstimate {
    return CostEstimate.total([costOfAlarms(this.alarms), new CostEstimate([costLine('customMetric', this.stackCount + 1)])]);
  }

  private buildFunction(places: DriftPlace[], { ignoredProperties = [], encryptionKey }: DriftDetectionProps): HandlerFunction {
    if (encryptionKey) {
      requireKeyForLogs(this, 'encryptionKey', encryptionKey);
      letLogGroupsUse(this, encryptionKey, WarningId.PIPELINE_LOG_KEY_POLICY_NOT_CHANGED);
    }
    return new HandlerFunction(this, 'Detect', {
      folder: 'drift-detection',
      description: 'Compares stacks with their templates.',
      environment: {
        PLACES: Stack.of(this).toJsonString(places),
        IGNORED: [...MOVING_PROPERTIES, ...ignoredProperties].join(','),
        NAMESPACE,
        DETECTION: this.node.path,
      },
      // The longest there is: a large stack takes minutes.
      timeout: Duration.minutes(15),
      statements: [new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...new Set(places.map(({ role }) => role))] })],
      encryptionKey,
      whyNoDeadLetters: 'The schedule calls it again, and an alarm tells when it fails.',
    });
  }

  private buildAlarms(labels: string[], alerts?: AlertRouter): cloudwatch.Alarm[] {
    if (!alerts) { return []; }
    requireAbility(this, { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' });
    return new DriftAlarms(this, 'Alarms', { namespace: NAMESPACE, labels, handler: this.handler, alerts }).alarms;
  }

  private callOn(schedule: events.Schedule): void {
    const rule = new events.Rule(this, 'Schedule', { description: `Compares stacks with their templates, for ${this.node.path}`, schedule });
    rule.addTarget({ bind: () => ({ arn: this.handler.functionArn }) });
    this.handler.addPermission('Schedule', { principal: new iam.ServicePrincipal('events.amazonaws.com'), sourceArn: rule.ruleArn });
  }
}
