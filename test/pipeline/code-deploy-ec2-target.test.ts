import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { WarningId } from '../../src/core/private/warning-ids';
import { DeployTarget, Ec2DeploymentGroup, Ec2DeploymentGroupProps, Ec2DeploymentStrategy } from '../../src/pipeline';
import { onlyResource, prodStack, warningsWith } from '../support/stacks';
import { built } from './support/built';
import { actionOf, pipelineIn, statementsOf } from './support/pipelines';

function fleetIn(stack: Stack, machineImage: ec2.IMachineImage = ec2.MachineImage.latestAmazonLinux2023()): autoscaling.AutoScalingGroup {
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] });
  return new autoscaling.AutoScalingGroup(stack, 'Fleet', { vpc, instanceType: new ec2.InstanceType('t3.small'), machineImage });
}

function groupIn(stack: Stack, props: Partial<Ec2DeploymentGroupProps> = {}): Ec2DeploymentGroup {
  return new Ec2DeploymentGroup(stack, 'Web', { autoScalingGroup: fleetIn(stack), ...props });
}

const targetGroup = (stack: Stack, arn = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/0123456789abcdef') => (
  elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, `Group${arn.slice(-3)}`, { targetGroupArn: arn })
);

function templateOf(props: (stack: Stack) => Partial<Ec2DeploymentGroupProps> = () => ({})): [Template, Stack] {
  const stack = prodStack();
  groupIn(stack, props(stack));
  return [Template.fromStack(stack), stack];
}

const groupOf = (template: Template) => onlyResource(template, 'AWS::CodeDeploy::DeploymentGroup').Properties;

describe('Ec2DeploymentGroup', () => {
  test('deploys in place, one instance at a time, and takes failed deployments back', () => {
    expect(groupOf(templateOf()[0])).toMatchObject({
      AutoScalingGroups: [{ Ref: expect.stringMatching(/^Fleet/) }],
      DeploymentConfigName: 'CodeDeployDefault.OneAtATime',
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'] },
    });
  });

  test.each([
    ['allAtOnce', Ec2DeploymentStrategy.allAtOnce(), 'CodeDeployDefault.AllAtOnce'],
    ['halfAtATime', Ec2DeploymentStrategy.halfAtATime(), 'CodeDeployDefault.HalfAtATime'],
    ['oneAtATime', Ec2DeploymentStrategy.oneAtATime(), 'CodeDeployDefault.OneAtATime'],
  ])('with %s', (_, strategy, name) => {
    expect(groupOf(templateOf(() => ({ strategy }))[0]).DeploymentConfigName).toBe(name);
  });

  test('with a configuration of your own', () => {
    const [template] = templateOf((stack) => ({
      strategy: Ec2DeploymentStrategy.custom(new codedeploy.ServerDeploymentConfig(stack, 'Config', { minimumHealthyHosts: codedeploy.MinimumHealthyHosts.percentage(75) })),
    }));
    expect(groupOf(template).DeploymentConfigName).toEqual({ Ref: expect.stringMatching(/^Config/) });
  });

  test('takes instances out of the load balancer meanwhile, and stops when alarms fire', () => {
    const [template] = templateOf((stack) => ({
      targetGroups: [targetGroup(stack)],
      alarms: [new cloudwatch.Alarm(stack, 'Errors', { metric: new cloudwatch.Metric({ namespace: 'Web', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 })],
    }));
    expect(groupOf(template)).toMatchObject({
      DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      LoadBalancerInfo: { TargetGroupInfoList: [{ Name: 'web' }] },
      AlarmConfiguration: { Enabled: true },
      AutoRollbackConfiguration: { Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']) },
    });
  });

  test('with blueGreen releases to new instances, and warns that CloudFormation does not know them', () => {
    const keepOldInstancesFor = Duration.minutes(30);
    const [template, stack] = templateOf((scope) => ({ targetGroups: [targetGroup(scope)], blueGreen: { keepOldInstancesFor } }));
    expect(groupOf(template)).toMatchObject({
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      BlueGreenDeploymentConfiguration: {
        GreenFleetProvisioningOption: { Action: 'COPY_AUTO_SCALING_GROUP' },
        DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT' },
        TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 30 },
      },
    });
    expect(warningsWith(stack, WarningId.FLEET_LEAVES_TEMPLATE)).toHaveLength(1);
    expect(JSON.stringify(statementsOf(template, 'WebRole'))).toContain('CodeDeploy_*');
  });

  test('lets CodeDeploy change the one Auto Scaling group and the given target groups, and only read the rest', () => {
    const [template, stack] = templateOf((scope) => ({ targetGroups: [targetGroup(scope)] }));
    const statements = statementsOf(template, 'WebRole');
    const onEverything = statements.filter(({ Resource }) => [Resource].flat().includes('*')).flatMap(({ Action }) => Action);
    expect(onEverything.filter((action: string) => !/:(Describe|GetResources)/.test(action))).toEqual([]);
    expect(JSON.stringify(statements)).not.toContain('CreateAutoScalingGroup');
    expect(JSON.stringify(statements)).toContain('targetgroup/web/0123456789abcdef');
    expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('AWSCodeDeployRole"');
    expect(warningsWith(stack, WarningId.FLEET_LEAVES_TEMPLATE)).toEqual([]);
  });

  describe('has instances install the agent', () => {
    const userDataOf = (props: (stack: Stack) => Partial<Ec2DeploymentGroupProps>) => (
      JSON.stringify(Object.values(templateOf(props)[0].findResources('AWS::AutoScaling::LaunchConfiguration')).map(({ Properties }) => Properties.UserData))
    );

    test('with packages that Amazon Linux 2023 has', () => {
      const userData = userDataOf(() => ({}));
      expect(userData).toContain('https://aws-codedeploy-eu-west-1.s3.eu-west-1.');
      expect(userData).not.toContain('ruby2.0');
    });

    test('on Windows', () => {
      const stack = prodStack();
      new Ec2DeploymentGroup(stack, 'Web', { autoScalingGroup: fleetIn(stack, ec2.MachineImage.latestWindows(ec2.WindowsVersion.WINDOWS_SERVER_2022_ENGLISH_FULL_BASE)) });
      expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('codedeploy-agent.msi');
    });

    test('unless their launch template takes no more, naming the prop', () => {
      const stack = prodStack();
      const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
      const launchTemplate = new ec2.LaunchTemplate(stack, 'Launch', { instanceType: new ec2.InstanceType('t3.small'), machineImage: ec2.MachineImage.latestAmazonLinux2023() });
      const autoScalingGroup = new autoscaling.AutoScalingGroup(stack, 'Launched', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, launchTemplate });
      expect(() => new Ec2DeploymentGroup(stack, 'Web', { autoScalingGroup })).toThrow("'installAgent' must be false for Prod/Launched");
      expect(() => new Ec2DeploymentGroup(stack, 'Other', { autoScalingGroup, installAgent: false })).not.toThrow();
    });

    test('unless their image has it', () => {
      expect(userDataOf(() => ({ installAgent: false }))).not.toContain('codedeploy');
    });
  });

  test.each([
    [{ autoScalingGroup: undefined }, "'autoScalingGroup' must be an autoscaling.AutoScalingGroup, got undefined"],
    [{ strategy: 'half' }, "'strategy' must be a strategy, such as Ec2DeploymentStrategy.halfAtATime(), got \"string\""],
    [{ targetGroups: [5] }, "'targetGroups' must be a list of target groups"],
    [{ blueGreen: {} }, "'targetGroups' must name a target group when 'blueGreen' is set, got none"],
    [{ blueGreen: { keepOldInstancesFor: Duration.days(3) } }, "'keepOldInstancesFor' must be a whole number between 0 and 2880 minutes, got 4320"],
    [{ alarms: [{}] }, "'alarms' must be a CloudWatch alarm"],
    [{ installAgent: 'yes' }, "'installAgent' must be true or false, got \"yes\""],
    [{ application: {} }, "'application' must be an application of CodeDeploy"],
  ])('fails with %j, naming the prop', (props, message) => {
    expect(() => templateOf(() => props as unknown as Ec2DeploymentGroupProps)).toThrow(message);
  });
});

describe('DeployTarget.codeDeployEc2', () => {
  function released(
    group: (stack: Stack) => codedeploy.IServerDeploymentGroup = (stack) => groupIn(stack).deploymentGroup, artifact = true,
  ): Template {
    const stack = prodStack();
    pipelineIn(stack, { buildStep: built({ artifact, image: true }), production: DeployTarget.codeDeployEc2(group(stack)) });
    return Template.fromStack(stack);
  }

  test('has CodePipeline deploy the build artifact', () => {
    expect(actionOf(released(), 'Production')).toMatchObject({
      Name: 'Deploy-Web-DeploymentGroup',
      ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'CodeDeploy' },
      InputArtifacts: [{ Name: 'Built' }],
      Configuration: {
        ApplicationName: { Ref: expect.stringMatching(/^WebDeploymentGroupApplication/) },
        DeploymentGroupName: { Ref: expect.stringMatching(/^WebDeploymentGroup/) },
      },
    });
  });

  test('lets the instances read what is deployed, in a policy apart from their own', () => {
    expect(statementsOf(released(), 'ProductionDeployWebDeploymentGroupInstances')).toEqual([{
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringContaining('Artifacts'), 'Arn'] }, '/*']] },
    }]);
  });

  test('lets the pipeline deploy to the one group', () => {
    const statements = statementsOf(released(), 'PipelineRole').filter(({ Action }) => JSON.stringify(Action).includes('codedeploy:'));
    expect(JSON.stringify(statements)).not.toContain('"Resource":"*"');
    expect(JSON.stringify(statements)).toContain('codedeploy:CreateDeployment');
  });

  test('restores itself when the group is known to take deployments back', () => {
    const stack = prodStack();
    expect(DeployTarget.codeDeployEc2(groupIn(stack).deploymentGroup).restoresItself).toBe(true);
    const imported = codedeploy.ServerDeploymentGroup.fromServerDeploymentGroupAttributes(stack, 'Imported', {
      application: codedeploy.ServerApplication.fromServerApplicationName(stack, 'App', 'web'), deploymentGroupName: 'prod',
    });
    expect(DeployTarget.codeDeployEc2(imported).restoresItself).toBe(false);
    expect(() => released((scope) => codedeploy.ServerDeploymentGroup.fromServerDeploymentGroupAttributes(scope, 'Imported', {
      application: codedeploy.ServerApplication.fromServerApplicationName(scope, 'App', 'web'), deploymentGroupName: 'prod',
    }))).not.toThrow();
  });

  test('fails for a group that does not take failed deployments back, naming the prop', () => {
    expect(() => released((stack) => new codedeploy.ServerDeploymentGroup(stack, 'Careless', {
      autoScalingGroups: [fleetIn(stack)], autoRollback: { failedDeployment: false },
    }))).toThrow("'deploymentGroup' must take failed deployments back, got Prod/Careless without. Give it 'autoRollback: { failedDeployment: true }'");
  });

  test('fails without an artifact', () => {
    expect(() => released(undefined, false)).toThrow("'buildStep' must build an artifact that Production can release");
  });

  test('fails for what is no deployment group', () => {
    expect(() => released((stack) => groupIn(stack) as unknown as codedeploy.IServerDeploymentGroup)).toThrow("'deploymentGroup' must be a deployment group of servers");
  });

  test('fails for a group elsewhere', () => {
    expect(() => released((stack) => groupIn(new Stack(stack.node.root as App, 'Elsewhere', { env: { account: '111111111111', region: 'us-east-1' } })).deploymentGroup))
      .toThrow("'production' must release to a deployment group in the pipeline's own account and region");
  });
});
