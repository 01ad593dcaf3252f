"""A frontend, an API and a database, watched, and delivered by a pipeline each. `orders.ts` is the same in TypeScript."""
import os

from aws_cdk import App, Environment, Stack
from aws_cdk import aws_codecommit as codecommit
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from cdk_devops_patterns import (
    AlertRouter,
    BlueGreenFargateService,
    BuildStep,
    ContainerRepository,
    DeploymentPlan,
    DeployTarget,
    Destination,
    DoraMetrics,
    HighCpuAlarm,
    Ingress,
    ObservabilityDashboard,
    PipelineSource,
    ReleaseOptions,
    ServiceHealthCheck,
    ServiceImage,
    ServiceNetwork,
    Signals,
    SmokeTest,
    StandardPipeline,
)


class Platform(Stack):
    """What outlives every release: the network, the images and the data."""

    def __init__(self, scope: Construct, id: str, *, env: Environment) -> None:
        super().__init__(scope, id, env=env)
        self.network = ServiceNetwork(self, "Network")
        self.frontend_images = ContainerRepository(self, "FrontendImages")
        self.api_images = ContainerRepository(self, "ApiImages")
        self.database = rds.DatabaseInstance(
            self, "Database",
            engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_17_6),
            vpc=self.network.vpc, vpc_subnets=self.network.data_subnets, port=15432, multi_az=True,
            manage_master_user_password=True, storage_encrypted=True, deletion_protection=True)


class Services(Stack):
    """Internet -> frontend -> API -> database, who looks at it and who is woken, and how well it is delivered."""

    def __init__(self, scope: Construct, id: str, *, env: Environment, platform: Platform) -> None:
        super().__init__(scope, id, env=env)
        database = platform.database
        log_level = self.node.try_get_context("logLevel")

        alerts = AlertRouter(self, "Alerts",
                             critical=[Destination.email("oncall@example.com")],
                             warning=[Destination.email("orders-team@example.com")])
        self.api = BlueGreenFargateService(
            self, "Api",
            image=ServiceImage.released(platform.api_images), network=platform.network, alerts=alerts,
            ingress=Ingress.internal_only(), health_check=ServiceHealthCheck(path="/health"),
            plan=DeploymentPlan.canary(canary_percent=5), smoke_test=SmokeTest(paths=["/orders"]),
            environment={"LOG_LEVEL": log_level} if log_level else None,
            secrets={"DATABASE": ecs.Secret.from_secrets_manager(database.secret)})
        api_url = ssm.StringParameter(self, "ApiUrl", string_value=self.api.url)
        self.frontend = BlueGreenFargateService(
            self, "Frontend",
            image=ServiceImage.released(platform.frontend_images), network=platform.network, alerts=alerts,
            secrets={"API_URL": ecs.Secret.from_ssm_parameter(api_url)})
        self.api.allow_traffic_from(self.frontend)
        self.api.connections.allow_to(database, ec2.Port.tcp(15432))

        self.dora = DoraMetrics(self, "Dora")
        sources = {"Frontend": self.frontend, "Api": self.api, "Database": Signals.rds_instance(database)}
        alarms = [HighCpuAlarm(self, f"{name}Cpu", source=source, alerts=alerts).alarm for name, source in sources.items()]
        ObservabilityDashboard(self, "Dashboard",
                               sources=list(sources.values()),
                               alarms=[*alarms, *self.frontend.rollback_alarms, *self.api.rollback_alarms],
                               sections=[self.dora])


class Delivery(Stack):
    """How a commit gets there."""

    def __init__(self, scope: Construct, id: str, *, env: Environment, platform: Platform, services: Services) -> None:
        super().__init__(scope, id, env=env)
        for name, images, service in [("Frontend", platform.frontend_images, services.frontend), ("Api", platform.api_images, services.api)]:
            code = codecommit.Repository(self, f"{name}Code", repository_name=f"orders-{name.lower()}")
            StandardPipeline(self, f"{name}Delivery",
                             source=PipelineSource.code_commit(code),
                             build_step=BuildStep.docker_image(images),
                             production=DeployTarget.ecs(service),
                             production_options=ReleaseOptions(delivery_metrics=services.dora, measured_as=name))


app = App()
env = Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT", "111111111111"), region=os.environ.get("CDK_DEFAULT_REGION", "eu-west-1"))
platform = Platform(app, "OrdersPlatform", env=env)
services = Services(app, "OrdersServices", env=env, platform=platform)
Delivery(app, "OrdersDelivery", env=env, platform=platform, services=services)
app.synth()
