package com.example;

import io.github.cdkdevopspatterns.AlertRouter;
import io.github.cdkdevopspatterns.Audience;
import io.github.cdkdevopspatterns.Destination;
import io.github.cdkdevopspatterns.ISignalSource;
import io.github.cdkdevopspatterns.ObservabilityDashboard;
import io.github.cdkdevopspatterns.RecommendedAlarmOverride;
import io.github.cdkdevopspatterns.RecommendedAlarms;
import io.github.cdkdevopspatterns.Signals;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** For what runs already and nobody watches: recommended alarms, the people who hear of them, and dashboards. */
public class DashboardAndAlarms extends Stack {
    public DashboardAndAlarms(Construct scope, String id, StackProps props) {
        super(scope, id, props);

        List<ISignalSource> sources = List.of(
                Signals.lambdaFunction(Function.fromFunctionName(this, "Checkout", "checkout")),
                Signals.queue(Queue.fromQueueArn(this, "Orders", "arn:aws:sqs:eu-west-1:111111111111:orders")),
                Signals.table(Table.fromTableName(this, "Items", "items")));

        AlertRouter alerts = AlertRouter.Builder.create(this, "Alerts")
                .critical(List.of(Destination.email("oncall@example.com")))
                .warning(List.of(Destination.email("shop-team@example.com")))
                .build();
        RecommendedAlarms recommended = RecommendedAlarms.Builder.create(this, "Alarms")
                .sources(sources)
                .alerts(alerts)
                .overrides(Map.of("backlog", RecommendedAlarmOverride.builder().threshold(600).build()))
                .build();
        ObservabilityDashboard.Builder.create(this, "Dashboard")
                .sources(sources)
                .alarms(recommended.getAlarms())
                .audiences(List.of(Audience.OPERATIONS, Audience.DEVELOPER))
                .defaultTimeRange(Duration.hours(6))
                .build();
    }

    public static void main(String[] args) {
        App app = new App();
        Environment env = Environment.builder().account("111111111111").region("eu-west-1").build();
        new DashboardAndAlarms(app, "DashboardAndAlarms", StackProps.builder().env(env).build());
        app.synth();
    }
}
