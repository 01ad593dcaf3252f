// A frontend, an API and a database, watched, and delivered by a pipeline each. `orders.ts` is the same in TypeScript.
package main

import (
	"os"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/jsii-runtime-go"
	patterns "github.com/cdk-devops-patterns/cdk-devops-patterns-go/cdkdevopspatterns"
)

// platform is what outlives every release: the network, the images and the data.
type platform struct {
	network                   patterns.ServiceNetwork
	frontendImages, apiImages patterns.ContainerRepository
	database                  awsrds.DatabaseInstance
}

func newPlatform(app awscdk.App, props *awscdk.StackProps) platform {
	stack := awscdk.NewStack(app, jsii.String("OrdersPlatform"), props)
	network := patterns.NewServiceNetwork(stack, jsii.String("Network"), nil)
	return platform{
		network:        network,
		frontendImages: patterns.NewContainerRepository(stack, jsii.String("FrontendImages"), nil),
		apiImages:      patterns.NewContainerRepository(stack, jsii.String("ApiImages"), nil),
		database: awsrds.NewDatabaseInstance(stack, jsii.String("Database"), &awsrds.DatabaseInstanceProps{
			Engine:                   awsrds.DatabaseInstanceEngine_Postgres(&awsrds.PostgresInstanceEngineProps{Version: awsrds.PostgresEngineVersion_VER_17_6()}),
			Vpc:                      network.Vpc(),
			VpcSubnets:               network.DataSubnets(),
			Port:                     jsii.Number(15432),
			MultiAz:                  jsii.Bool(true),
			ManageMasterUserPassword: jsii.Bool(true),
			StorageEncrypted:         jsii.Bool(true),
			DeletionProtection:       jsii.Bool(true),
		}),
	}
}

// services are internet -> frontend -> API -> database, who looks at it and who is woken, and how well it is delivered.
type services struct {
	frontend, api patterns.BlueGreenFargateService
	dora          patterns.DoraMetrics
}

func newServices(app awscdk.App, props *awscdk.StackProps, from platform) services {
	stack := awscdk.NewStack(app, jsii.String("OrdersServices"), props)
	alerts := patterns.NewAlertRouter(stack, jsii.String("Alerts"), &patterns.AlertRouterProps{
		Critical: &[]patterns.IDestination{patterns.Destination_Email(jsii.String("oncall@example.com"))},
		Warning:  &[]patterns.IDestination{patterns.Destination_Email(jsii.String("orders-team@example.com"))},
	})

	var environment *map[string]*string
	if level, ok := app.Node().TryGetContext(jsii.String("logLevel")).(string); ok {
		environment = &map[string]*string{"LOG_LEVEL": jsii.String(level)}
	}
	api := patterns.NewBlueGreenFargateService(stack, jsii.String("Api"), &patterns.BlueGreenFargateServiceProps{
		Image:       patterns.ServiceImage_Released(from.apiImages),
		Network:     from.network,
		Alerts:      alerts,
		Ingress:     patterns.Ingress_InternalOnly(nil),
		HealthCheck: &patterns.ServiceHealthCheck{Path: jsii.String("/health")},
		Plan:        patterns.DeploymentPlan_Canary(&patterns.CanaryOptions{CanaryPercent: jsii.Number(5)}),
		SmokeTest:   &patterns.SmokeTest{Paths: jsii.Strings("/orders")},
		Environment: environment,
		Secrets:     &map[string]awsecs.Secret{"DATABASE": awsecs.Secret_FromSecretsManager(from.database.Secret(), nil)},
	})
	apiUrl := awsssm.NewStringParameter(stack, jsii.String("ApiUrl"), &awsssm.StringParameterProps{StringValue: api.Url()})
	frontend := patterns.NewBlueGreenFargateService(stack, jsii.String("Frontend"), &patterns.BlueGreenFargateServiceProps{
		Image:   patterns.ServiceImage_Released(from.frontendImages),
		Network: from.network,
		Alerts:  alerts,
		Secrets: &map[string]awsecs.Secret{"API_URL": awsecs.Secret_FromSsmParameter(apiUrl)},
	})
	api.AllowTrafficFrom(frontend)
	api.Connections().AllowTo(from.database, awsec2.Port_Tcp(jsii.Number(15432)), nil)

	dora := patterns.NewDoraMetrics(stack, jsii.String("Dora"), nil)
	sources := []patterns.ISignalSource{frontend, api, patterns.Signals_RdsInstance(from.database)}
	var alarms []awscloudwatch.IAlarm
	for i, name := range []string{"Frontend", "Api", "Database"} {
		alarm := patterns.NewHighCpuAlarm(stack, jsii.String(name+"Cpu"), &patterns.HighCpuAlarmProps{Source: sources[i], Alerts: alerts})
		alarms = append(alarms, alarm.Alarm())
	}
	alarms = append(alarms, *frontend.RollbackAlarms()...)
	alarms = append(alarms, *api.RollbackAlarms()...)
	patterns.NewObservabilityDashboard(stack, jsii.String("Dashboard"), &patterns.ObservabilityDashboardProps{
		Sources:  &sources,
		Alarms:   &alarms,
		Sections: &[]patterns.IDashboardSection{dora},
	})
	return services{frontend, api, dora}
}

// newDelivery is how a commit gets there.
func newDelivery(app awscdk.App, props *awscdk.StackProps, from platform, to services) {
	stack := awscdk.NewStack(app, jsii.String("OrdersDelivery"), props)
	addPipeline(stack, "Frontend", from.frontendImages, to.frontend, to.dora)
	addPipeline(stack, "Api", from.apiImages, to.api, to.dora)
}

func addPipeline(
	stack awscdk.Stack, name string, images patterns.ContainerRepository, service patterns.BlueGreenFargateService, dora patterns.DoraMetrics,
) {
	code := awscodecommit.NewRepository(stack, jsii.String(name+"Code"), &awscodecommit.RepositoryProps{
		RepositoryName: jsii.String("orders-" + strings.ToLower(name)),
	})
	patterns.NewStandardPipeline(stack, jsii.String(name+"Delivery"), &patterns.StandardPipelineProps{
		Source:            patterns.PipelineSource_CodeCommit(code, nil),
		BuildStep:         patterns.BuildStep_DockerImage(images, nil),
		Production:        patterns.DeployTarget_Ecs(service, nil),
		ProductionOptions: &patterns.ReleaseOptions{DeliveryMetrics: dora, MeasuredAs: jsii.String(name)},
	})
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	props := &awscdk.StackProps{Env: &awscdk.Environment{
		Account: jsii.String(orElse(os.Getenv("CDK_DEFAULT_ACCOUNT"), "111111111111")),
		Region:  jsii.String(orElse(os.Getenv("CDK_DEFAULT_REGION"), "eu-west-1")),
	}}
	platform := newPlatform(app, props)
	services := newServices(app, props, platform)
	newDelivery(app, props, platform, services)
	app.Synth(nil)
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
