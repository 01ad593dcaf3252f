import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';
import { HandlerFunction } from '../../core/private/handler-function';

/** What happened at night is looked up for a quarter. */
const RETENTION = logs.RetentionDays.THREE_MONTHS;

/**
 * What Step Functions needs to write a log, and to trace: neither knows resources.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
const WRITE_LOG = [
  'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries',
  'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
];
const TRACE = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'];

export interface RepeatMachineProps {
  readonly every: Duration;
  /** As many as there can be. */
  readonly rounds: number;
  readonly repeat: HandlerFunction;
  readonly encryptionKey?: kms.IKey;
}

/** Waits and repeats. Written in resources, because the L2 puts permissions into a policy of the role itself. */
export class RepeatMachine extends Construct {
  public readonly stateMachineArn: string;

  constructor(scope: Construct, id: string, props: RepeatMachineProps) {
    super(scope, id);
    const { repeat, encryptionKey } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: RETENTION, removalPolicy: RemovalPolicy.RETAIN, encryptionKey });
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      statements: [
        new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [repeat.handler.functionArn] }),
        new iam.PolicyStatement({ actions: [...WRITE_LOG, ...TRACE], resources: ['*'] }),
      ],
    });
    acknowledge(policy, { 'AwsSolutions-IAM5[Resource::*]': 'Log deliveries and traces have no permissions for single resources.' });
    const role = new iam.Role(this, 'Role', {
      description: 'Repeats alerts that nobody has acknowledged.',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      managedPolicies: [policy],
    });
    const machine = new stepfunctions.CfnStateMachine(this, 'Resource', {
      roleArn: role.roleArn,
      definition: definitionOf(props),
      loggingConfiguration: {
        level: 'ALL', includeExecutionData: true, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
      tracingConfiguration: { enabled: true },
    });
    // Step Functions checks at once whether it may write the log.
    machine.node.addDependency(policy);
    this.stateMachineArn = machine.attrArn;
  }
}

function definitionOf({ every, rounds, repeat }: RepeatMachineProps): object {
  return {
    Comment: 'Repeats an alert until somebody acknowledges it or the alarm is over.',
    StartAt: 'Wait',
    // Every round takes its time, and a function that fails some more.
    TimeoutSeconds: (rounds + 1) * every.toSeconds() + 3600,
    States: {
      Wait: { Type: 'Wait', Seconds: every.toSeconds(), Next: 'Repeat' },
      Repeat: {
        Type: 'Task',
        Resource: repeat.handler.functionArn,
        TimeoutSeconds: 90,
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 6, BackoffRate: 2, MaxDelaySeconds: 120, JitterStrategy: 'FULL' }],
        // A round that failed is one round; the next may work. When none does, the time runs out, and an alarm goes off.
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.problem', Next: 'Wait' }],
        Next: 'Again',
      },
      Again: { Type: 'Choice', Choices: [{ Variable: '$.goOn', BooleanEquals: true, Next: 'Wait' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
  };
}
