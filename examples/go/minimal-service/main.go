// A container that goes live blue/green, and nothing else to think of.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	patterns "github.com/cdk-devops-patterns/cdk-devops-patterns-go/cdkdevopspatterns"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("MinimalService"), nil)
	patterns.NewBlueGreenFargateService(stack, jsii.String("Web"), &patterns.BlueGreenFargateServiceProps{
		Image:         patterns.ServiceImage_FromRegistry(jsii.String("public.ecr.aws/nginx/nginx:1.29"), nil),
		ContainerPort: jsii.Number(80),
	})
	app.Synth(nil)
}
