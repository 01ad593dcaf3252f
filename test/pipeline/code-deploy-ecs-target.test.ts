import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { PLACEHOLDER_IMAGE } from '../../src/core/private/placeholder-image';
import { WarningId } from '../../src/core/private/warning-ids';
import { BlueGreenFargateService, DeploymentEngine, ServiceImage } from '../../src/deployment';
import { CodeDeployEcsGroupOptions, CodeDeployEcsOptions, DeployTarget } from '../../src/pipeline';
import { ContainerRepository } from '../../src/registry';
import { prodStack, warningsWith } from '../support/stacks';
import { built } from './support/built';
import { actionOf, environmentOf, pipelineIn, projectOf, scriptOf, statementsOf } from './support/pipelines';

function serviceIn(stack: Stack, id: string): BlueGreenFargateService {
  const images = new ContainerRepository(stack, `${id}Images`);
  return new BlueGreenFargateService(stack, id, { image: ServiceImage.released(images), engine: DeploymentEngine.codeDeploy() });
}

function released(options: CodeDeployEcsOptions = {}): Template {
  const stack = prodStack();
  pipelineIn(stack, { staging: DeployTarget.codeDeployEcs(serviceIn(stack, 'Beta')), production: DeployTarget.codeDeployEcs(serviceIn(stack, 'Shop'), options) });
  return Template.fromStack(stack);
}

const func = (stack: Stack) => lambda.Function.fromFunctionName(stack, 'Hook', 'smoke');

describe('DeployTarget.codeDeployEcs', () => {
  test('releases the built image to the service, with CodeDeploy', () => {
    const template = released();
    expect(actionOf(template, 'Production')).toMatchObject({
      Name: 'Deploy-Shop',
      ActionTypeId: { Provider: 'CodeBuild' },
      Configuration: { EnvironmentVariables: JSON.stringify([{ name: 'IMAGE', type: 'PLAINTEXT', value: '#{Build.IMAGE}' }]) },
    });
    const project = projectOf(template, 'DeployShop');
    expect(environmentOf(project)).toMatchObject({
      SERVICE: { 'Fn::GetAtt': [expect.stringContaining('Shop'), 'Name'] },
      FAMILY: expect.stringMatching(/^ProdShop/),
      CONTAINER: 'app',
      PLACEHOLDER_IMAGE,
      APPLICATION: { Ref: expect.stringContaining('ShopDeploymentGroupApplication') },
      GROUP: { Ref: expect.stringContaining('ShopDeploymentGroup') },
    });
    expect(environmentOf(project)).not.toHaveProperty('HOOKS');
    expect(scriptOf(project)).toContain('create-deployment');
    expect(project).toMatchObject({ Environment: { PrivilegedMode: false }, TimeoutInMinutes: 480 });
  });

  test('restores itself: CodePipeline does not roll back what CodeDeploy has rolled back', () => {
    expect(DeployTarget.codeDeployEcs(serviceIn(prodStack(), 'Shop')).restoresItself).toBe(true);
  });

  test('moves the release pointer in production only', () => {
    const template = released();
    expect(environmentOf(projectOf(template, 'DeployShop')).RELEASE_POINTER).toBe('/cdk-devops-patterns/Prod/ShopImages/released-image');
    expect(environmentOf(projectOf(template, 'DeployBeta'))).not.toHaveProperty('RELEASE_POINTER');
    expect(JSON.stringify(statementsOf(template, 'DeployShop'))).toContain('ssm:PutParameter');
    expect(JSON.stringify(statementsOf(template, 'DeployBeta'))).not.toContain('ssm:');
  });

  test('tells CodeDeploy which functions to call', () => {
    const stack = prodStack();
    pipelineIn(stack, { production: DeployTarget.codeDeployEcs(serviceIn(stack, 'Shop'), { hooks: { afterAllowTestTraffic: func(stack) } }) });
    expect(JSON.stringify(environmentOf(projectOf(Template.fromStack(stack), 'DeployShop')).HOOKS)).toContain('AfterAllowTestTraffic');
  });

  describe('may', () => {
    const statements = statementsOf(released(), 'DeployShopProjectRelease');
    const resourcesFor = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource }) => Resource);

    test.each(['codedeploy:CreateDeployment', 'codedeploy:GetDeployment', 'codedeploy:ListDeployments'])('call %s on the one deployment group', (action) => {
      expect(JSON.stringify(resourcesFor(action))).toMatch(/:deploymentgroup:.*ShopDeploymentGroup/);
    });

    test('register revisions of the application, and read the one configuration', () => {
      expect(JSON.stringify(resourcesFor('codedeploy:RegisterApplicationRevision'))).toMatch(/:application:.*ShopDeploymentGroupApplication/);
      expect(JSON.stringify(resourcesFor('codedeploy:GetDeploymentConfig'))).toContain(':deploymentconfig:CodeDeployDefault.ECSAllAtOnce');
    });

    test('not update the service, which CodeDeploy does', () => {
      expect(resourcesFor('ecs:UpdateService')).toEqual([]);
      expect(resourcesFor('ecs:DescribeServices')).toEqual([{ Ref: expect.stringMatching(/^ShopService/) }]);
    });

    test('describe any task definition, for which Amazon ECS knows no resource, and nothing else on everything', () => {
      expect(statements.filter(({ Resource }) => [Resource].flat().includes('*')).map(({ Action }) => Action)).toEqual(['ecs:DescribeTaskDefinition']);
    });
  });

  test('reaches a service in another stack without exporting what changes with each deployment', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'eu-west-1' };
    const services = new Stack(app, 'Services', { env });
    const shop = serviceIn(services, 'Shop');
    const delivery = new Stack(app, 'Delivery', { env });
    pipelineIn(delivery, { production: DeployTarget.codeDeployEcs(shop) });
    Template.fromStack(delivery);
    expect(JSON.stringify(Template.fromStack(services).toJSON().Outputs)).not.toMatch(/"Ref":"ShopTask[A-F0-9]+"/);
  });

  test.each([
    [{ account: '222222222222', region: 'eu-west-1' }],
    [{ account: '111111111111', region: 'us-east-1' }],
  ])('fails for a service in %j, naming the prop', (env) => {
    const stack = prodStack();
    const shop = serviceIn(new Stack(stack.node.root as App, 'Elsewhere', { env }), 'Shop');
    expect(() => pipelineIn(stack, { production: DeployTarget.codeDeployEcs(shop) })).toThrow(
      `'production' must release to a service in the pipeline's own account and region (111111111111/eu-west-1), got Elsewhere/Shop in ${env.account}/${env.region}`);
  });

  test('fails for a service that Amazon ECS deploys, naming the way', () => {
    const stack = prodStack();
    const shop = new BlueGreenFargateService(stack, 'Shop', { image: ServiceImage.fromRegistry('nginx') });
    expect(() => pipelineIn(stack, { production: DeployTarget.codeDeployEcs(shop) })).toThrow(
      "'production' must release to a service that AWS CodeDeploy deploys, got Prod/Shop, which Amazon ECS deploys. Use DeployTarget.ecs(service)");
  });

  test('fails without an image', () => {
    const stack = prodStack();
    expect(() => pipelineIn(stack, { buildStep: built({ artifact: true }), production: DeployTarget.codeDeployEcs(serviceIn(stack, 'Shop')) }))
      .toThrow("'buildStep' must build an image that Production can release");
  });

  test.each([Duration.minutes(4), Duration.hours(37), Duration.seconds(330)])('fails for a timeout that CodeBuild refuses, naming the prop', (timeout) => {
    expect(() => released({ timeout })).toThrow("'timeout' must be a whole number between 5 and 2160 minutes");
  });

  test('warns when the next cdk deploy would take the release back', () => {
    const stack = prodStack();
    const shop = new BlueGreenFargateService(stack, 'Fixed', { image: ServiceImage.fromRegistry('nginx'), engine: DeploymentEngine.codeDeploy() });
    pipelineIn(stack, { production: DeployTarget.codeDeployEcs(shop) });
    expect(warningsWith(stack, WarningId.RELEASE_DOES_NOT_LAST)).toEqual([expect.stringContaining('ServiceImage.released')]);
  });
});

test('DeployTarget.ecs points services of CodeDeploy here', () => {
  const stack = prodStack();
  expect(() => pipelineIn(stack, { production: DeployTarget.ecs(serviceIn(stack, 'Shop')) })).toThrow('Use DeployTarget.codeDeployEcs(service)');
});

describe('DeployTarget.codeDeployEcsGroup', () => {
  function handMade(stack: Stack, containers: string[] = ['web']): { group: codedeploy.IEcsDeploymentGroup; service: ecs.FargateService } {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    containers.forEach((name) => taskDefinition.addContainer(name, { image: ecs.ContainerImage.fromRegistry('nginx'), portMappings: [{ containerPort: 80 }] }));
    const service = new ecs.FargateService(stack, 'Web', {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition, deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
    });
    const [blueTargetGroup, greenTargetGroup] = ['Blue', 'Green'].map((id) => new elbv2.ApplicationTargetGroup(stack, id, {
      vpc, port: 80, targetType: elbv2.TargetType.IP,
    }));
    const listener = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Http', { port: 80, defaultTargetGroups: [blueTargetGroup] });
    service.attachToApplicationTargetGroup(blueTargetGroup);
    const group = new codedeploy.EcsDeploymentGroup(stack, 'Group', { service, blueGreenDeploymentConfig: { blueTargetGroup, greenTargetGroup, listener } });
    return { group, service };
  }

  function releasedTo(options: Partial<CodeDeployEcsGroupOptions> = {}, containers?: string[]): Template {
    const stack = prodStack();
    const { group, service } = handMade(stack, containers);
    pipelineIn(stack, { production: DeployTarget.codeDeployEcsGroup(group, { service, ...options }) });
    return Template.fromStack(stack);
  }

  test('releases to a service of your own, and writes nothing down', () => {
    const variables = environmentOf(projectOf(releasedTo(), 'DeployWeb'));
    expect(variables).toMatchObject({ CONTAINER: 'web', GROUP: { Ref: expect.stringContaining('Group') } });
    expect(variables).not.toHaveProperty('RELEASE_POINTER');
  });

  test('releases to the container that you name', () => {
    expect(environmentOf(projectOf(releasedTo({ containerName: 'other' }, ['web', 'other']), 'DeployWeb')).CONTAINER).toBe('other');
  });

  test.each([
    [{ containerName: 'nobody' }, "'containerName' must name a container of Prod/Task, got nobody"],
    [{ service: undefined }, "'service' must be the service that the deployment group deploys"],
    [{ hooks: { afterInstall: 5 } }, "'afterInstall' must be a Lambda function, got 5"],
  ])('fails with %j, naming the prop', (options, message) => {
    expect(() => releasedTo(options as unknown as CodeDeployEcsGroupOptions)).toThrow(message);
  });

  test('fails for what is no deployment group', () => {
    const stack = prodStack();
    const { service } = handMade(stack);
    expect(() => pipelineIn(stack, { production: DeployTarget.codeDeployEcsGroup({} as codedeploy.IEcsDeploymentGroup, { service }) }))
      .toThrow("'deploymentGroup' must be a deployment group of a service on Amazon ECS");
  });
});
