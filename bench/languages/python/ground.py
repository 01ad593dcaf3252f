"""What both contenders stand on, as `../../ground.js`."""
from dataclasses import dataclass
from typing import Iterator, List, Tuple

from aws_cdk import App, Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs

SERVICES_PER_STACK = 10
ENV = Environment(account="111111111111", region="eu-west-1")
IMAGE = "public.ecr.aws/nginx/nginx:1.29"
CONTAINER_PORT = 8080


@dataclass
class Ground:
    vpc: ec2.Vpc
    cluster: ecs.Cluster


def build_ground(app: App) -> Ground:
    stack = Stack(app, "Ground", env=ENV)
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2, nat_gateways=1)
    return Ground(vpc, ecs.Cluster(stack, "Cluster", vpc=vpc, enable_fargate_capacity_providers=True))


def spread(app: App, count: int) -> Iterator[Tuple[Stack, List[int]]]:
    """Stacks with the numbers of the services that go into each."""
    for index, first in enumerate(range(0, count, SERVICES_PER_STACK)):
        yield Stack(app, f"Services{index}", env=ENV), list(range(first, min(first + SERVICES_PER_STACK, count)))
