import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { PLACEHOLDER_IMAGE } from '../../src/core/private/placeholder-image';
import { VERSIONS } from '../../src/core/private/versions';
import { WarningId } from '../../src/core/private/warning-ids';
import { BlueGreenFargateService, DeploymentEngine, DeploymentPlan, ManualApproval, ServiceImage } from '../../src/deployment';
import { BuildStep, PipelineStage, DeployTarget, EcsDeployOptions, IDeployTarget } from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { prodStack, warningsWith } from '../support/stacks';
import { actionOf, barePipelineIn, environmentOf, pipelineIn, projectOf, stagesOf, statementsOf } from './support/pipelines';

function serviceIn(stack: Stack, id: string, plan?: DeploymentPlan): BlueGreenFargateService {
  const images = new ContainerRepository(stack, `${id}Images`, { repositoryName: id.toLowerCase() });
  return new BlueGreenFargateService(stack, id, { image: ServiceImage.released(images), plan });
}

function released(options: EcsDeployOptions = {}, plan?: DeploymentPlan): Template {
  const stack = prodStack();
  pipelineIn(stack, { staging: DeployTarget.ecs(serviceIn(stack, 'Beta')), production: DeployTarget.ecs(serviceIn(stack, 'Shop', plan), options) });
  return Template.fromStack(stack);
}

describe('DeployTarget.ecs', () => {
  test('releases the built image to the service', () => {
    const template = released();
    expect(actionOf(template, 'Production')).toMatchObject({
      Name: 'Deploy-Shop',
      ActionTypeId: { Provider: 'CodeBuild' },
      Configuration: { EnvironmentVariables: JSON.stringify([{ name: 'IMAGE', type: 'PLAINTEXT', value: '#{Build.IMAGE}' }]) },
    });
    expect(environmentOf(projectOf(template, 'DeployShop'))).toMatchObject({
      SERVICE: { 'Fn::GetAtt': [expect.stringContaining('Shop'), 'Name'] },
      CONTAINER: 'app',
      PLACEHOLDER_IMAGE,
    });
  });

  test('moves the release pointer in production only', () => {
    const template = released();
    expect(environmentOf(projectOf(template, 'DeployShop')).RELEASE_POINTER).toBe('/cdk-devops-patterns/Prod/ShopImages/released-image');
    expect(environmentOf(projectOf(template, 'DeployBeta'))).not.toHaveProperty('RELEASE_POINTER');
  });

  test('moves the pointer of a staging service that has one of its own', () => {
    const stack = prodStack();
    const images = new ContainerRepository(stack, 'Images');
    const [beta, shop] = [images.forEnvironment('Beta'), images].map((source, index) => (
      new BlueGreenFargateService(stack, ['Beta', 'Shop'][index], { image: ServiceImage.released(source) })));
    pipelineIn(stack, { buildStep: BuildStep.dockerImage(images), staging: DeployTarget.ecs(beta), production: DeployTarget.ecs(shop) });
    const pointerOf = (project: string) => environmentOf(projectOf(Template.fromStack(stack), project)).RELEASE_POINTER;
    expect(pointerOf('DeployBeta')).toBe('/cdk-devops-patterns/Prod/Images/Environments/Beta/released-image');
    expect(pointerOf('DeployShop')).toBe('/cdk-devops-patterns/Prod/Images/released-image');
  });

  test('may write the one release pointer, in production only, and do nothing else with parameters', () => {
    const template = released();
    const ofParameters = (idPart: string) => statementsOf(template, idPart).filter(({ Action }) => JSON.stringify(Action).includes('ssm:'));
    expect(ofParameters('DeployShop')).toEqual([{ Effect: 'Allow', Action: ['ssm:PutParameter', 'ssm:GetParameter'], Resource: expect.anything() }]);
    expect(JSON.stringify(ofParameters('DeployShop')[0].Resource))
      .toMatch(/:ssm:eu-west-1:111111111111:parameter\/cdk-devops-patterns\/Prod\/ShopImages\/released-image"/);
    expect(ofParameters('DeployBeta')).toEqual([]);
  });

  test('runs without Docker and without anything the source brings', () => {
    const { Environment, Source } = projectOf(released(), 'DeployShop');
    expect(Environment).toMatchObject({ Image: VERSIONS.codeBuildImage.value, PrivilegedMode: false });
    expect(Source.BuildSpec).toContain('update-service');
  });

  test.each([[{}, 480], [{ timeout: Duration.hours(36) }, 2160], [{ timeout: Duration.minutes(5) }, 5]])('with %j waits at most %i minutes', (options, minutes) => {
    const quick = DeploymentPlan.blueGreen({ bakeTime: Duration.minutes(5) });
    expect(projectOf(released(options, quick), 'DeployShop').TimeoutInMinutes).toBe(minutes);
  });

  test.each([Duration.minutes(4), Duration.hours(37), Duration.seconds(330)])('fails for a timeout that CodeBuild refuses, naming the prop', (timeout) => {
    expect(() => released({ timeout })).toThrow("'timeout' must be a whole number between 5 and 2160 minutes");
  });

  test('takes a timeout that is not known yet', () => {
    expect(() => released({ timeout: Duration.minutes(Lazy.number({ produce: () => 60 })) })).not.toThrow();
  });

  describe('to a service whose plan takes 18 hours and 10 minutes', () => {
    const slow = () => DeploymentPlan.linear({ stepPercent: 10, stepBakeTime: Duration.hours(2) });
    const minutesWith = (timeout?: Duration) => projectOf(released({ timeout }, slow()), 'DeployShop').TimeoutInMinutes;

    test('waits an hour longer', () => {
      expect(minutesWith()).toBe(1150);
    });

    test('waits as long as asked', () => {
      expect(minutesWith(Duration.minutes(1090))).toBe(1090);
      expect(minutesWith(Duration.hours(30))).toBe(1800);
    });

    test('fails when asked to wait for less, naming the prop', () => {
      expect(() => minutesWith(Duration.hours(8))).toThrow(
        "'timeout' must be at least the 1090 minutes that a deployment of Prod/Shop may take with its plan and hooks, got 480 minutes. " +
        'Raise it, leave it out, or give the service a faster plan [at Prod/Delivery/Production]');
    });

    test('takes a timeout that is not known yet', () => {
      expect(() => minutesWith(Duration.minutes(Lazy.number({ produce: () => 60 })))).not.toThrow();
    });
  });

  test('waits as long as a person may take to approve', () => {
    const stack = prodStack();
    const approval = ManualApproval.required({ timeout: Duration.hours(12) });
    const service = new BlueGreenFargateService(stack, 'Shop', { image: ServiceImage.fromRegistry('nginx'), approval });
    pipelineIn(stack, { production: DeployTarget.ecs(service) });
    expect(projectOf(Template.fromStack(stack), 'DeployShop').TimeoutInMinutes).toBe(12 * 60 + 10 + 60);
  });

  test('waits 8 hours when it is not known how long the plan takes', () => {
    const plan = DeploymentPlan.linear({ stepBakeTime: Duration.minutes(Lazy.number({ produce: () => 120 })) });
    expect(projectOf(released({}, plan), 'DeployShop').TimeoutInMinutes).toBe(480);
  });

  describe('may', () => {
    const statements = statementsOf(released(), 'DeployShopProjectRelease');
    const resourcesFor = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource }) => Resource);
    const conditionsFor = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action)).map(({ Condition }) => Condition);
    const theService = { Ref: expect.stringMatching(/^Shop.*Service/) };

    test.each(['ecs:DescribeServices', 'ecs:UpdateService', 'ecs:ListServiceDeployments'])('call %s on the one service', (action) => {
      expect(resourcesFor(action)).toEqual([theService]);
    });

    test.each(['ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions'])('call %s on the one service and its history', (action) => {
      expect(resourcesFor(action)[0]).toEqual(theService);
      expect(JSON.stringify(resourcesFor(action))).not.toContain('"*"');
      expect(conditionsFor(action)).toEqual([undefined, { ArnEqualsIfExists: { 'ecs:service': theService } }]);
    });

    test('register and tag revisions of its own task definition', () => {
      for (const action of ['ecs:RegisterTaskDefinition', 'ecs:TagResource']) {
        expect(JSON.stringify(resourcesFor(action))).toMatch(/:task-definition\/ProdShopTask\w+:\*"/);
      }
      expect(conditionsFor('ecs:TagResource')).toEqual([{ StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } }]);
    });

    test("pass on the two roles of the service's tasks, to Amazon ECS alone", () => {
      expect(resourcesFor('iam:PassRole')).toEqual([
        { 'Fn::GetAtt': [expect.stringMatching(/^ShopTaskRole/), 'Arn'] },
        { 'Fn::GetAtt': [expect.stringMatching(/^ShopTaskExecutionRole/), 'Arn'] },
      ]);
      expect(conditionsFor('iam:PassRole')).toEqual([{ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }]);
    });

    test('describe any task definition, for which Amazon ECS knows no resource, and nothing else on everything', () => {
      expect(statements.filter(({ Resource }) => [Resource].flat().includes('*')).map(({ Action }) => Action)).toEqual(['ecs:DescribeTaskDefinition']);
    });
  });

  test('reaches a service in another stack of the same account and region', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'eu-west-1' };
    const web = serviceIn(new Stack(app, 'Services', { env }), 'Web');
    const delivery = new Stack(app, 'Delivery', { env });
    pipelineIn(delivery, { production: DeployTarget.ecs(web) });

    const template = Template.fromStack(delivery);
    expect(environmentOf(projectOf(template, 'DeployWeb')).SERVICE).toEqual({ 'Fn::ImportValue': expect.stringContaining('Services:') });
    expect(delivery.dependencies.map((stack) => stack.node.id)).toContain('Services');
  });

  test.each([
    [{ account: '222222222222', region: 'eu-west-1' }],
    [{ account: '111111111111', region: 'us-east-1' }],
  ])('fails for a service in %j, naming the prop', (env) => {
    const stack = prodStack();
    const web = serviceIn(new Stack(stack.node.root as App, 'Elsewhere', { env }), 'Web');
    expect(() => pipelineIn(stack, { production: DeployTarget.ecs(web) })).toThrow(
      `'production' must release to a service in the pipeline's own account and region (111111111111/eu-west-1), got Elsewhere/Web in ${env.account}/${env.region}`);
  });

  test('fails for a service that CodeDeploy deploys, naming the prop', () => {
    const stack = prodStack();
    const service = new BlueGreenFargateService(stack, 'Shop', { image: ServiceImage.fromRegistry('nginx'), engine: DeploymentEngine.codeDeploy() });
    expect(() => pipelineIn(stack, { production: DeployTarget.ecs(service) }))
      .toThrow("'production' must release to a service that Amazon ECS deploys, got Prod/Shop with DeploymentEngine.codeDeploy()");
  });

  test('warns when the next cdk deploy would take the release back', () => {
    const stack = prodStack();
    const web = new BlueGreenFargateService(stack, 'Fixed', { image: ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29') });
    pipelineIn(stack, { production: DeployTarget.ecs(web) });

    expect(warningsWith(stack, WarningId.RELEASE_DOES_NOT_LAST)).toEqual([expect.stringContaining('ServiceImage.released')]);
    expect(environmentOf(projectOf(Template.fromStack(stack), 'DeployFixed'))).not.toHaveProperty('RELEASE_POINTER');
  });

  test('warns of nothing when the service follows its releases', () => {
    const stack = prodStack();
    barePipelineIn(stack);
    expect(warningsWith(stack, WarningId.RELEASE_DOES_NOT_LAST)).toEqual([]);
  });
});

describe('a deploy target of one\'s own', () => {
  class Recorder implements IDeployTarget {
    public readonly stages: PipelineStage[] = [];

    public bind(stage: PipelineStage): void {
      this.stages.push(stage);
      stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'ByHand' }));
    }
  }

  test('is told where it is and what to release', () => {
    const [staging, production] = [new Recorder(), new Recorder()];
    const stack = prodStack();
    const delivery = pipelineIn(stack, { staging, production });

    expect(stagesOf(Template.fromStack(stack))).toEqual(['Source', 'Build', 'Staging', 'Approval', 'Production']);
    expect(staging.stages).toEqual([expect.objectContaining({ stageName: 'Staging', isProduction: false, image: delivery.image })]);
    expect(production.stages).toEqual([expect.objectContaining({ stageName: 'Production', isProduction: true, image: delivery.image })]);
    expect(production.stages[0].scope.node.path).toBe('Prod/Delivery/Production');
    expect(production.stages[0].codePipelineStage.stageName).toBe('Production');
  });

  test('may release to several services in one stage', () => {
    const stack = prodStack();
    const services = [serviceIn(stack, 'Shop'), serviceIn(stack, 'Search')];
    const together: IDeployTarget = { bind: (stage) => services.forEach((service) => DeployTarget.ecs(service).bind(stage)) };
    const delivery = pipelineIn(stack, { production: together });

    expect(delivery.pipeline.stage('Production').actions.map((action) => action.actionProperties.actionName)).toEqual(['Deploy-Shop', 'Deploy-Search']);
  });
});
