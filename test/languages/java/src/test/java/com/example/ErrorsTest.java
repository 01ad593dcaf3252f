package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cdkdevopspatterns.AlertRouter;
import io.github.cdkdevopspatterns.BlueGreenFargateService;
import io.github.cdkdevopspatterns.BuildStep;
import io.github.cdkdevopspatterns.CanaryOptions;
import io.github.cdkdevopspatterns.DeploymentPlan;
import io.github.cdkdevopspatterns.GoldenSignals;
import io.github.cdkdevopspatterns.HighCpuAlarm;
import io.github.cdkdevopspatterns.ISignalSource;
import io.github.cdkdevopspatterns.IServiceImage;
import io.github.cdkdevopspatterns.PipelineSource;
import io.github.cdkdevopspatterns.ServiceImage;
import io.github.cdkdevopspatterns.StandardPipeline;
import java.net.URI;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.codecommit.Repository;

/** What somebody who writes Java sees when something is wrong. */
class ErrorsTest {
    private final Stack stack = new Stack(new App(), "Shop");
    private final IServiceImage image = ServiceImage.fromRegistry("public.ecr.aws/nginx/nginx:1.29");

    @Test
    void wrongTypesDoNotCompile() {
        assertDoesNotCompile("containerPort(\"80\")", "incompatible types: java.lang.String cannot be converted to java.lang.Number");
        assertDoesNotCompile("image(\"nginx\")",
                "incompatible types: java.lang.String cannot be converted to io.github.cdkdevopspatterns.IServiceImage");
    }

    @Test
    void aMissingProp() {
        StandardPipeline.Builder builder = StandardPipeline.Builder.create(stack, "Delivery")
                .source(PipelineSource.codeCommit(Repository.fromRepositoryName(stack, "Code", "shop")))
                .buildStep(BuildStep.nodejs());

        assertEquals("production is required", assertThrows(NullPointerException.class, builder::build).getMessage());
    }

    @Test
    void aNumberOutOfRange() {
        BlueGreenFargateService.Builder builder = BlueGreenFargateService.Builder.create(stack, "Web")
                .image(image)
                .plan(DeploymentPlan.canary(CanaryOptions.builder().canaryPercent(0).build()));

        assertMentions(assertThrows(RuntimeException.class, builder::build),
                "'canaryPercent' must be between 0.1 and 100, got 0", "[at Shop/Web]");
    }

    @Test
    void aContradiction() {
        AlertRouter.Builder builder = AlertRouter.Builder.create(stack, "Alerts");

        assertMentions(assertThrows(RuntimeException.class, builder::build), "[at Shop/Alerts]");
    }

    @Test
    void aSourceOfOnesOwnThatFails() {
        ISignalSource broken = new ISignalSource() {
            @Override
            public String getSourceName() {
                return "Broken";
            }

            @Override
            public GoldenSignals goldenSignals() {
                throw new IllegalStateException("no numbers today");
            }
        };
        HighCpuAlarm.Builder builder = HighCpuAlarm.Builder.create(stack, "Cpu").source(broken);

        assertMentions(assertThrows(RuntimeException.class, builder::build), "no numbers today");
    }

    private static void assertMentions(Throwable thrown, String... parts) {
        for (String part : parts) {
            assertTrue(thrown.getMessage().contains(part), () -> "no '" + part + "' in: " + thrown.getMessage());
        }
    }

    private static void assertDoesNotCompile(String call, String message) {
        String source = "class Wrong { Object o = io.github.cdkdevopspatterns.BlueGreenFargateService.Builder.create(null, \"Web\")." + call + "; }";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        boolean compiles = compiler.getTask(null, null, diagnostics, List.of("-proc:none", "-d", System.getProperty("java.io.tmpdir"), "-cp", classpath), null,
                List.of(new SimpleJavaFileObject(URI.create("string:///Wrong.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                })).call();

        assertFalse(compiles);
        List<String> said = diagnostics.getDiagnostics().stream().map((Diagnostic<? extends JavaFileObject> d) -> d.getMessage(null)).toList();
        assertTrue(said.stream().anyMatch((text) -> text.contains(message)), () -> "no '" + message + "' in: " + said);
    }
}
