package com.example;

import io.github.cdkdevopspatterns.AlarmRecommendation;
import io.github.cdkdevopspatterns.AlertRoute;
import io.github.cdkdevopspatterns.AlertRouter;
import io.github.cdkdevopspatterns.BuildStep;
import io.github.cdkdevopspatterns.Destination;
import io.github.cdkdevopspatterns.GoldenSignals;
import io.github.cdkdevopspatterns.IDeployTarget;
import io.github.cdkdevopspatterns.IDestination;
import io.github.cdkdevopspatterns.ISignalSource;
import io.github.cdkdevopspatterns.ObservabilityDashboard;
import io.github.cdkdevopspatterns.PipelineSource;
import io.github.cdkdevopspatterns.PipelineStage;
import io.github.cdkdevopspatterns.RecommendedAlarms;
import io.github.cdkdevopspatterns.Severity;
import io.github.cdkdevopspatterns.Signal;
import io.github.cdkdevopspatterns.SignalUnit;
import io.github.cdkdevopspatterns.StandardPipeline;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.codecommit.Repository;
import software.amazon.awscdk.services.codepipeline.actions.ManualApprovalAction;
import software.amazon.awscdk.services.sns.subscriptions.UrlSubscription;
import software.constructs.Construct;

/** Parts that the library does not have: a resource to watch, a place to send alerts to, a way to release. */
public class OwnParts extends Stack {
    /** The checkout of the shop, by the numbers that it publishes itself. */
    static class Checkout implements ISignalSource {
        @Override
        public String getSourceName() {
            return "Checkout";
        }

        @Override
        public GoldenSignals goldenSignals() {
            return GoldenSignals.builder()
                    .requests(Signal.builder().metric(count("Orders")).label("Orders").unit(SignalUnit.COUNT).build())
                    .errors(Signal.builder()
                            .metric(count("FailedOrders"))
                            .label("Failed orders")
                            .unit(SignalUnit.COUNT)
                            .recommendation(AlarmRecommendation.builder()
                                    .threshold(5).datapointsToAlarm(2).evaluationPeriods(3).severity(Severity.CRITICAL).build())
                            .build())
                    .build();
        }

        private static Metric count(String metricName) {
            return Metric.Builder.create().namespace("Shop").metricName(metricName).statistic("Sum").build();
        }
    }

    /** The pager of the team, which takes messages of SNS. */
    static class Pager implements IDestination {
        private final String url;

        Pager(String url) {
            this.url = url;
        }

        @Override
        public void bind(Construct scope, AlertRoute route) {
            route.getTopic().addSubscription(UrlSubscription.Builder.create(url).deadLetterQueue(route.getDeadLetterQueue()).build());
        }
    }

    /** Somebody releases by hand and then says so. */
    static class ByHand implements IDeployTarget {
        @Override
        public void bind(PipelineStage stage) {
            stage.getCodePipelineStage().addAction(ManualApprovalAction.Builder.create()
                    .actionName("ByHand")
                    .additionalInformation("Release " + stage.getStageName() + " by hand, then approve.")
                    .runOrder(stage.getRunOrder())
                    .build());
        }
    }

    public OwnParts(Construct scope, String id) {
        super(scope, id);
        List<ISignalSource> sources = List.of(new Checkout());

        AlertRouter alerts = AlertRouter.Builder.create(this, "Alerts")
                .critical(List.of(new Pager("https://pager.example.com/alerts"), Destination.email("oncall@example.com")))
                .build();
        RecommendedAlarms recommended = RecommendedAlarms.Builder.create(this, "Alarms").sources(sources).alerts(alerts).build();
        ObservabilityDashboard.Builder.create(this, "Dashboard").sources(sources).alarms(recommended.getAlarms()).build();

        StandardPipeline.Builder.create(this, "Delivery")
                .source(PipelineSource.codeCommit(Repository.fromRepositoryName(this, "Code", "shop")))
                .buildStep(BuildStep.nodejs())
                .production(new ByHand())
                .build();
    }

    public static void main(String[] args) {
        App app = new App();
        new OwnParts(app, "OwnParts");
        app.synth();
    }
}
