// For a site whose buckets are there already: each commit is built, tested, shown on staging, approved and published.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	patterns "github.com/cdk-devops-patterns/cdk-devops-patterns-go/cdkdevopspatterns"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("PipelineOnly"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111111111111"), Region: jsii.String("eu-west-1")},
	})
	bucket := func(id, name string) awss3.IBucket {
		return awss3.Bucket_FromBucketName(stack, jsii.String(id), jsii.String(name))
	}

	patterns.NewStandardPipeline(stack, jsii.String("Delivery"), &patterns.StandardPipelineProps{
		Source: patterns.PipelineSource_CodeConnection(&patterns.CodeConnectionSourceOptions{
			ConnectionArn: jsii.String("arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e"),
			Repository:    jsii.String("example/shop-web"),
		}),
		BuildStep:  patterns.BuildStep_Nodejs(&patterns.NodejsBuildOptions{ArtifactDirectory: jsii.String("build")}),
		Staging:    patterns.DeployTarget_S3Website(bucket("Staging", "shop-web-staging"), nil),
		Production: patterns.DeployTarget_S3Website(bucket("Production", "shop-web"), nil),
	})
	app.Synth(nil)
}
