// What somebody who writes Go sees when something is wrong.
package errors

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	patterns "github.com/cdk-devops-patterns/cdk-devops-patterns-go/cdkdevopspatterns"
)

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

func TestWrongTypesDoNotCompile(t *testing.T) {
	output, err := exec.Command("go", "build", "-o", os.DevNull, "./testdata/wrongtype").CombinedOutput()
	if err == nil {
		t.Fatal("it compiles")
	}
	requireMentions(t, string(output),
		`cannot use "nginx" (constant of type string) as cdkdevopspatterns.IServiceImage value in struct literal`,
		`cannot use 80 (untyped int constant) as *float64 value in struct literal`)
}

func TestAMissingProp(t *testing.T) {
	stack := newStack()
	requirePanic(t, func() {
		patterns.NewStandardPipeline(stack, jsii.String("Delivery"), &patterns.StandardPipelineProps{
			Source:    patterns.PipelineSource_CodeCommit(awscodecommit.Repository_FromRepositoryName(stack, jsii.String("Code"), jsii.String("shop")), nil),
			BuildStep: patterns.BuildStep_Nodejs(nil),
		})
	}, `Field cdkdevopspatterns.StandardPipelineProps.Production is required, but has nil value`)
}

func TestANumberOutOfRange(t *testing.T) {
	stack := newStack()
	requirePanic(t, func() {
		patterns.NewBlueGreenFargateService(stack, jsii.String("Web"), &patterns.BlueGreenFargateServiceProps{
			Image: patterns.ServiceImage_FromRegistry(jsii.String("public.ecr.aws/nginx/nginx:1.29"), nil),
			Plan:  patterns.DeploymentPlan_Canary(&patterns.CanaryOptions{CanaryPercent: jsii.Number(0)}),
		})
	}, `'canaryPercent' must be between 0.1 and 100, got 0`, `[at Shop/Web]`)
}

func TestAContradiction(t *testing.T) {
	stack := newStack()
	requirePanic(t, func() { patterns.NewAlertRouter(stack, jsii.String("Alerts"), &patterns.AlertRouterProps{}) }, `[at Shop/Alerts]`)
}

// broken is a source that fails when it is asked.
type broken struct{ reason string }

func (b *broken) SourceName() *string                    { return jsii.String("Broken") }
func (b *broken) ResourceKind() patterns.ResourceKind    { return "" }
func (b *broken) Resource() constructs.IConstruct        { return nil }
func (b *broken) GoldenSignals() *patterns.GoldenSignals { panic(b.reason) }

func TestASourceOfOnesOwnThatFails(t *testing.T) {
	stack := newStack()
	requirePanic(t, func() {
		patterns.NewHighCpuAlarm(stack, jsii.String("Cpu"), &patterns.HighCpuAlarmProps{Source: &broken{"no numbers today"}})
	}, `no numbers today`)
}

func TestAnUpgradeThatLosesATable(t *testing.T) {
	app := awscdk.NewApp(nil)
	awsdynamodb.NewTable(awscdk.NewStack(app, jsii.String("Orders"), nil), jsii.String("Jobs"), &awsdynamodb.TableProps{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
	})
	report := patterns.UpgradeReport_OfApp(jsii.String("released"), app, nil)

	requirePanic(t, func() { report.AssertSafe(nil) }, `! moved           AWS::DynamoDB::Table`)
	moved := *(*report.UnsafeChanges())[0].LogicalId
	if *report.IsSafe() || report.EffectOn(&moved) != patterns.UpgradeEffect_MOVED {
		t.Fatal("the table does not count as moved")
	}
	report.AssertSafe(&patterns.AssertSafeOptions{Accepted: &map[string]*string{"Orders." + moved: jsii.String("copied before the deployment")}})
}

func newStack() awscdk.Stack {
	return awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
}

func requirePanic(t *testing.T, action func(), parts ...string) {
	t.Helper()
	defer func() {
		t.Helper()
		said := recover()
		if said == nil {
			t.Fatal("it does not panic")
		}
		requireMentions(t, fmt.Sprint(said), parts...)
	}()
	action()
}

func requireMentions(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in: %s", part, text)
		}
	}
}
