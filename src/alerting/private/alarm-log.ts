import { ArnFormat, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { letLogGroupsUse } from './cloudwatch-grants';
import { AlarmRules } from '../../core/private/alarm-rules';

/** What happened is looked up after incidents and in yearly reviews. */
const RETENTION = logs.RetentionDays.ONE_YEAR;

/** Writes the changes of state of alarms to a log group. One for each router and log group, whatever the severities. */
export class AlarmLog extends Construct {
  public static of(router: Construct, logGroup?: logs.ILogGroup, encryptionKey?: kms.IKey): AlarmLog {
    const id = `AlarmLog${logGroup ? logGroup.node.addr.slice(-8) : ''}`;
    const existing = router.node.tryFindChild(id) as AlarmLog | undefined;
    return existing ?? new AlarmLog(router, id, logGroup, encryptionKey);
  }

  private readonly rules: AlarmRules;
  // CDK's own log group target makes its resource policy with a Lambda function; ours needs none.
  private readonly target: events.RuleTargetConfig;

  private constructor(router: Construct, id: string, existing?: logs.ILogGroup, encryptionKey?: kms.IKey) {
    super(router, id);
    const logGroup = existing ?? makeLogGroup(this, encryptionKey);
    letEventsWrite(router, logGroup);
    this.target = { arn: arnWithoutStreams(logGroup) };
    this.rules = new AlarmRules(this, {
      description: `Logs the changes of state of alarms that ${router.node.path} routes`,
      target: this.target,
    });
  }

  /** Logs an alarm's changes of state from now on. */
  public record(alarm: cloudwatch.IAlarm): void {
    this.rules.add(alarm);
  }

  /** Logs the events of a rule, as they are. */
  public recordEvents(rule: events.Rule): void {
    rule.addTarget({ bind: () => this.target });
  }
}

function makeLogGroup(scope: Construct, encryptionKey?: kms.IKey): logs.LogGroup {
  if (encryptionKey) { letLogGroupsUse(scope, encryptionKey); }
  return new logs.LogGroup(scope, 'LogGroup', { retention: RETENTION, removalPolicy: RemovalPolicy.RETAIN, encryptionKey });
}

function arnWithoutStreams(logGroup: logs.ILogGroup): string {
  return Stack.of(logGroup).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * One policy for each router: an account may have ten in a region.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
 */
function letEventsWrite(router: Construct, logGroup: logs.ILogGroup): void {
  const id = 'AlarmLogPolicy';
  const policy = router.node.tryFindChild(id) as logs.ResourcePolicy | undefined ?? makePolicy(router, id);
  const principals = [new iam.ServicePrincipal('events.amazonaws.com'), new iam.ServicePrincipal('delivery.logs.amazonaws.com')];
  const resources = [logGroup.logGroupArn];
  const fromOurRules = { ArnLike: { 'aws:SourceArn': Stack.of(router).formatArn({ service: 'events', resource: 'rule', resourceName: '*' }) } };
  policy.document.addStatements(
    new iam.PolicyStatement({ principals, resources, actions: ['logs:CreateLogStream'] }),
    new iam.PolicyStatement({ principals, resources, actions: ['logs:PutLogEvents'], conditions: fromOurRules }),
  );
}

function makePolicy(router: Construct, id: string): logs.ResourcePolicy {
  // The name must be unique in the account and region; unlike the default, this one contains the name of the stack.
  const resourcePolicyName = Names.uniqueResourceName(router, { maxLength: 255, separator: '-' });
  return new logs.ResourcePolicy(router, id, { resourcePolicyName });
}
