package bench;

import io.github.cdkdevopspatterns.BlueGreenFargateService;
import io.github.cdkdevopspatterns.ServiceImage;
import java.util.List;
import software.amazon.awscdk.Stack;

/** The service of this library. */
final class Library implements Case.Contender {
    @Override
    public void build(Stack stack, List<Integer> numbers, Case.Ground ground) {
        for (int number : numbers) {
            BlueGreenFargateService.Builder.create(stack, "Service" + number)
                    .cluster(ground.cluster())
                    .image(ServiceImage.fromRegistry(Case.IMAGE))
                    .build();
        }
    }
}
