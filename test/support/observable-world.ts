import { CfnResource, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ISignalSource, ResourceKind, Signals } from '../../src/signals';

/** Makes a resource of one kind below a scope and returns its source. */
export type MakeOne = (scope: Construct, id: string) => ISignalSource;

/** One L2 construct of every kind that AWS runs; the ids of their sources are those given. */
export const ONE_OF_EACH: Record<Exclude<ResourceKind, ResourceKind.APPLICATION>, MakeOne> = {
  [ResourceKind.ECS_SERVICE]: (scope, id) => Signals.ecsService(fargateService(scope, id)),
  [ResourceKind.EC2_INSTANCE]: (scope, id) => Signals.ec2Instance(new ec2.Instance(scope, id, {
    vpc: vpcOf(scope), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  })),
  [ResourceKind.AUTO_SCALING_GROUP]: (scope, id) => Signals.autoScalingGroup(new autoscaling.AutoScalingGroup(scope, id, {
    vpc: vpcOf(scope),
    instanceType: new ec2.InstanceType('m7g.large'),
    groupMetrics: [autoscaling.GroupMetrics.all()],
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
  })),
  [ResourceKind.LOAD_BALANCER]: (scope, id) => {
    const balancer = new elbv2.ApplicationLoadBalancer(scope, id, { vpc: vpcOf(scope) });
    const group = new elbv2.ApplicationTargetGroup(scope, `${id}Targets`, { vpc: vpcOf(scope), port: 80, targetType: elbv2.TargetType.IP });
    balancer.addListener('Http', { port: 80, open: false, defaultTargetGroups: [group] });
    return Signals.loadBalancer(balancer, [group]);
  },
  [ResourceKind.NETWORK_LOAD_BALANCER]: (scope, id) => {
    const balancer = new elbv2.NetworkLoadBalancer(scope, id, { vpc: vpcOf(scope) });
    const group = new elbv2.NetworkTargetGroup(scope, `${id}Targets`, { vpc: vpcOf(scope), port: 80, targetType: elbv2.TargetType.IP });
    balancer.addListener('Tcp', { port: 80, defaultTargetGroups: [group] });
    return Signals.networkLoadBalancer(balancer, [group]);
  },
  [ResourceKind.LAMBDA_FUNCTION]: (scope, id) => {
    const fn = lambdaFunction(scope, id);
    fn.addEventSourceMapping('Stream', { eventSourceArn: 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders', startingPosition: lambda.StartingPosition.LATEST });
    return Signals.lambdaFunction(fn);
  },
  [ResourceKind.RDS_INSTANCE]: (scope, id) => Signals.rdsInstance(new rds.DatabaseInstance(scope, id, {
    engine: rds.DatabaseInstanceEngine.POSTGRES, vpc: vpcOf(scope), instanceType: new ec2.InstanceType('t4g.medium'), allocatedStorage: 100,
  })),
  [ResourceKind.RDS_CLUSTER]: (scope, id) => Signals.rdsCluster(new rds.DatabaseCluster(scope, id, {
    engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_4 }),
    vpc: vpcOf(scope),
    writer: rds.ClusterInstance.serverlessV2('writer'),
  })),
  [ResourceKind.TABLE]: (scope, id) => Signals.table(new dynamodb.TableV2(scope, id, { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } })),
  [ResourceKind.QUEUE]: (scope, id) => Signals.queue(new sqs.Queue(scope, id)),
  [ResourceKind.TOPIC]: (scope, id) => Signals.topic(new sns.Topic(scope, id)),
  [ResourceKind.REST_API]: (scope, id) => {
    const api = new apigateway.RestApi(scope, id, { cloudWatchRole: false });
    api.root.addMethod('GET');
    return Signals.restApi(api);
  },
  [ResourceKind.HTTP_API]: (scope, id) => Signals.httpApi(new apigatewayv2.HttpApi(scope, id)),
  [ResourceKind.STATE_MACHINE]: (scope, id) => Signals.stateMachine(new stepfunctions.StateMachine(scope, id, {
    definitionBody: stepfunctions.DefinitionBody.fromString('{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}'),
  })),
  [ResourceKind.BUILD_PROJECT]: (scope, id) => Signals.buildProject(new codebuild.PipelineProject(scope, id)),
  [ResourceKind.PIPELINE]: (scope, id) => {
    const artifact = new codepipeline.Artifact();
    const bucket = s3.Bucket.fromBucketName(scope, `${id}Bucket`, 'artifacts');
    const source = new actions.S3SourceAction({ actionName: 'Source', bucket, bucketKey: 'x.zip', output: artifact, trigger: actions.S3Trigger.NONE });
    return Signals.pipeline(new codepipeline.Pipeline(scope, id, {
      pipelineType: codepipeline.PipelineType.V2,
      artifactBucket: bucket,
      stages: [
        { stageName: 'Source', actions: [source] },
        { stageName: 'Approval', actions: [new actions.ManualApprovalAction({ actionName: 'Approve' })] },
      ],
    }));
  },
  [ResourceKind.EKS_CLUSTER]: (scope, id) => {
    const cluster = new eks.CfnCluster(scope, id, { roleArn: 'arn:aws:iam::111111111111:role/eks', resourcesVpcConfig: { subnetIds: ['subnet-1'] } });
    new eks.CfnAddon(scope, `${id}Addon`, { addonName: 'amazon-cloudwatch-observability', clusterName: cluster.ref });
    return Signals.eksCluster(eks.Cluster.fromClusterAttributes(scope, `${id}Cluster`, { clusterName: cluster.ref }));
  },
  [ResourceKind.ELASTICACHE]: (scope, id) => Signals.elastiCache(new elasticache.CfnReplicationGroup(scope, id, {
    replicationGroupDescription: 'sessions', numCacheClusters: 2, cacheNodeType: 'cache.t4g.micro', engine: 'valkey',
  })),
  [ResourceKind.DISTRIBUTION]: (scope, id) => Signals.distribution(new cloudfront.Distribution(scope, id, {
    defaultBehavior: { origin: new origins.HttpOrigin('example.com') },
  })),
  [ResourceKind.CERTIFICATE]: (scope, id) => Signals.certificate(new acm.Certificate(scope, id, { domainName: 'example.com' })),
};

export function vpcOf(scope: Construct): ec2.IVpc {
  const stack = Stack.of(scope);
  return stack.node.tryFindChild('Vpc') as ec2.Vpc | undefined ?? new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
}

export function lambdaFunction(scope: Construct, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), ...props });
}

export function fargateService(scope: Construct, id: string, cluster?: ecs.ICluster): ecs.FargateService {
  const taskDefinition = new ecs.FargateTaskDefinition(scope, `${id}Task`);
  taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('nginx') });
  return new ecs.FargateService(scope, id, { cluster: cluster ?? new ecs.Cluster(scope, `${id}Cluster`, { vpc: vpcOf(scope) }), taskDefinition });
}

/** The resources of a type below a scope. */
export function resourcesOf(scope: Construct, type: string): CfnResource[] {
  return scope.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === type);
}
