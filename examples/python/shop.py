"""A service and everything around it: the README's first example, in Python. `shop.ts` is the same in TypeScript."""
from aws_cdk import App, Stack
from aws_cdk import aws_codecommit as codecommit
from constructs import Construct

from cdk_devops_patterns import (
    AlertRouter,
    BlueGreenFargateService,
    BuildStep,
    ContainerRepository,
    DeployTarget,
    Destination,
    HighCpuAlarm,
    ObservabilityDashboard,
    PipelineSource,
    ServiceImage,
    StandardPipeline,
)


class Shop(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        alerts = AlertRouter(self, "Alerts", critical=[Destination.email("oncall@example.com")])
        images = ContainerRepository(self, "Images")
        web = BlueGreenFargateService(self, "Web", image=ServiceImage.released(images), alerts=alerts)

        cpu = HighCpuAlarm(self, "Cpu", source=web, alerts=alerts)
        ObservabilityDashboard(self, "Dashboard", sources=[web], alarms=[cpu.alarm])

        StandardPipeline(self, "Pipeline",
                         source=PipelineSource.code_commit(codecommit.Repository(self, "Code", repository_name="shop")),
                         build_step=BuildStep.docker_image(images),
                         production=DeployTarget.ecs(web))


app = App()
Shop(app, "Shop")
app.synth()
