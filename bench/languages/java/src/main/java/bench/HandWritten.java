package bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.applicationautoscaling.EnableScalingProps;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.ecs.AlternateTarget;
import software.amazon.awscdk.services.ecs.AvailabilityZoneRebalancing;
import software.amazon.awscdk.services.ecs.AwsLogDriverMode;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.CapacityProviderStrategy;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.CpuUtilizationScalingProps;
import software.amazon.awscdk.services.ecs.DeploymentAlarmConfig;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.DeploymentStrategy;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.ListenerRuleConfiguration;
import software.amazon.awscdk.services.ecs.LoadBalancerTargetOptions;
import software.amazon.awscdk.services.ecs.LogDrivers;
import software.amazon.awscdk.services.ecs.PortMapping;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListenerRule;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.BaseApplicationListenerProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.HealthCheck;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCondition;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetType;
import software.amazon.awscdk.services.elasticloadbalancingv2.WeightedTargetGroup;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.ServicePrincipalOpts;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.IDependable;

/** The same resources, written with the constructs of aws-cdk-lib: `contenders/hand-written.js` in Java. */
final class HandWritten implements Case.Contender {
    private static final String HANDLER = System.getProperty("bench.handler");

    /** What a stack needs once. */
    private record Shared(Bucket logBucket, Function handler, Role hookRole, Role trafficRole) {
    }

    @Override
    public void build(Stack stack, List<Integer> numbers, Case.Ground ground) {
        Bucket logBucket = Bucket.Builder.create(stack, "Logs")
                .encryption(BucketEncryption.S3_MANAGED)
                .enforceSsl(true)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                .versioned(true)
                .lifecycleRules(List.of(LifecycleRule.builder()
                        .expiration(Duration.days(90)).noncurrentVersionExpiration(Duration.days(7)).build()))
                .removalPolicy(RemovalPolicy.RETAIN)
                .build();
        Function handler = hookFunction(stack);
        Role hookRole = Role.Builder.create(stack, "HookRole")
                .description("Lets Amazon ECS call a function during deployments.")
                .assumedBy(sameAccount("ecs.amazonaws.com"))
                .managedPolicies(List.of(ManagedPolicy.Builder.create(stack, "HookPolicy")
                        .statements(List.of(allow(List.of("lambda:InvokeFunction"), handler.getFunctionArn())))
                        .build()))
                .build();
        Role trafficRole = Role.Builder.create(stack, "TrafficRole")
                .description("Lets Amazon ECS shift traffic between the two target groups of services during deployments.")
                .assumedBy(sameAccount("ecs.amazonaws.com"))
                .managedPolicies(List.of(ManagedPolicy.fromAwsManagedPolicyName("AmazonECSInfrastructureRolePolicyForLoadBalancers")))
                .build();
        Shared shared = new Shared(logBucket, handler, hookRole, trafficRole);
        for (int number : numbers) {
            addService(stack, "Web" + number, ground, shared);
        }
    }

    private static Function hookFunction(Stack stack) {
        LogGroup logGroup = LogGroup.Builder.create(stack, "HookLogs")
                .retention(RetentionDays.ONE_MONTH).removalPolicy(RemovalPolicy.RETAIN).build();
        String description = "Looks after deployments of services before their tasks start.";
        Role role = Role.Builder.create(stack, "HookFunctionRole")
                .description(description)
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .managedPolicies(List.of(ManagedPolicy.Builder.create(stack, "HookFunctionPolicy")
                        .statements(List.of(
                                allow(List.of("logs:CreateLogStream", "logs:PutLogEvents"), logGroup.getLogGroupArn()),
                                allow(List.of("cloudwatch:DescribeAlarms", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions",
                                        "ecs:DescribeTaskDefinition", "ecs:ListServiceDeployments"), "*")))
                        .build()))
                .build();
        return Function.Builder.create(stack, "HookFunction")
                .description(description)
                .runtime(Runtime.NODEJS_24_X)
                .handler("index.handler")
                .code(Code.fromAsset(HANDLER))
                .role(role)
                .logGroup(logGroup)
                .memorySize(256)
                .timeout(Duration.minutes(2))
                .build();
    }

    private static void addService(Stack stack, String name, Case.Ground ground, Shared shared) {
        ApplicationLoadBalancer loadBalancer = ApplicationLoadBalancer.Builder.create(stack, name + "LoadBalancer")
                .vpc(ground.vpc()).internetFacing(true).dropInvalidHeaderFields(true).build();
        loadBalancer.logAccessLogs(shared.logBucket(), "load-balancers");

        ApplicationTargetGroup blue = targetGroup(stack, name + "Blue", ground);
        ApplicationTargetGroup green = targetGroup(stack, name + "Green", ground);
        ListenerAction notFound = ListenerAction.fixedResponse(404);
        ApplicationListener listener = loadBalancer.addListener("Http", BaseApplicationListenerProps.builder()
                .port(80).open(true).defaultAction(notFound).build());
        ApplicationListenerRule rule = rule(stack, name + "Rule", listener, blue, 100, green);
        ApplicationListener testListener = loadBalancer.addListener("Test", BaseApplicationListenerProps.builder()
                .port(9000).protocol(ApplicationProtocol.HTTP).open(false).defaultAction(notFound).build());
        ApplicationListenerRule testRule = rule(stack, name + "TestRule", testListener, blue, 0, green);

        Duration period = Duration.minutes(1);
        Alarm errorRate = alarm(stack, name + "ErrorRate", name + ": more than 5 % of the requests fail", 5, 2, MathExpression.Builder.create()
                .expression("MAX([IF(FILL(requests0, 0) + FILL(refused0, 0) > 0, "
                        + "100 * (FILL(errors0, 0) + FILL(refused0, 0)) / (FILL(requests0, 0) + FILL(refused0, 0)), 0), "
                        + "IF(FILL(requests1, 0) + FILL(refused1, 0) > 0, "
                        + "100 * (FILL(errors1, 0) + FILL(refused1, 0)) / (FILL(requests1, 0) + FILL(refused1, 0)), 0)])")
                .usingMetrics(ordered(
                        "requests0", metric(loadBalancer, blue, "RequestCount", "Sum", period),
                        "errors0", metric(loadBalancer, blue, "HTTPCode_Target_5XX_Count", "Sum", period),
                        "refused0", metric(loadBalancer, blue, "TargetConnectionErrorCount", "Sum", period),
                        "requests1", metric(loadBalancer, green, "RequestCount", "Sum", period),
                        "errors1", metric(loadBalancer, green, "HTTPCode_Target_5XX_Count", "Sum", period),
                        "refused1", metric(loadBalancer, green, "TargetConnectionErrorCount", "Sum", period)))
                .period(period)
                .build());
        Alarm unhealthyTargets = alarm(stack, name + "UnhealthyTargets", name + ": a target stays unhealthy", 0, 3, MathExpression.Builder.create()
                .expression("MAX([FILL(unhealthy0, 0), FILL(unhealthy1, 0)])")
                .usingMetrics(ordered(
                        "unhealthy0", metric(loadBalancer, blue, "UnHealthyHostCount", "Maximum", period),
                        "unhealthy1", metric(loadBalancer, green, "UnHealthyHostCount", "Maximum", period)))
                .period(period)
                .build());
        List<String> alarmNames = List.of(errorRate.getAlarmName(), unhealthyTargets.getAlarmName());

        LogGroup logGroup = LogGroup.Builder.create(stack, name + "Logs")
                .retention(RetentionDays.ONE_MONTH).removalPolicy(RemovalPolicy.RETAIN).build();
        Role taskRole = Role.Builder.create(stack, name + "TaskRole").assumedBy(sameAccount("ecs-tasks.amazonaws.com")).build();
        FargateTaskDefinition taskDefinition = FargateTaskDefinition.Builder.create(stack, name + "Task")
                .cpu(256).memoryLimitMiB(512).taskRole(taskRole).build();
        taskDefinition.addContainer("app", ContainerDefinitionOptions.builder()
                .image(ContainerImage.fromRegistry(Case.IMAGE))
                .portMappings(List.of(PortMapping.builder().name("http").containerPort(Case.CONTAINER_PORT).build()))
                .logging(LogDrivers.awsLogs(AwsLogDriverProps.builder()
                        .logGroup(logGroup).streamPrefix("app").mode(AwsLogDriverMode.NON_BLOCKING).build()))
                .build());

        FargateService service = FargateService.Builder.create(stack, name + "Service")
                .cluster(ground.cluster())
                .taskDefinition(taskDefinition)
                .capacityProviderStrategies(List.of(CapacityProviderStrategy.builder().capacityProvider("FARGATE").weight(1).build()))
                .deploymentStrategy(DeploymentStrategy.BLUE_GREEN)
                .bakeTime(Duration.minutes(10))
                .minHealthyPercent(100)
                .maxHealthyPercent(200)
                .circuitBreaker(DeploymentCircuitBreaker.builder().rollback(true).build())
                .deploymentAlarms(DeploymentAlarmConfig.builder().alarmNames(alarmNames).build())
                .availabilityZoneRebalancing(AvailabilityZoneRebalancing.ENABLED)
                .healthCheckGracePeriod(Duration.seconds(60))
                .build();
        service.loadBalancerTarget(LoadBalancerTargetOptions.builder()
                .containerName("app")
                .containerPort(Case.CONTAINER_PORT)
                .alternateTarget(AlternateTarget.Builder.create("Green")
                        .role(shared.trafficRole())
                        .alternateTargetGroup(green)
                        .productionListener(ListenerRuleConfiguration.applicationListenerRule(rule))
                        .testListener(ListenerRuleConfiguration.applicationListenerRule(testRule))
                        .build())
                .build()).attachToApplicationTargetGroup(blue);
        CfnResource resource = (CfnResource) service.getNode().getDefaultChild();
        resource.getNode().addDependency(rule, testRule, ground.cluster(), (IDependable) taskDefinition.getExecutionRole());
        resource.addPropertyOverride("DeploymentConfiguration.LifecycleHooks", List.of(ordered(
                "HookTargetArn", shared.handler().getFunctionArn(),
                "RoleArn", shared.hookRole().getRoleArn(),
                "HookDetails", stack.toJsonString(ordered("alarms", alarmNames, "container", "app")),
                "LifecycleStages", List.of("PRE_SCALE_UP"),
                "TimeoutConfiguration", ordered("TimeoutInMinutes", 15, "Action", "ROLLBACK"))));

        service.autoScaleTaskCount(EnableScalingProps.builder().minCapacity(2).maxCapacity(10).build())
                .scaleOnCpuUtilization("Cpu", CpuUtilizationScalingProps.builder()
                        .targetUtilizationPercent(60).scaleInCooldown(Duration.seconds(300)).scaleOutCooldown(Duration.seconds(60)).build());
    }

    private static ApplicationTargetGroup targetGroup(Stack stack, String id, Case.Ground ground) {
        return ApplicationTargetGroup.Builder.create(stack, id)
                .vpc(ground.vpc())
                .port(80)
                .protocol(ApplicationProtocol.HTTP)
                .targetType(TargetType.IP)
                .deregistrationDelay(Duration.seconds(30))
                .healthCheck(HealthCheck.builder()
                        .path("/").interval(Duration.seconds(10)).timeout(Duration.seconds(5)).healthyThresholdCount(2).unhealthyThresholdCount(3).build())
                .build();
    }

    private static ApplicationListenerRule rule(Stack stack, String id, ApplicationListener listener, ApplicationTargetGroup blue, int blueWeight,
            ApplicationTargetGroup green) {
        return ApplicationListenerRule.Builder.create(stack, id)
                .listener(listener)
                .priority(100)
                .conditions(List.of(ListenerCondition.pathPatterns(List.of("/*"))))
                .action(ListenerAction.weightedForward(List.of(
                        WeightedTargetGroup.builder().targetGroup(blue).weight(blueWeight).build(),
                        WeightedTargetGroup.builder().targetGroup(green).weight(100 - blueWeight).build())))
                .build();
    }

    private static Metric metric(ApplicationLoadBalancer loadBalancer, ApplicationTargetGroup group, String name, String statistic, Duration period) {
        return Metric.Builder.create()
                .namespace("AWS/ApplicationELB")
                .metricName(name)
                .statistic(statistic)
                .period(period)
                .dimensionsMap(Map.of("LoadBalancer", loadBalancer.getLoadBalancerFullName(), "TargetGroup", group.getTargetGroupFullName()))
                .build();
    }

    private static Alarm alarm(Stack stack, String id, String description, int threshold, int datapointsToAlarm, IMetric metric) {
        return Alarm.Builder.create(stack, id)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                .evaluationPeriods(3)
                .treatMissingData(TreatMissingData.NOT_BREACHING)
                .alarmDescription(description)
                .threshold(threshold)
                .datapointsToAlarm(datapointsToAlarm)
                .metric(metric)
                .build();
    }

    /** Map.of has an order of its own in each run. */
    @SuppressWarnings("unchecked")
    private static <T> Map<String, T> ordered(Object... keysAndValues) {
        Map<String, T> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], (T) keysAndValues[i + 1]);
        }
        return map;
    }

    private static ServicePrincipal sameAccount(String service) {
        return new ServicePrincipal(service, ServicePrincipalOpts.builder()
                .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Case.ACCOUNT))).build());
    }

    private static PolicyStatement allow(List<String> actions, String resource) {
        return PolicyStatement.Builder.create().actions(actions).resources(List.of(resource)).build();
    }
}
