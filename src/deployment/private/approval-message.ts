import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { approvalPattern } from './deployment-events';
import { waitFor } from './wait-for';
import { IBlueGreenService } from '../blue-green-service';

/** Tells a topic that a deployment waits, and how to answer. */
export function notifyOfApproval(scope: Construct, service: IBlueGreenService, topic: sns.ITopic): void {
  const rule = new events.Rule(scope, 'Waiting', {
    description: `Deployments of ${service.sourceName} that wait for an answer.`,
    eventPattern: approvalPattern(service.baseService),
    targets: [{ bind: () => ({ arn: topic.topicArn, input: message(service) }) }],
  });
  const grant = topic.grantPublish(new iam.ServicePrincipal('events.amazonaws.com'));
  // The first deployment waits as well: whoever has to answer must hear of it.
  waitFor(service.baseService, rule);
  grant.applyBefore(service.baseService.node.defaultChild!);
}

function message({ sourceName }: IBlueGreenService): events.RuleTargetInput {
  const of = (field: string) => events.EventField.fromPath(`$.detail.${field}`);
  const answer = (action: string) => `aws ecs continue-service-deployment --region ${events.EventField.fromPath('$.region')} ` +
    `--service-deployment-arn ${of('serviceDeploymentArn')} --hook-id ${of('hookId')} --action ${action}`;
  return events.RuleTargetInput.fromMultilineText([
    `A new version of ${sourceName} waits for your answer (${of('lifecycleStage')}), until ${of('expiresAt')}.`,
    `To go ahead: ${answer('CONTINUE')}`,
    `To go back: ${answer('ROLLBACK')}`,
  ].join('\n'));
}
