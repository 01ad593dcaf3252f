"""The service of this library."""
from typing import List

from aws_cdk import Stack
from cdk_devops_patterns import BlueGreenFargateService, ServiceImage

from ground import IMAGE, Ground


def build(stack: Stack, numbers: List[int], ground: Ground) -> None:
    for number in numbers:
        BlueGreenFargateService(stack, f"Service{number}", cluster=ground.cluster, image=ServiceImage.from_registry(IMAGE))
