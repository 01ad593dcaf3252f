import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { arnPrefix } from './deployment-arns';

/**
 * The events of deployments of a service that wait for an answer.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_hook_state_change_events.html
 */
export function approvalPattern(service: ecs.BaseService): events.EventPattern {
  return {
    source: ['aws.ecs'],
    detailType: ['ECS Hook State Change'],
    detail: { eventName: ['HOOK_AWAITING_ACTION'], serviceArn: [{ prefix: arnPrefix(service, 'service') }] },
  };
}

/**
 * The events of deployments of a service that start, end or fail.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export function deploymentPattern(service: ecs.BaseService): events.EventPattern {
  return {
    source: ['aws.ecs'],
    detailType: ['ECS Deployment State Change'],
    resources: events.Match.prefix(arnPrefix(service, 'service')),
  };
}

/** A rule as the `on...` methods of the CDK make them. */
export function ruleOn(scope: Construct, id: string, pattern: events.EventPattern, options: events.OnEventOptions = {}): events.Rule {
  const { target, crossStackScope, ...rest } = options;
  const rule = new events.Rule(crossStackScope ?? scope, id, rest);
  rule.addEventPattern(pattern);
  rule.addTarget(target);
  return rule;
}
