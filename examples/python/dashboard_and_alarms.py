"""For what runs already and nobody watches: recommended alarms, the people who hear of them, and dashboards."""
from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk_devops_patterns import (
    AlertRouter,
    Audience,
    Destination,
    ObservabilityDashboard,
    RecommendedAlarmOverride,
    RecommendedAlarms,
    Signals,
)


class DashboardAndAlarms(Stack):
    def __init__(self, scope: Construct, id: str, *, env: Environment) -> None:
        super().__init__(scope, id, env=env)

        sources = [
            Signals.lambda_function(lambda_.Function.from_function_name(self, "Checkout", "checkout")),
            Signals.queue(sqs.Queue.from_queue_arn(self, "Orders", "arn:aws:sqs:eu-west-1:111111111111:orders")),
            Signals.table(dynamodb.Table.from_table_name(self, "Items", "items")),
        ]

        alerts = AlertRouter(self, "Alerts",
                             critical=[Destination.email("oncall@example.com")],
                             warning=[Destination.email("shop-team@example.com")])
        recommended = RecommendedAlarms(self, "Alarms", sources=sources, alerts=alerts,
                                        overrides={"backlog": RecommendedAlarmOverride(threshold=600)})
        ObservabilityDashboard(self, "Dashboard",
                               sources=sources,
                               alarms=recommended.alarms,
                               audiences=[Audience.OPERATIONS, Audience.DEVELOPER],
                               default_time_range=Duration.hours(6))


app = App()
DashboardAndAlarms(app, "DashboardAndAlarms", env=Environment(account="111111111111", region="eu-west-1"))
app.synth()
