"""The same resources, written with the constructs of aws-cdk-lib: `../../contenders/hand-written.js` in Python."""
import os
from dataclasses import dataclass
from typing import List

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3

from ground import CONTAINER_PORT, ENV, IMAGE, Ground

HANDLER = os.path.join(os.path.dirname(__file__), "../../../handlers/deployment-hooks")
SAME_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ENV.account}}


@dataclass
class Shared:
    """What a stack needs once."""

    log_bucket: s3.Bucket
    handler: lambda_.Function
    hook_role: iam.Role
    traffic_role: iam.Role


def build(stack: Stack, numbers: List[int], ground: Ground) -> None:
    log_bucket = s3.Bucket(
        stack, "Logs",
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        versioned=True,
        lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(90), noncurrent_version_expiration=Duration.days(7))],
        removal_policy=RemovalPolicy.RETAIN)
    handler, hook_role = add_hook_function(stack)
    shared = Shared(log_bucket, handler, hook_role, add_traffic_role(stack))
    for number in numbers:
        add_service(stack, f"Web{number}", ground, shared)


def add_hook_function(stack: Stack):
    log_group = logs.LogGroup(stack, "HookLogs", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.RETAIN)
    description = "Looks after deployments of services before their tasks start."
    role = iam.Role(
        stack, "HookFunctionRole",
        description=description,
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        managed_policies=[iam.ManagedPolicy(stack, "HookFunctionPolicy", statements=[
            iam.PolicyStatement(actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]),
            iam.PolicyStatement(
                actions=["cloudwatch:DescribeAlarms", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions",
                         "ecs:DescribeTaskDefinition", "ecs:ListServiceDeployments"],
                resources=["*"]),
        ])])
    handler = lambda_.Function(
        stack, "HookFunction",
        description=description,
        runtime=lambda_.Runtime.NODEJS_24_X,
        handler="index.handler",
        code=lambda_.Code.from_asset(HANDLER),
        role=role,
        log_group=log_group,
        memory_size=256,
        timeout=Duration.minutes(2))
    hook_role = iam.Role(
        stack, "HookRole",
        description="Lets Amazon ECS call a function during deployments.",
        assumed_by=iam.ServicePrincipal("ecs.amazonaws.com", conditions=SAME_ACCOUNT),
        managed_policies=[iam.ManagedPolicy(stack, "HookPolicy", statements=[
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[handler.function_arn]),
        ])])
    return handler, hook_role


def add_traffic_role(stack: Stack) -> iam.Role:
    return iam.Role(
        stack, "TrafficRole",
        description="Lets Amazon ECS shift traffic between the two target groups of services during deployments.",
        assumed_by=iam.ServicePrincipal("ecs.amazonaws.com", conditions=SAME_ACCOUNT),
        managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name("AmazonECSInfrastructureRolePolicyForLoadBalancers")])


def add_service(stack: Stack, name: str, ground: Ground, shared: Shared) -> None:
    load_balancer = elbv2.ApplicationLoadBalancer(
        stack, f"{name}LoadBalancer", vpc=ground.vpc, internet_facing=True, drop_invalid_header_fields=True)
    load_balancer.log_access_logs(shared.log_bucket, "load-balancers")

    def target_group(colour: str) -> elbv2.ApplicationTargetGroup:
        return elbv2.ApplicationTargetGroup(
            stack, f"{name}{colour}",
            vpc=ground.vpc,
            port=80,
            protocol=elbv2.ApplicationProtocol.HTTP,
            target_type=elbv2.TargetType.IP,
            deregistration_delay=Duration.seconds(30),
            health_check=elbv2.HealthCheck(
                path="/", interval=Duration.seconds(10), timeout=Duration.seconds(5), healthy_threshold_count=2, unhealthy_threshold_count=3))

    blue = target_group("Blue")
    green = target_group("Green")

    def rule(id: str, listener: elbv2.ApplicationListener, blue_weight: int) -> elbv2.ApplicationListenerRule:
        return elbv2.ApplicationListenerRule(
            stack, id,
            listener=listener,
            priority=100,
            conditions=[elbv2.ListenerCondition.path_patterns(["/*"])],
            action=elbv2.ListenerAction.weighted_forward([
                elbv2.WeightedTargetGroup(target_group=blue, weight=blue_weight),
                elbv2.WeightedTargetGroup(target_group=green, weight=100 - blue_weight),
            ]))

    not_found = elbv2.ListenerAction.fixed_response(404)
    listener = load_balancer.add_listener("Http", port=80, open=True, default_action=not_found)
    production_rule = rule(f"{name}Rule", listener, 100)
    test_listener = load_balancer.add_listener(
        "Test", port=9000, protocol=elbv2.ApplicationProtocol.HTTP, open=False, default_action=not_found)
    test_rule = rule(f"{name}TestRule", test_listener, 0)

    period = Duration.minutes(1)

    def metric_of(group: elbv2.ApplicationTargetGroup, metric_name: str, statistic: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace="AWS/ApplicationELB",
            metric_name=metric_name,
            statistic=statistic,
            period=period,
            dimensions_map={"LoadBalancer": load_balancer.load_balancer_full_name, "TargetGroup": group.target_group_full_name})

    def alarm(id: str, description: str, threshold: int, datapoints_to_alarm: int, metric: cloudwatch.IMetric) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            stack, id,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=3,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=description,
            threshold=threshold,
            datapoints_to_alarm=datapoints_to_alarm,
            metric=metric)

    error_rate = alarm(f"{name}ErrorRate", f"{name}: more than 5 % of the requests fail", 5, 2, cloudwatch.MathExpression(
        expression="MAX([IF(FILL(requests0, 0) + FILL(refused0, 0) > 0, "
                   "100 * (FILL(errors0, 0) + FILL(refused0, 0)) / (FILL(requests0, 0) + FILL(refused0, 0)), 0), "
                   "IF(FILL(requests1, 0) + FILL(refused1, 0) > 0, "
                   "100 * (FILL(errors1, 0) + FILL(refused1, 0)) / (FILL(requests1, 0) + FILL(refused1, 0)), 0)])",
        using_metrics={
            "requests0": metric_of(blue, "RequestCount", "Sum"),
            "errors0": metric_of(blue, "HTTPCode_Target_5XX_Count", "Sum"),
            "refused0": metric_of(blue, "TargetConnectionErrorCount", "Sum"),
            "requests1": metric_of(green, "RequestCount", "Sum"),
            "errors1": metric_of(green, "HTTPCode_Target_5XX_Count", "Sum"),
            "refused1": metric_of(green, "TargetConnectionErrorCount", "Sum"),
        },
        period=period))
    unhealthy_targets = alarm(f"{name}UnhealthyTargets", f"{name}: a target stays unhealthy", 0, 3, cloudwatch.MathExpression(
        expression="MAX([FILL(unhealthy0, 0), FILL(unhealthy1, 0)])",
        using_metrics={
            "unhealthy0": metric_of(blue, "UnHealthyHostCount", "Maximum"),
            "unhealthy1": metric_of(green, "UnHealthyHostCount", "Maximum"),
        },
        period=period))
    alarm_names = [error_rate.alarm_name, unhealthy_targets.alarm_name]

    log_group = logs.LogGroup(stack, f"{name}Logs", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.RETAIN)
    task_role = iam.Role(stack, f"{name}TaskRole", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com", conditions=SAME_ACCOUNT))
    task_definition = ecs.FargateTaskDefinition(stack, f"{name}Task", cpu=256, memory_limit_mib=512, task_role=task_role)
    task_definition.add_container(
        "app",
        image=ecs.ContainerImage.from_registry(IMAGE),
        port_mappings=[ecs.PortMapping(name="http", container_port=CONTAINER_PORT)],
        logging=ecs.LogDrivers.aws_logs(log_group=log_group, stream_prefix="app", mode=ecs.AwsLogDriverMode.NON_BLOCKING))

    service = ecs.FargateService(
        stack, f"{name}Service",
        cluster=ground.cluster,
        task_definition=task_definition,
        capacity_provider_strategies=[ecs.CapacityProviderStrategy(capacity_provider="FARGATE", weight=1)],
        deployment_strategy=ecs.DeploymentStrategy.BLUE_GREEN,
        bake_time=Duration.minutes(10),
        min_healthy_percent=100,
        max_healthy_percent=200,
        circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
        deployment_alarms=ecs.DeploymentAlarmConfig(alarm_names=alarm_names),
        availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.ENABLED,
        health_check_grace_period=Duration.seconds(60))
    service.load_balancer_target(
        container_name="app",
        container_port=CONTAINER_PORT,
        alternate_target=ecs.AlternateTarget(
            "Green",
            role=shared.traffic_role,
            alternate_target_group=green,
            production_listener=ecs.ListenerRuleConfiguration.application_listener_rule(production_rule),
            test_listener=ecs.ListenerRuleConfiguration.application_listener_rule(test_rule)),
    ).attach_to_application_target_group(blue)
    resource = service.node.default_child
    resource.node.add_dependency(production_rule, test_rule, ground.cluster, task_definition.execution_role)
    resource.add_property_override("DeploymentConfiguration.LifecycleHooks", [{
        "HookTargetArn": shared.handler.function_arn,
        "RoleArn": shared.hook_role.role_arn,
        "HookDetails": stack.to_json_string({"alarms": alarm_names, "container": "app"}),
        "LifecycleStages": ["PRE_SCALE_UP"],
        "TimeoutConfiguration": {"TimeoutInMinutes": 15, "Action": "ROLLBACK"},
    }])

    scaling = service.auto_scale_task_count(min_capacity=2, max_capacity=10)
    scaling.scale_on_cpu_utilization(
        "Cpu", target_utilization_percent=60, scale_in_cooldown=Duration.seconds(300), scale_out_cooldown=Duration.seconds(60))
