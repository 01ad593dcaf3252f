package bench;

import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ecs.Cluster;

/** One measurement in one process: a contender, how many services, where to. Prints one line of JSON. */
public final class Case {
    static final String ACCOUNT = "111111111111";
    static final String IMAGE = "public.ecr.aws/nginx/nginx:1.29";
    static final int CONTAINER_PORT = 8080;
    private static final int SERVICES_PER_STACK = 10;

    /** What both contenders stand on, as `ground.js`. */
    record Ground(Vpc vpc, Cluster cluster) {
    }

    interface Contender {
        void build(Stack stack, List<Integer> numbers, Ground ground);
    }

    private Case() {
    }

    public static void main(String[] args) {
        Contender contender = args[0].equals("library") ? new Library() : new HandWritten();
        int count = Integer.parseInt(args[1]);
        // The first construct starts Node and loads aws-cdk-lib, the same for all.
        App app = new App(AppProps.builder().outdir(args[2]).build());

        long start = System.nanoTime();
        StackProps props = StackProps.builder().env(Environment.builder().account(ACCOUNT).region("eu-west-1").build()).build();
        Ground ground = ground(new Stack(app, "Ground", props));
        for (int first = 0; first < count; first += SERVICES_PER_STACK) {
            Stack stack = new Stack(app, "Services" + first / SERVICES_PER_STACK, props);
            contender.build(stack, IntStream.range(first, Math.min(first + SERVICES_PER_STACK, count)).boxed().toList(), ground);
        }
        long constructed = System.nanoTime();
        app.synth();
        long end = System.nanoTime();
        System.out.printf("{\"constructMs\":%d,\"synthMs\":%d,\"totalMs\":%d}%n",
                (constructed - start) / 1_000_000, (end - constructed) / 1_000_000, (end - start) / 1_000_000);
    }

    private static Ground ground(Stack stack) {
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(2).natGateways(1).build();
        return new Ground(vpc, Cluster.Builder.create(stack, "Cluster").vpc(vpc).enableFargateCapacityProviders(true).build());
    }
}
