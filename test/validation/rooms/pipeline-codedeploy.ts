import { Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { BlueGreenFargateService, DeploymentEngine, ServiceImage } from '../../../src/deployment';
import { DeployTarget, Ec2DeploymentGroup, IBuildStep, IDeployTarget, PipelineSource, ReleasedFunction, StandardPipeline } from '../../../src/pipeline';
import { ContainerRepository } from '../../../src/registry';

/** What those who read artifacts may do with the bucket of the pipeline. */
const ARTIFACTS = [
  'IAM5[Action::s3:GetObject*]', 'IAM5[Action::s3:GetBucket*]', 'IAM5[Action::s3:List*]', /^IAM5\[Resource::<DeliveryArtifacts\w+\.Arn>\/\*\]$/,
];

export const pipelineCodeDeploy: RoomUnderValidation = {
  cases: {
    'a pipeline to CodeDeploy for ECS': inProd((stack) => deliver(stack, toService(stack))),
    'a pipeline to CodeDeploy for ECS, environment unknown': inAnyEnvironment((stack) => deliver(stack, toService(stack))),
    'a pipeline to CodeDeploy for Lambda': inProd((stack) => deliver(stack, toFunction(stack))),
    'a pipeline to CodeDeploy for EC2': inProd((stack) => deliver(stack, toInstances(stack))),
    'a pipeline to CodeDeploy for new EC2 instances': inProd((stack) => deliver(stack, toInstances(stack, true))),
    'a pipeline to a website': inProd((stack) => deliver(stack, toWebsite(stack))),
    'a pipeline to targets of all kinds': inAnyEnvironment((stack) => deliver(stack, DeployTarget.inOrder([
      DeployTarget.all([toFunction(stack), toWebsite(stack)]), DeployTarget.custom('Portal', ['./release'], { statements: [startDeployment()] }),
    ]))),
  },
  hardened: {},
  acknowledging: {
    'with CodeDeploy for all there is': inProd((stack) => deliver(stack, DeployTarget.inOrder([toService(stack), toFunction(stack), toInstances(stack, true), toWebsite(stack)]))),
  },
  allowed: [
    [/\/Delivery\/Pipeline$/, ...ARTIFACTS, 'IAM5[Action::s3:DeleteObject*]', 'IAM5[Action::s3:Abort*]'],
    [/\/Deploy-[^/]+\/Project$/, ...ARTIFACTS, 'CB4', /^IAM5\[Resource::.*:log-group:\/aws\/codebuild\/<\w+>:\*\]$/],
    [/\/Live\/Role$/, 'IAM5[Resource::*]'],
    [/\/Deployments\/Role$/, 'IAM5[Resource::*]', /^IAM5\[Resource::.*:autoScalingGroup:\*:autoScalingGroupName\/.*\]$/, /^IAM5\[Resource::arn:<AWS::Partition>:ec2:[^/]*\/\*\]$/],
    [/\/Deploy-[^/]+\/Project\/Release$/, 'IAM5[Resource::*]', /^IAM5\[Resource::.*(:task-definition\/\w+:\*|\.Arn>:\*|\.Arn>\/\*|arn:<AWS::Partition>:s3:::site\/\*)\]$/],
    [/\/Deploy-[^/]+-Instances$/, /^IAM5\[Resource::<.*Artifacts.*\.Arn>\/\*\]$/],
  ],
};

/** Makes an image and an artifact, without resources of its own. */
const BUILD: IBuildStep = {
  bind: ({ codePipelineStage, source }) => {
    const artifact = new codepipeline.Artifact('Built');
    codePipelineStage.addAction(new Builds(source, artifact));
    return { artifact, image: '#{Build.IMAGE}' };
  },
};

class Builds extends actions.Action {
  constructor(input: codepipeline.Artifact, output: codepipeline.Artifact) {
    super({
      actionName: 'Build',
      category: codepipeline.ActionCategory.BUILD,
      provider: 'CodeBuild',
      variablesNamespace: 'Build',
      artifactBounds: { minInputs: 1, maxInputs: 5, minOutputs: 0, maxOutputs: 5 },
      inputs: [input],
      outputs: [output],
    });
  }

  protected bound(): codepipeline.ActionConfig {
    return { configuration: { ProjectName: 'build' } };
  }
}

function deliver(stack: Stack, production: IDeployTarget): void {
  new StandardPipeline(stack, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'web')), buildStep: BUILD, production,
  });
}

function toService(stack: Stack): IDeployTarget {
  const images = new ContainerRepository(stack, 'Images');
  return DeployTarget.codeDeployEcs(new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.released(images), engine: DeploymentEngine.codeDeploy() }));
}

function toFunction(stack: Stack): IDeployTarget {
  const role = new iam.Role(stack, 'FunctionRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const functionIn = (id: string) => new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'), role,
  });
  return DeployTarget.codeDeployLambda(new ReleasedFunction(stack, 'Live', { lambdaFunction: functionIn('Orders'), preHook: functionIn('Hook') }));
}

function toInstances(stack: Stack, takeOver = false): IDeployTarget {
  const autoScalingGroup = autoscalingGroup(stack);
  const targetGroup = elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Targets', {
    targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/0123456789abcdef',
  });
  return DeployTarget.codeDeployEc2(new Ec2DeploymentGroup(stack, 'Deployments', {
    autoScalingGroup, targetGroups: [targetGroup], ...takeOver && { blueGreen: {} },
  }).deploymentGroup);
}

function autoscalingGroup(stack: Stack): autoscaling.AutoScalingGroup {
  return new autoscaling.AutoScalingGroup(stack, 'Servers', {
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    }),
    launchTemplate: new ec2.LaunchTemplate(stack, 'Launch', {
      instanceType: new ec2.InstanceType('m7g.large'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      requireImdsv2: true,
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true }) }],
      userData: ec2.UserData.forLinux(),
      role: new iam.Role(stack, 'ServerRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
    }),
    notifications: [{ topic: sns.Topic.fromTopicArn(stack, 'Topic', stack.formatArn({ service: 'sns', resource: 'team' })), scalingEvents: autoscaling.ScalingEvents.ALL }],
    minCapacity: 2,
    maxCapacity: 4,
  });
}

function toWebsite(stack: Stack): IDeployTarget {
  const distribution = cloudfront.Distribution.fromDistributionAttributes(stack, 'Cdn', { distributionId: 'E123ABC456DEF7', domainName: 'd111111abcdef8.cloudfront.net' });
  return DeployTarget.s3Website(s3.Bucket.fromBucketName(stack, 'Site', 'site'), { distribution });
}

function startDeployment(): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['appconfig:StartDeployment'], resources: ['arn:aws:appconfig:eu-west-1:111111111111:application/abc'] });
}
