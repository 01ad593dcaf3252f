import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { hooksIn, hooksWith, service, serviceIn, textOf } from './fixtures/hooks';
import { DeploymentPlan, HookTimeoutAction, ManualApproval, ManualApprovalOptions, TestTraffic } from '../../src/deployment';
import { onlyResource, prodStack } from '../support/stacks';

function pauseWith(options: ManualApprovalOptions = {}, props: object = {}): any {
  return hooksWith({ approval: ManualApproval.required(options), ...props }).find((hook) => hook.TargetType === 'PAUSE');
}

describe('ManualApproval', () => {
  test('holds production traffic back for four hours, and rolls back when nobody answers', () => {
    expect(pauseWith()).toEqual({ TargetType: 'PAUSE', LifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'], TimeoutConfiguration: { TimeoutInMinutes: 240, Action: 'ROLLBACK' } });
  });

  test('waits as long as told, and does what it is told then', () => {
    expect(pauseWith({ timeout: Duration.hours(1), onTimeout: HookTimeoutAction.CONTINUE }).TimeoutConfiguration).toEqual({ TimeoutInMinutes: 60, Action: 'CONTINUE' });
  });

  test.each([
    ['canary', DeploymentPlan.canary()],
    ['linear', DeploymentPlan.linear()],
  ])('asks once, not at every step of a %s plan', (_, plan) => {
    expect(pauseWith({}, { plan }).LifecycleStages).toEqual(['POST_TEST_TRAFFIC_SHIFT']);
    expect(pauseWith({}, { plan, testTraffic: TestTraffic.none() }).LifecycleStages).toEqual(['POST_SCALE_UP']);
  });

  test('asks at every step when told', () => {
    expect(pauseWith({ everyStep: true }, { plan: DeploymentPlan.canary() }).LifecycleStages).toEqual(['PRE_PRODUCTION_TRAFFIC_SHIFT']);
  });

  test('counts every step', () => {
    expect(() => pauseWith({ everyStep: true }, { plan: DeploymentPlan.linear() })).toThrow('at most 33 hours, got 41.1');
  });

  test.each<[string, object, string]>([
    ['a rolling plan', { plan: DeploymentPlan.rolling(), approval: ManualApproval.required() }, "'approval' needs a plan that shifts traffic"],
    ['what is no approval', { approval: {} as any }, "'approval' must be a ManualApproval, such as ManualApproval.required()"],
    ['a notification to what is no topic', { approval: ManualApproval.required({ notify: 'me@example.com' as any }) }, "'notify' must be an SNS topic, got \"me@example.com\""],
    ['two days: CloudFormation gives up before', { approval: ManualApproval.required({ timeout: Duration.days(2) }) }, 'at most 33 hours, got 48.2'],
    ['no time at all', { approval: ManualApproval.required({ timeout: Duration.minutes(0) }) }, "'timeout' must be a whole number between 1 and 20160 minutes, got 0"],
  ])('refuses %s', (_, props, message) => {
    expect(() => service(props)).toThrow(message);
    expect(() => service(props)).toThrow('[at Prod/Web]');
  });

  describe('tells a topic', () => {
    function notified(): { template: Template; rule: any; stack: Stack } {
      const stack = prodStack();
      serviceIn(stack, { approval: ManualApproval.required({ notify: new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }) }) });
      const template = Template.fromStack(stack);
      return { template, rule: onlyResource(template, 'AWS::Events::Rule'), stack };
    }

    test('with the commands that answer', () => {
      const { rule } = notified();
      const { InputTransformer } = rule.Properties.Targets[0];
      expect(InputTransformer.InputPathsMap).toMatchObject({ 'detail-hookId': '$.detail.hookId', 'detail-serviceDeploymentArn': '$.detail.serviceDeploymentArn' });
      for (const action of ['CONTINUE', 'ROLLBACK']) {
        expect(InputTransformer.InputTemplate).toContain('aws ecs continue-service-deployment --region <region> ' +
          `--service-deployment-arn <detail-serviceDeploymentArn> --hook-id <detail-hookId> --action ${action}`);
      }
    });

    test('of the first deployment, too: nothing of it waits for the service, and the service waits for all of it', () => {
      const { template, rule } = notified();
      const { id, DependsOn } = onlyResource(template, 'AWS::ECS::Service');
      expect(JSON.stringify(rule.Properties)).not.toContain(`"${id}"`);
      expect(DependsOn).toEqual(expect.arrayContaining([rule.id, onlyResource(template, 'AWS::SNS::TopicPolicy').id]));
    });

    test('of this service alone, by the name that CloudFormation is going to give it', () => {
      const { template, rule } = notified();
      const { id } = onlyResource(template, 'AWS::ECS::Service');
      const { detail } = rule.Properties.EventPattern;
      expect(detail.eventName).toEqual(['HOOK_AWAITING_ACTION']);
      expect(textOf(detail.serviceArn[0].prefix)).toMatch(new RegExp(`^arn:<AWS::Partition>:ecs:eu-west-1:111111111111:service/<ServiceCluster.*>/Prod-${id}-$`));
    });

    test('that has a key', () => {
      const { template } = notified();
      const { Statement } = onlyResource(template, 'AWS::KMS::Key').Properties.KeyPolicy;
      expect(Statement).toContainEqual(expect.objectContaining({ Principal: { Service: 'events.amazonaws.com' }, Action: expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']) }));
    });
  });
});

describe('whoever may answer', () => {
  function statementFor(grant: 'grantApproveDeployments' | 'grantStopDeployments'): any {
    const stack = prodStack();
    const web = serviceIn(stack);
    const role = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
    expect(web[grant](role).success).toBe(true);
    const policy = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).find(([id]) => id.startsWith('Person'))!;
    return policy[1].Properties.PolicyDocument.Statement[0];
  }

  test.each([['grantApproveDeployments', 'ecs:ContinueServiceDeployment'], ['grantStopDeployments', 'ecs:StopServiceDeployment']] as const)('%s lets them', (grant, action) => {
    const { Action, Resource } = statementFor(grant);
    expect(Action).toEqual(['ecs:DescribeServices', 'ecs:ListServiceDeployments', 'ecs:DescribeServiceDeployments', action]);
    expect(Resource.map(textOf)).toEqual(['service', 'service-deployment'].map((kind) => expect.stringMatching(
      new RegExp(`^arn:<AWS::Partition>:ecs:eu-west-1:111111111111:${kind}/<ServiceCluster.*>/Prod-WebService.*-\\*$`),
    )));
  });

  test('may be a function that is a hook of the same service', () => {
    const stack = prodStack();
    const web = serviceIn(stack);
    const robot = new iam.Role(stack, 'Robot', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    web.grantStopDeployments(robot);
    // As a hook does.
    web.service.node.defaultChild!.node.addDependency(robot);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('is found in a stack of any name', () => {
    const stack = new Stack(new App(), 'Agnostic');
    serviceIn(stack, { approval: ManualApproval.required({ notify: new sns.Topic(stack, 'Topic') }) });
    expect(hooksIn(stack)).toHaveLength(2);
    const { detail } = onlyResource(Template.fromStack(stack), 'AWS::Events::Rule').Properties.EventPattern;
    expect(textOf(detail.serviceArn[0].prefix)).toMatch(/^arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:service\/<ServiceCluster.*>\/Agnostic-WebService.*-$/);
  });
});
