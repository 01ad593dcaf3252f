// For what runs already and nobody watches: recommended alarms, the people who hear of them, and dashboards.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	patterns "github.com/cdk-devops-patterns/cdk-devops-patterns-go/cdkdevopspatterns"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("DashboardAndAlarms"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111111111111"), Region: jsii.String("eu-west-1")},
	})
	checkout := awslambda.Function_FromFunctionName(stack, jsii.String("Checkout"), jsii.String("checkout"))
	orders := awssqs.Queue_FromQueueArn(stack, jsii.String("Orders"), jsii.String("arn:aws:sqs:eu-west-1:111111111111:orders"))
	items := awsdynamodb.Table_FromTableName(stack, jsii.String("Items"), jsii.String("items"))
	sources := &[]patterns.ISignalSource{
		patterns.Signals_LambdaFunction(checkout),
		patterns.Signals_Queue(orders, nil),
		patterns.Signals_Table(items),
	}

	alerts := patterns.NewAlertRouter(stack, jsii.String("Alerts"), &patterns.AlertRouterProps{
		Critical: &[]patterns.IDestination{patterns.Destination_Email(jsii.String("oncall@example.com"))},
		Warning:  &[]patterns.IDestination{patterns.Destination_Email(jsii.String("shop-team@example.com"))},
	})
	recommended := patterns.NewRecommendedAlarms(stack, jsii.String("Alarms"), &patterns.RecommendedAlarmsProps{
		Sources:   sources,
		Alerts:    alerts,
		Overrides: &map[string]*patterns.RecommendedAlarmOverride{"backlog": {Threshold: jsii.Number(600)}},
	})
	patterns.NewObservabilityDashboard(stack, jsii.String("Dashboard"), &patterns.ObservabilityDashboardProps{
		Sources:          sources,
		Alarms:           recommended.Alarms(),
		Audiences:        &[]patterns.Audience{patterns.Audience_OPERATIONS, patterns.Audience_DEVELOPER},
		DefaultTimeRange: awscdk.Duration_Hours(jsii.Number(6)),
	})
	app.Synth(nil)
}
