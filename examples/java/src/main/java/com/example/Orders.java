package com.example;

import io.github.cdkdevopspatterns.AlertRouter;
import io.github.cdkdevopspatterns.BlueGreenFargateService;
import io.github.cdkdevopspatterns.BuildStep;
import io.github.cdkdevopspatterns.CanaryOptions;
import io.github.cdkdevopspatterns.ContainerRepository;
import io.github.cdkdevopspatterns.DeployTarget;
import io.github.cdkdevopspatterns.DeploymentPlan;
import io.github.cdkdevopspatterns.Destination;
import io.github.cdkdevopspatterns.DoraMetrics;
import io.github.cdkdevopspatterns.HighCpuAlarm;
import io.github.cdkdevopspatterns.ISignalSource;
import io.github.cdkdevopspatterns.Ingress;
import io.github.cdkdevopspatterns.ObservabilityDashboard;
import io.github.cdkdevopspatterns.PipelineSource;
import io.github.cdkdevopspatterns.ReleaseOptions;
import io.github.cdkdevopspatterns.ServiceHealthCheck;
import io.github.cdkdevopspatterns.ServiceImage;
import io.github.cdkdevopspatterns.ServiceNetwork;
import io.github.cdkdevopspatterns.Signals;
import io.github.cdkdevopspatterns.SmokeTest;
import io.github.cdkdevopspatterns.StandardPipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.IAlarm;
import software.amazon.awscdk.services.codecommit.Repository;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ecs.Secret;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.rds.DatabaseInstanceEngine;
import software.amazon.awscdk.services.rds.PostgresEngineVersion;
import software.amazon.awscdk.services.rds.PostgresInstanceEngineProps;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/** A frontend, an API and a database, watched, and delivered by a pipeline each. `orders.ts` is the same in TypeScript. */
public final class Orders {
    /** What outlives every release: the network, the images and the data. */
    static class Platform extends Stack {
        final ServiceNetwork network = new ServiceNetwork(this, "Network");
        final ContainerRepository frontendImages = new ContainerRepository(this, "FrontendImages");
        final ContainerRepository apiImages = new ContainerRepository(this, "ApiImages");
        final DatabaseInstance database;

        Platform(Construct scope, String id, StackProps props) {
            super(scope, id, props);
            database = DatabaseInstance.Builder.create(this, "Database")
                    .engine(DatabaseInstanceEngine.postgres(PostgresInstanceEngineProps.builder().version(PostgresEngineVersion.VER_17_6).build()))
                    .vpc(network.getVpc()).vpcSubnets(network.getDataSubnets()).port(15432).multiAz(true)
                    .manageMasterUserPassword(true).storageEncrypted(true).deletionProtection(true)
                    .build();
        }
    }

    /** Internet -> frontend -> API -> database, who looks at it and who is woken, and how well it is delivered. */
    static class Services extends Stack {
        final BlueGreenFargateService api;
        final BlueGreenFargateService frontend;
        final DoraMetrics dora;

        Services(Construct scope, String id, StackProps props, Platform platform) {
            super(scope, id, props);
            Object logLevel = getNode().tryGetContext("logLevel");

            AlertRouter alerts = AlertRouter.Builder.create(this, "Alerts")
                    .critical(List.of(Destination.email("oncall@example.com")))
                    .warning(List.of(Destination.email("orders-team@example.com")))
                    .build();
            api = BlueGreenFargateService.Builder.create(this, "Api")
                    .image(ServiceImage.released(platform.apiImages)).network(platform.network).alerts(alerts)
                    .ingress(Ingress.internalOnly()).healthCheck(ServiceHealthCheck.builder().path("/health").build())
                    .plan(DeploymentPlan.canary(CanaryOptions.builder().canaryPercent(5).build()))
                    .smokeTest(SmokeTest.builder().paths(List.of("/orders")).build())
                    .environment(logLevel == null ? null : Map.of("LOG_LEVEL", logLevel.toString()))
                    .secrets(Map.of("DATABASE", Secret.fromSecretsManager(platform.database.getSecret())))
                    .build();
            StringParameter apiUrl = StringParameter.Builder.create(this, "ApiUrl").stringValue(api.getUrl()).build();
            frontend = BlueGreenFargateService.Builder.create(this, "Frontend")
                    .image(ServiceImage.released(platform.frontendImages)).network(platform.network).alerts(alerts)
                    .secrets(Map.of("API_URL", Secret.fromSsmParameter(apiUrl)))
                    .build();
            api.allowTrafficFrom(frontend);
            api.getConnections().allowTo(platform.database, Port.tcp(15432));

            dora = new DoraMetrics(this, "Dora");
            Map<String, ISignalSource> sources = new LinkedHashMap<>();
            sources.put("Frontend", frontend);
            sources.put("Api", api);
            sources.put("Database", Signals.rdsInstance(platform.database));
            List<IAlarm> alarms = new ArrayList<>();
            sources.forEach((name, source) ->
                    alarms.add(HighCpuAlarm.Builder.create(this, name + "Cpu").source(source).alerts(alerts).build().getAlarm()));
            alarms.addAll(frontend.getRollbackAlarms());
            alarms.addAll(api.getRollbackAlarms());
            ObservabilityDashboard.Builder.create(this, "Dashboard").sources(List.copyOf(sources.values())).alarms(alarms).sections(List.of(dora)).build();
        }
    }

    /** How a commit gets there. */
    static class Delivery extends Stack {
        Delivery(Construct scope, String id, StackProps props, Platform platform, Services services) {
            super(scope, id, props);
            addPipeline("Frontend", platform.frontendImages, services.frontend, services.dora);
            addPipeline("Api", platform.apiImages, services.api, services.dora);
        }

        private void addPipeline(String name, ContainerRepository images, BlueGreenFargateService service, DoraMetrics dora) {
            Repository code = Repository.Builder.create(this, name + "Code").repositoryName("orders-" + name.toLowerCase()).build();
            StandardPipeline.Builder.create(this, name + "Delivery")
                    .source(PipelineSource.codeCommit(code))
                    .buildStep(BuildStep.dockerImage(images))
                    .production(DeployTarget.ecs(service))
                    .productionOptions(ReleaseOptions.builder().deliveryMetrics(dora).measuredAs(name).build())
                    .build();
        }
    }

    private Orders() {
    }

    public static void main(String[] args) {
        App app = new App();
        StackProps props = StackProps.builder()
                .env(Environment.builder()
                        .account(System.getenv().getOrDefault("CDK_DEFAULT_ACCOUNT", "111111111111"))
                        .region(System.getenv().getOrDefault("CDK_DEFAULT_REGION", "eu-west-1"))
                        .build())
                .build();
        Platform platform = new Platform(app, "OrdersPlatform", props);
        Services services = new Services(app, "OrdersServices", props, platform);
        new Delivery(app, "OrdersDelivery", props, platform, services);
        app.synth();
    }
}
