"""Parts that the library does not have: a resource to watch, a place to send alerts to, a way to release."""
import jsii
from aws_cdk import App, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codecommit as codecommit
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from cdk_devops_patterns import (
    AlarmRecommendation,
    AlertRoute,
    AlertRouter,
    BuildStep,
    Destination,
    GoldenSignals,
    IDeployTarget,
    IDestination,
    ISignalSource,
    ObservabilityDashboard,
    PipelineSource,
    PipelineStage,
    RecommendedAlarms,
    Severity,
    Signal,
    SignalUnit,
    StandardPipeline,
)


@jsii.implements(ISignalSource)
class Checkout:
    """The checkout of the shop, by the numbers that it publishes itself."""

    @property
    def source_name(self) -> str:
        return "Checkout"

    def golden_signals(self) -> GoldenSignals:
        return GoldenSignals(
            requests=Signal(metric=self._count("Orders"), label="Orders", unit=SignalUnit.COUNT),
            errors=Signal(
                metric=self._count("FailedOrders"),
                label="Failed orders",
                unit=SignalUnit.COUNT,
                recommendation=AlarmRecommendation(threshold=5, datapoints_to_alarm=2, evaluation_periods=3, severity=Severity.CRITICAL)))

    def _count(self, metric_name: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(namespace="Shop", metric_name=metric_name, statistic="Sum")


@jsii.implements(IDestination)
class Pager:
    """The pager of the team, which takes messages of SNS."""

    def __init__(self, url: str) -> None:
        self._url = url

    def bind(self, scope: Construct, route: AlertRoute) -> None:
        route.topic.add_subscription(subscriptions.UrlSubscription(self._url, dead_letter_queue=route.dead_letter_queue))


@jsii.implements(IDeployTarget)
class ByHand:
    """Somebody releases by hand and then says so."""

    def bind(self, stage: PipelineStage) -> None:
        stage.code_pipeline_stage.add_action(actions.ManualApprovalAction(
            action_name="ByHand",
            additional_information=f"Release {stage.stage_name} by hand, then approve.",
            run_order=stage.run_order))


class OwnParts(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        sources = [Checkout()]

        alerts = AlertRouter(self, "Alerts", critical=[Pager("https://pager.example.com/alerts"), Destination.email("oncall@example.com")])
        recommended = RecommendedAlarms(self, "Alarms", sources=sources, alerts=alerts)
        ObservabilityDashboard(self, "Dashboard", sources=sources, alarms=recommended.alarms)

        StandardPipeline(self, "Delivery",
                         source=PipelineSource.code_commit(codecommit.Repository.from_repository_name(self, "Code", "shop")),
                         build_step=BuildStep.nodejs(),
                         production=ByHand())


app = App()
OwnParts(app, "OwnParts")
app.synth()
