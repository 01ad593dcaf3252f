"""For a site whose buckets are there already: each commit is built, tested, shown on staging, approved and published."""
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk_devops_patterns import BuildStep, DeployTarget, PipelineSource, StandardPipeline


class PipelineOnly(Stack):
    def __init__(self, scope: Construct, id: str, *, env: Environment) -> None:
        super().__init__(scope, id, env=env)

        StandardPipeline(self, "Delivery",
                         source=PipelineSource.code_connection(
                             connection_arn="arn:aws:codeconnections:eu-west-1:111111111111:connection/4dd5a4c5-8a6e-4b4e-9a51-6e2f0a2b7f0e",
                             repository="example/shop-web"),
                         build_step=BuildStep.nodejs(artifact_directory="build"),
                         staging=DeployTarget.s3_website(s3.Bucket.from_bucket_name(self, "Staging", "shop-web-staging")),
                         production=DeployTarget.s3_website(s3.Bucket.from_bucket_name(self, "Production", "shop-web")))


app = App()
PipelineOnly(app, "PipelineOnly", env=Environment(account="111111111111", region="eu-west-1"))
app.synth()
