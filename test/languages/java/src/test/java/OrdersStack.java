import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.Table;

/** What the test of docs/upgrading.md compares, which stands beside this class when the tests run. */
public class OrdersStack extends Stack {
    public OrdersStack(App app, String id) {
        this(app, id, "Table");
    }

    public OrdersStack(App app, String id, String table) {
        super(app, id);
        Table.Builder.create(this, table)
                .partitionKey(Attribute.builder().name("id").type(AttributeType.STRING).build())
                .build();
    }
}
