"""What somebody who writes Python sees when something is wrong."""
import unittest

import jsii
from aws_cdk import App, Stack
from aws_cdk import aws_codecommit as codecommit

from cdk_devops_patterns import (
    AlertRouter,
    BlueGreenFargateService,
    BuildStep,
    DeploymentPlan,
    GoldenSignals,
    HighCpuAlarm,
    ISignalSource,
    PipelineSource,
    ServiceImage,
    StandardPipeline,
)


@jsii.implements(ISignalSource)
class Broken:
    """A source that fails when it is asked."""

    @property
    def source_name(self) -> str:
        return "Broken"

    def golden_signals(self) -> GoldenSignals:
        raise ValueError("no numbers today")


class Errors(unittest.TestCase):
    def setUp(self) -> None:
        self.stack = Stack(App(), "Shop")
        self.image = ServiceImage.from_registry("public.ecr.aws/nginx/nginx:1.29")

    def test_a_string_in_place_of_a_number(self) -> None:
        with self.assertRaisesRegex(TypeError, r"^type of argument container_port must be one of \(int, float, NoneType\); got str instead$"):
            BlueGreenFargateService(self.stack, "Web", image=self.image, container_port="80")  # type: ignore[arg-type]

    def test_something_that_does_not_implement_an_interface(self) -> None:
        with self.assertRaisesRegex(RuntimeError, r"(?s)Key 'image': Unable to deserialize value as cdk-devops-patterns\.IServiceImage.*'nginx'"):
            BlueGreenFargateService(self.stack, "Web", image="nginx")  # type: ignore[arg-type]

    def test_a_missing_argument(self) -> None:
        code = codecommit.Repository.from_repository_name(self.stack, "Code", "shop")
        with self.assertRaisesRegex(TypeError, r"missing 1 required keyword-only argument: 'production'$"):
            StandardPipeline(self.stack, "Delivery", source=PipelineSource.code_commit(code), build_step=BuildStep.nodejs())  # type: ignore[call-arg]

    def test_an_argument_that_there_is_not(self) -> None:
        with self.assertRaisesRegex(TypeError, r"got an unexpected keyword argument 'containerPort'$"):
            BlueGreenFargateService(self.stack, "Web", image=self.image, containerPort=80)  # type: ignore[call-arg]

    def test_a_number_out_of_range(self) -> None:
        with self.assertRaisesRegex(RuntimeError, r"'canaryPercent' must be between 0\.1 and 100, got 0\b.* \[at Shop/Web\]"):
            BlueGreenFargateService(self.stack, "Web", image=self.image, plan=DeploymentPlan.canary(canary_percent=0))

    def test_a_contradiction(self) -> None:
        with self.assertRaisesRegex(RuntimeError, r"\[at Shop/Alerts\]"):
            AlertRouter(self.stack, "Alerts")

    def test_a_source_of_ones_own_that_fails(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "no numbers today"):
            HighCpuAlarm(self.stack, "Cpu", source=Broken())


if __name__ == "__main__":
    unittest.main()
