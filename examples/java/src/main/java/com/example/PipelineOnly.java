package com.example;

import io.github.cdkdevopspatterns.BuildStep;
import io.github.cdkdevopspatterns.CodeConnectionSourceOptions;
import io.github.cdkdevopspatterns.DeployTarget;
import io.github.cdkdevopspatterns.NodejsBuildOptions;
import io.github.cdkdevopspatterns.PipelineSource;
import io.github.cdkdevopspatterns.StandardPipeline;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/** For a site whose buckets are there already: each commit is built, tested, shown on staging, approved and published. */
public class PipelineOnly extends Stack {
    public PipelineOnly(Construct scope, String id, StackProps props) {
        super(scope, id, props);

        StandardPipeline.Builder.create(this, "Delivery")
                .source(PipelineSource.codeConnection(CodeConnectionSourceOptions.builder()
                        .connectionArn("arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e")
                        .repository("example/shop-web")
                        .build()))
                .buildStep(BuildStep.nodejs(NodejsBuildOptions.builder().artifactDirectory("build").build()))
                .staging(DeployTarget.s3Website(Bucket.fromBucketName(this, "Staging", "shop-web-staging")))
                .production(DeployTarget.s3Website(Bucket.fromBucketName(this, "Production", "shop-web")))
                .build();
    }

    public static void main(String[] args) {
        App app = new App();
        Environment env = Environment.builder().account("111111111111").region("eu-west-1").build();
        new PipelineOnly(app, "PipelineOnly", StackProps.builder().env(env).build());
        app.synth();
    }
}
