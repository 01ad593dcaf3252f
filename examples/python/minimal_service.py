"""A container that goes live blue/green, and nothing else to think of."""
from aws_cdk import App, Stack
from constructs import Construct

from cdk_devops_patterns import BlueGreenFargateService, ServiceImage


class MinimalService(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        BlueGreenFargateService(self, "Web", image=ServiceImage.from_registry("public.ecr.aws/nginx/nginx:1.29"), container_port=80)


app = App()
MinimalService(app, "MinimalService")
app.synth()
