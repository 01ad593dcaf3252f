import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import { serviceIn, textOf } from './fixtures/hooks';
import { onlyResource, prodStack } from '../support/stacks';

const target: events.IRuleTarget = { bind: () => ({ arn: 'arn:aws:sns:eu-west-1:111111111111:topic' }) };

function ruleOf(act: (service: ReturnType<typeof serviceIn>) => events.Rule): { stack: Stack; properties: any } {
  const stack = prodStack();
  act(serviceIn(stack));
  return { stack, properties: onlyResource(Template.fromStack(stack), 'AWS::Events::Rule').Properties };
}

describe('events of deployments', () => {
  test('onDeploymentEvent hears of this service alone', () => {
    const { stack, properties } = ruleOf((web) => web.onDeploymentEvent('Deployments', { target }));
    const { id } = onlyResource(Template.fromStack(stack), 'AWS::ECS::Service');
    const { resources, ...rest } = properties.EventPattern;
    expect(rest).toEqual({ 'source': ['aws.ecs'], 'detail-type': ['ECS Deployment State Change'] });
    expect(textOf(resources[0].prefix)).toMatch(new RegExp(`:service/<ServiceCluster.*>/Prod-${id}-$`));
    expect(properties.Targets).toHaveLength(1);
  });

  test('onApprovalNeeded hears of the first deployment, too: the rule does not wait for the service', () => {
    const { stack, properties } = ruleOf((web) => web.onApprovalNeeded('Approval', { target }));
    const { id } = onlyResource(Template.fromStack(stack), 'AWS::ECS::Service');
    expect(properties.EventPattern).toMatchObject({ 'detail-type': ['ECS Hook State Change'], 'detail': { eventName: ['HOOK_AWAITING_ACTION'] } });
    expect(JSON.stringify(properties)).not.toContain(`"${id}"`);
  });

  test('can be narrowed and described', () => {
    const { properties } = ruleOf((web) => web.onDeploymentEvent('Failed', {
      description: 'failed', ruleName: 'failed', eventPattern: { detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] } },
    }));
    expect(properties).toMatchObject({ Description: 'failed', Name: 'failed', EventPattern: { detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] }, source: ['aws.ecs'] } });
  });

  test('follow a service that was given a name', () => {
    const { properties } = ruleOf((web) => {
      (web.service.node.defaultChild as any).serviceName = 'checkout';
      return web.onDeploymentEvent('Deployments');
    });
    expect(textOf(properties.EventPattern.resources[0].prefix)).toMatch(/\/checkout$/);
  });

  test('are found by the stack alone when CloudFormation would shorten the name', () => {
    const stack = prodStack();
    serviceIn(stack, {}, 'W'.repeat(120)).onDeploymentEvent('Deployments');
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', { EventPattern: { resources: [{ prefix: { 'Fn::Join': ['', Match.arrayWith(['/Prod-'])] } }] } });
  });
});
