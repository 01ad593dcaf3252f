package com.example;

import io.github.cdkdevopspatterns.BlueGreenFargateService;
import io.github.cdkdevopspatterns.ServiceImage;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/** A container that goes live blue/green, and nothing else to think of. */
public class MinimalService extends Stack {
    public MinimalService(Construct scope, String id) {
        super(scope, id);
        BlueGreenFargateService.Builder.create(this, "Web")
                .image(ServiceImage.fromRegistry("public.ecr.aws/nginx/nginx:1.29"))
                .containerPort(80)
                .build();
    }

    public static void main(String[] args) {
        App app = new App();
        new MinimalService(app, "MinimalService");
        app.synth();
    }
}
