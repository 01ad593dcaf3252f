import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cdkdevopspatterns.AssertSafeOptions;
import io.github.cdkdevopspatterns.UpgradeEffect;
import io.github.cdkdevopspatterns.UpgradeReport;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;

class UnsafeUpgradeTest {
    private final App app = new App();

    @Test
    void failsWhenATableGetsAnotherId() {
        new OrdersStack(app, "Orders", "Jobs");
        UpgradeReport report = UpgradeReport.ofApp("released", app);

        String message = assertThrows(RuntimeException.class, report::assertSafe).getMessage();

        assertTrue(message.contains("! moved           AWS::DynamoDB::Table"), message);
        String moved = report.getUnsafeChanges().get(0).getLogicalId();
        assertEquals(UpgradeEffect.MOVED, report.effectOn(moved));
        report.assertSafe(AssertSafeOptions.builder().accepted(Map.of("Orders." + moved, "copied before the deployment")).build());
    }
}
