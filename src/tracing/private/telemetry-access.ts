import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';

/** Where Application Signals takes its metrics from. */
const SIGNALS_LOG_GROUP = '/aws/application-signals/data';

/**
 * What a task or function needs to send traces and the metrics of Application Signals, and nothing else. The policies of
 * AWS for the purpose, CloudWatchAgentServerPolicy among them, also read parameters and list all instances.
 */
export class TelemetryAccess extends Construct {
  private readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const logGroup = Stack.of(this).formatArn({
      service: 'logs', resource: 'log-group', resourceName: `${SIGNALS_LOG_GROUP}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: 'Sends traces and the metrics of Application Signals',
      statements: [
        new iam.PolicyStatement({
          sid: 'SendTraces',
          actions: [
            'xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:PutSpans', 'xray:PutSpansForIndexing',
            'xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:GetSamplingStatisticSummaries',
          ],
          resources: ['*'],
        }),
        new iam.PolicyStatement({
          sid: 'SendApplicationSignals',
          actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [logGroup],
        }),
      ],
    });
    acknowledgeWildcards(this.policy, [], ['*'], 'What AWS X-Ray receives belongs to no resource.');
    acknowledgeWildcards(this.policy, [], [logGroup], 'Each task writes to a log stream of its own, and none of them has its name yet.');
  }

  public grantTo(role: iam.IRole): void {
    this.policy.attachToRole(role);
  }
}
