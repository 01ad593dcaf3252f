// The resources of a BlueGreenFargateService, written with the constructs of aws-cdk-lib by somebody who knows them all.
// same-work.js holds this file to the library: a change of the library's resources is made here too.
const path = require('path');
const { Duration, RemovalPolicy } = require('aws-cdk-lib');
const cloudwatch = require('aws-cdk-lib/aws-cloudwatch');
const ecs = require('aws-cdk-lib/aws-ecs');
const elbv2 = require('aws-cdk-lib/aws-elasticloadbalancingv2');
const iam = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');
const logs = require('aws-cdk-lib/aws-logs');
const s3 = require('aws-cdk-lib/aws-s3');
const { buildGround, spread, env, IMAGE, CONTAINER_PORT } = require('../ground');

function build(app, count) {
  const ground = buildGround(app);
  for (const { stack, numbers } of spread(app, count)) {
    const logBucket = new s3.Bucket(stack, 'Logs', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [{ expiration: Duration.days(90), noncurrentVersionExpiration: Duration.days(7) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const shared = { ...addHookFunction(stack), trafficRole: addTrafficRole(stack) };
    for (const number of numbers) { addService(stack, `Web${number}`, { ...ground, logBucket, shared }); }
  }
}

/** What looks after deployments, once per stack. */
function addHookFunction(stack) {
  const logGroup = new logs.LogGroup(stack, 'HookLogs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.RETAIN });
  const description = 'Looks after deployments of services before their tasks start.';
  const role = new iam.Role(stack, 'HookFunctionRole', {
    description,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [new iam.ManagedPolicy(stack, 'HookFunctionPolicy', {
      statements: [
        new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
        new iam.PolicyStatement({
          actions: ['cloudwatch:DescribeAlarms', 'ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions', 'ecs:DescribeTaskDefinition',
            'ecs:ListServiceDeployments'],
          resources: ['*'],
        }),
      ],
    })],
  });
  const handler = new lambda.Function(stack, 'HookFunction', {
    description,
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(path.join(__dirname, '../../handlers/deployment-hooks')),
    role,
    logGroup,
    memorySize: 256,
    timeout: Duration.minutes(2),
  });
  const hookRole = new iam.Role(stack, 'HookRole', {
    description: 'Lets Amazon ECS call a function during deployments.',
    assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': env.account } } }),
    managedPolicies: [new iam.ManagedPolicy(stack, 'HookPolicy', {
      statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.functionArn] })],
    })],
  });
  return { handler, hookRole };
}

function addTrafficRole(stack) {
  return new iam.Role(stack, 'TrafficRole', {
    description: 'Lets Amazon ECS shift traffic between the two target groups of services during deployments.',
    assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': env.account } } }),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonECSInfrastructureRolePolicyForLoadBalancers')],
  });
}

function addService(stack, name, { vpc, cluster, logBucket, shared }) {
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, `${name}LoadBalancer`, {
    vpc,
    internetFacing: true,
    dropInvalidHeaderFields: true,
  });
  loadBalancer.logAccessLogs(logBucket, 'load-balancers');

  const targetGroup = {
    vpc,
    port: 80,
    protocol: elbv2.ApplicationProtocol.HTTP,
    targetType: elbv2.TargetType.IP,
    deregistrationDelay: Duration.seconds(30),
    healthCheck: {
      path: '/',
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
    },
  };
  const blue = new elbv2.ApplicationTargetGroup(stack, `${name}Blue`, targetGroup);
  const green = new elbv2.ApplicationTargetGroup(stack, `${name}Green`, targetGroup);

  const notFound = elbv2.ListenerAction.fixedResponse(404);
  const listener = loadBalancer.addListener('Http', { port: 80, open: true, defaultAction: notFound });
  const rule = new elbv2.ApplicationListenerRule(stack, `${name}Rule`, {
    listener,
    priority: 100,
    conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])],
    action: elbv2.ListenerAction.weightedForward([{ targetGroup: blue, weight: 100 }, { targetGroup: green, weight: 0 }]),
  });
  const testListener = loadBalancer.addListener('Test', {
    port: 9000,
    protocol: elbv2.ApplicationProtocol.HTTP,
    open: false,
    defaultAction: notFound,
  });
  const testRule = new elbv2.ApplicationListenerRule(stack, `${name}TestRule`, {
    listener: testListener,
    priority: 100,
    conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])],
    action: elbv2.ListenerAction.weightedForward([{ targetGroup: blue, weight: 0 }, { targetGroup: green, weight: 100 }]),
  });

  const period = Duration.minutes(1);
  const metricOf = (group, metricName, statistic) => new cloudwatch.Metric({
    namespace: 'AWS/ApplicationELB',
    metricName,
    statistic,
    period,
    dimensionsMap: { LoadBalancer: loadBalancer.loadBalancerFullName, TargetGroup: group.targetGroupFullName },
  });
  const alarm = {
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
  const errorRate = new cloudwatch.Alarm(stack, `${name}ErrorRate`, {
    ...alarm,
    alarmDescription: `${name}: more than 5 % of the requests fail`,
    threshold: 5,
    datapointsToAlarm: 2,
    metric: new cloudwatch.MathExpression({
      expression: 'MAX([IF(FILL(requests0, 0) + FILL(refused0, 0) > 0, '
        + '100 * (FILL(errors0, 0) + FILL(refused0, 0)) / (FILL(requests0, 0) + FILL(refused0, 0)), 0), '
        + 'IF(FILL(requests1, 0) + FILL(refused1, 0) > 0, '
        + '100 * (FILL(errors1, 0) + FILL(refused1, 0)) / (FILL(requests1, 0) + FILL(refused1, 0)), 0)])',
      usingMetrics: {
        requests0: metricOf(blue, 'RequestCount', 'Sum'),
        errors0: metricOf(blue, 'HTTPCode_Target_5XX_Count', 'Sum'),
        refused0: metricOf(blue, 'TargetConnectionErrorCount', 'Sum'),
        requests1: metricOf(green, 'RequestCount', 'Sum'),
        errors1: metricOf(green, 'HTTPCode_Target_5XX_Count', 'Sum'),
        refused1: metricOf(green, 'TargetConnectionErrorCount', 'Sum'),
      },
      period,
    }),
  });
  const unhealthyTargets = new cloudwatch.Alarm(stack, `${name}UnhealthyTargets`, {
    ...alarm,
    alarmDescription: `${name}: a target stays unhealthy`,
    threshold: 0,
    datapointsToAlarm: 3,
    metric: new cloudwatch.MathExpression({
      expression: 'MAX([FILL(unhealthy0, 0), FILL(unhealthy1, 0)])',
      usingMetrics: {
        unhealthy0: metricOf(blue, 'UnHealthyHostCount', 'Maximum'),
        unhealthy1: metricOf(green, 'UnHealthyHostCount', 'Maximum'),
      },
      period,
    }),
  });

  const logGroup = new logs.LogGroup(stack, `${name}Logs`, {
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const taskRole = new iam.Role(stack, `${name}TaskRole`, {
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': env.account } } }),
  });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, `${name}Task`, { cpu: 256, memoryLimitMiB: 512, taskRole });
  taskDefinition.addContainer('app', {
    image: ecs.ContainerImage.fromRegistry(IMAGE),
    portMappings: [{ name: 'http', containerPort: CONTAINER_PORT }],
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'app', mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
  });

  const service = new ecs.FargateService(stack, `${name}Service`, {
    cluster,
    taskDefinition,
    capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }],
    deploymentStrategy: ecs.DeploymentStrategy.BLUE_GREEN,
    bakeTime: Duration.minutes(10),
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    circuitBreaker: { rollback: true },
    deploymentAlarms: { alarmNames: [errorRate.alarmName, unhealthyTargets.alarmName] },
    availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
    healthCheckGracePeriod: Duration.seconds(60),
  });
  service.loadBalancerTarget({
    containerName: 'app',
    containerPort: CONTAINER_PORT,
    alternateTarget: new ecs.AlternateTarget('Green', {
      role: shared.trafficRole,
      alternateTargetGroup: green,
      productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(rule),
      testListener: ecs.ListenerRuleConfiguration.applicationListenerRule(testRule),
    }),
  }).attachToApplicationTargetGroup(blue);
  service.node.defaultChild.node.addDependency(rule, testRule, cluster, taskDefinition.executionRole);

  service.node.defaultChild.addPropertyOverride('DeploymentConfiguration.LifecycleHooks', [{
    HookTargetArn: shared.handler.functionArn,
    RoleArn: shared.hookRole.roleArn,
    HookDetails: stack.toJsonString({ alarms: [errorRate.alarmName, unhealthyTargets.alarmName], container: 'app' }),
    LifecycleStages: ['PRE_SCALE_UP'],
    TimeoutConfiguration: { TimeoutInMinutes: 15, Action: 'ROLLBACK' },
  }]);

  const scaling = service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 10 });
  scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60, scaleInCooldown: Duration.seconds(300), scaleOutCooldown: Duration.seconds(60) });
}

module.exports = { build };
