"""Types that moto has an API for, but its CloudFormation does not know."""
import json

from emulator_call import call, client
from moto.cloudformation import parsing


class ApiResource:
    """A resource that an API call made."""

    def __init__(self, physical_resource_id, **attributes):
        self.physical_resource_id, self.attributes = physical_resource_id, attributes

    def is_created(self):
        return True

    def get_cfn_attribute(self, attribute):
        return self.attributes[attribute]


class ApiResourceType:
    """A type whose resources one API call makes; the same call again changes them."""

    def __init__(self, name, make):
        self.name, self.make = name, make

    def cloudformation_type(self):
        return self.name

    def cloudformation_name_type(self):
        return ""

    def has_cfn_attr(self, attribute):
        return True

    def create_from_cloudformation_json(self, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        return self.make(resource_name, cloudformation_json["Properties"], region_name)

    def update_from_cloudformation_json(self, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        return self.make(original_resource.physical_resource_id, cloudformation_json["Properties"], region_name)


def make_alarm(name, properties, region):
    call("cloudwatch", "put_metric_alarm", region, {"AlarmName": name, **properties})
    return ApiResource(name, Arn=client("cloudwatch", region).describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["AlarmArn"])


def make_subscription(name, properties, region):
    properties = dict(properties)
    redrive = properties.pop("RedrivePolicy", None)
    attributes = {"RedrivePolicy": json.dumps(redrive)} if redrive else {}
    return ApiResource(call("sns", "subscribe", region, {**properties, "Attributes": attributes, "ReturnSubscriptionArn": True})["SubscriptionArn"])


def make_queue_policy(name, properties, region):
    for queue in properties["Queues"]:
        policy = json.dumps(properties["PolicyDocument"])
        call("sqs", "set_queue_attributes", region, {"QueueUrl": queue, "Attributes": {"Policy": policy}})
    return ApiResource(name)


def make_topic_policy(name, properties, region):
    for topic in properties["Topics"]:
        policy = json.dumps(properties["PolicyDocument"])
        call("sns", "set_topic_attributes", region, {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy})
    return ApiResource(name)


def make_bucket_policy(name, properties, region):
    # It lets nobody in without TLS, and nobody comes to the emulator with TLS: the CLI has to reach the bucket of its bootstrapping.
    if name.startswith("CDKToolkit-"):
        return ApiResource(name)
    call("s3", "put_bucket_policy", region, {"Bucket": properties["Bucket"], "Policy": json.dumps(properties["PolicyDocument"])})
    return ApiResource(properties["Bucket"])


def make_capacity_providers(name, properties, region):
    call("ecs", "put_cluster_capacity_providers", region, properties)
    return ApiResource(properties["Cluster"])


def make_scalable_target(name, properties, region):
    call("application-autoscaling", "register_scalable_target", region, properties)
    return ApiResource("|".join(properties[part] for part in ("ResourceId", "ScalableDimension", "ServiceNamespace")))


def make_scaling_policy(name, properties, region):
    properties = dict(properties)
    target = dict(zip(("ResourceId", "ScalableDimension", "ServiceNamespace"), properties.pop("ScalingTargetId").split("|")))
    return ApiResource(call("application-autoscaling", "put_scaling_policy", region, {**properties, **target})["PolicyARN"])


def make_code_repository(name, properties, region):
    made = call("codecommit", "create_repository", region, properties)["repositoryMetadata"]
    return ApiResource(made["repositoryName"], Arn=made["Arn"], Name=made["repositoryName"], CloneUrlHttp=made["cloneUrlHttp"])


def make_build_project(name, properties, region):
    # The emulator asks for a location also of what comes from a pipeline and goes there.
    from_pipeline = {part: {"Location": "pipeline", **properties[part]} for part in ("Source", "Artifacts")}
    made = call("codebuild", "create_project", region, {"Name": name, **properties, **from_pipeline})["project"]
    return ApiResource(made["name"], Arn=made["arn"])


def make_pipeline(name, properties, region):
    properties = {key: value for key, value in properties.items() if key not in ("RestartExecutionOnUpdate", "Tags")}
    made = call("codepipeline", "create_pipeline", region, {"Pipeline": {"Name": name, **properties}})["pipeline"]
    return ApiResource(made["name"])


def make_egress_rule(name, properties, region):
    properties = dict(properties)
    group = properties.pop("GroupId")
    peer = {"GroupId": properties.pop("DestinationSecurityGroupId"), "Description": properties.pop("Description")}
    call("ec2", "authorize_security_group_egress", region, {"GroupId": group, "IpPermissions": [{**properties, "UserIdGroupPairs": [peer]}]})
    return ApiResource(name)


for type_name, make in {
    "AWS::ApplicationAutoScaling::ScalableTarget": make_scalable_target,
    "AWS::ApplicationAutoScaling::ScalingPolicy": make_scaling_policy,
    "AWS::CloudWatch::Alarm": make_alarm,
    "AWS::CodeBuild::Project": make_build_project,
    "AWS::CodeCommit::Repository": make_code_repository,
    "AWS::CodePipeline::Pipeline": make_pipeline,
    "AWS::EC2::SecurityGroupEgress": make_egress_rule,
    "AWS::ECS::ClusterCapacityProviderAssociations": make_capacity_providers,
    "AWS::S3::BucketPolicy": make_bucket_policy,
    "AWS::SNS::Subscription": make_subscription,
    "AWS::SNS::TopicPolicy": make_topic_policy,
    "AWS::SQS::QueuePolicy": make_queue_policy,
}.items():
    parsing.get_model_list().append(ApiResourceType(type_name, make))
    parsing.get_model_map()[type_name] = parsing.get_model_list()[-1]
