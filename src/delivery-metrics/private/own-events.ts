import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { boundTo } from './bound-event';
import { requireGrantee } from './grantee';
import { ServiceStream } from './service-stream';

/** Who tells of incidents, commits and failed deployments. */
export const OWN_SOURCE = 'devops.dora';

/** Takes what is told of a service: in `detail`, its name as `service`, and its `environment` unless all are meant. */
export function hearReports(stream: ServiceStream, queueArn: string, eventBus?: events.IEventBus): void {
  const { service, environment } = stream.streamName;
  const rule = new events.Rule(stream, eventBus ? 'ReportsOfBus' : 'Reports', {
    description: `Incidents and commits of ${service} in ${environment}`.slice(0, 512),
    eventBus,
    eventPattern: {
      source: [OWN_SOURCE],
      detail: { service: [service], $or: [{ environment: [environment] }, { environment: [{ exists: false }] }] },
    },
  });
  rule.addTarget({ bind: () => ({ arn: queueArn, input: boundTo(() => ({ service, environment, stage: '-' })) }) });
}

/** Lets somebody put such events on the default bus of the account, and no others. */
export function allowReports(scope: Construct, grantee: iam.IGrantable): iam.Grant {
  requireGrantee(scope, grantee);
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['events:PutEvents'],
    resourceArns: [Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })],
    conditions: { StringEquals: { 'events:source': OWN_SOURCE } },
  });
}
