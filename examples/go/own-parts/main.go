// Parts that the library does not have: a resource to watch, a place to send alerts to, a way to release.
//
// Each is a pointer to a struct that has a field. Of structs without any, Go may give all the same address, and jsii takes them for one.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	patterns "github.com/cdk-devops-patterns/cdk-devops-patterns-go/cdkdevopspatterns"
)

// checkout is the checkout of the shop, by the numbers that it publishes itself.
type checkout struct{ namespace string }

func (c *checkout) SourceName() *string                 { return jsii.String("Checkout") }
func (c *checkout) ResourceKind() patterns.ResourceKind { return "" }
func (c *checkout) Resource() constructs.IConstruct     { return nil }

func (c *checkout) GoldenSignals() *patterns.GoldenSignals {
	return &patterns.GoldenSignals{
		Requests: &patterns.Signal{Metric: c.count("Orders"), Label: jsii.String("Orders"), Unit: patterns.SignalUnit_COUNT},
		Errors: &patterns.Signal{
			Metric: c.count("FailedOrders"),
			Label:  jsii.String("Failed orders"),
			Unit:   patterns.SignalUnit_COUNT,
			Recommendation: &patterns.AlarmRecommendation{
				Threshold: jsii.Number(5), DatapointsToAlarm: jsii.Number(2), EvaluationPeriods: jsii.Number(3), Severity: patterns.Severity_CRITICAL,
			},
		},
	}
}

func (c *checkout) count(metricName string) awscloudwatch.Metric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String(c.namespace), MetricName: jsii.String(metricName), Statistic: jsii.String("Sum"),
	})
}

// pager is the pager of the team, which takes messages of SNS.
type pager struct{ url string }

func (p *pager) Bind(_ constructs.Construct, route patterns.AlertRoute) {
	route.Topic().AddSubscription(awssnssubscriptions.NewUrlSubscription(jsii.String(p.url), &awssnssubscriptions.UrlSubscriptionProps{
		DeadLetterQueue: route.DeadLetterQueue(),
	}))
}

// byHand is somebody who releases by hand and then says so.
type byHand struct{ actionName string }

func (b *byHand) RestoresItself() *bool        { return nil }
func (b *byHand) ArtifactAccounts() *[]*string { return nil }

func (b *byHand) Bind(stage patterns.PipelineStage) {
	stage.CodePipelineStage().AddAction(awscodepipelineactions.NewManualApprovalAction(&awscodepipelineactions.ManualApprovalActionProps{
		ActionName:            jsii.String(b.actionName),
		AdditionalInformation: jsii.String("Release " + *stage.StageName() + " by hand, then approve."),
		RunOrder:              stage.RunOrder(),
	}))
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("OwnParts"), nil)
	sources := &[]patterns.ISignalSource{&checkout{"Shop"}}

	alerts := patterns.NewAlertRouter(stack, jsii.String("Alerts"), &patterns.AlertRouterProps{
		Critical: &[]patterns.IDestination{&pager{"https://pager.example.com/alerts"}, patterns.Destination_Email(jsii.String("oncall@example.com"))},
	})
	recommended := patterns.NewRecommendedAlarms(stack, jsii.String("Alarms"), &patterns.RecommendedAlarmsProps{Sources: sources, Alerts: alerts})
	patterns.NewObservabilityDashboard(stack, jsii.String("Dashboard"), &patterns.ObservabilityDashboardProps{
		Sources: sources,
		Alarms:  recommended.Alarms(),
	})

	patterns.NewStandardPipeline(stack, jsii.String("Delivery"), &patterns.StandardPipelineProps{
		Source:     patterns.PipelineSource_CodeCommit(awscodecommit.Repository_FromRepositoryName(stack, jsii.String("Code"), jsii.String("shop")), nil),
		BuildStep:  patterns.BuildStep_Nodejs(nil),
		Production: &byHand{"ByHand"},
	})
	app.Synth(nil)
}
