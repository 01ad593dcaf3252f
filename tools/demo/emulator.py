"""AWS on this machine: moto, with a CloudFormation that knows a little more.

    python emulator.py <port>

moto's services know more than its CloudFormation hands on to them, and it skips silently what it does not know. Each
lesson below hands on what a template says to the service's own API, or repeats what the real CloudFormation does.
boto3 checks every call: a property that the API does not know, or a value of the wrong type, fails the deployment.
"""
import json
import sys

import boto3
from botocore.config import Config
from moto.cloudformation import parsing
from moto.ec2.models.flow_logs import FlowLogs
from moto.ecr.models import Repository, ecr_backends
from moto.ecs.models import Service, TaskDefinition, ecs_backends
from moto.elbv2.models import FakeLoadBalancer, FakeTargetGroup
from moto.rds.models import DBInstance, DBSubnetGroup, rds_backends
from moto.server import main
from moto.ssm.models import Parameter

PORT = sys.argv[1]


def client(service, region):
    return boto3.client(
        service, region_name=region, endpoint_url=f"http://localhost:{PORT}",
        aws_access_key_id="emulator", aws_secret_access_key="emulator", config=Config(retries={"total_max_attempts": 1}),
    )


def call(service, operation, region, properties):
    """Calls an API with the properties of a resource; templates spell some names and numbers differently."""
    api = client(service, region)
    shape = api.meta.service_model.operation_model(api.meta.method_to_api_mapping[operation]).input_shape
    try:
        return getattr(api, operation)(**as_shape(properties, shape))
    except Exception as error:
        # CloudFormation's answer would not say which call it was.
        print(f"{service} {operation} failed: {error}\n{json.dumps(properties, indent=2, default=str)}", file=sys.stderr)
        raise


def as_shape(value, shape):
    if shape.type_name == "structure":
        members = {name.lower(): (name, member) for name, member in shape.members.items()}
        spelled = {key: members.get(key.lower(), (key, None)) for key in value}
        # A name the API does not know stays as it is, for boto3 to refuse.
        return {name: as_shape(value[key], member) if member else value[key] for key, (name, member) in spelled.items()}
    if shape.type_name == "list":
        return [as_shape(item, shape.member) for item in value]
    if shape.type_name == "map":
        return {key: as_shape(item, shape.value) for key, item in value.items()}
    if shape.type_name == "boolean":
        return value in (True, "true")
    return {"integer": int, "long": int, "double": float, "float": float, "string": as_text}.get(shape.type_name, lambda same: same)(value)


def as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


# Types that moto has an API for, but its CloudFormation does not know.

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
    return ApiResource(call("sns", "subscribe", region, {**properties, "ReturnSubscriptionArn": True})["SubscriptionArn"])


def make_topic_policy(name, properties, region):
    for topic in properties["Topics"]:
        policy = json.dumps(properties["PolicyDocument"])
        call("sns", "set_topic_attributes", region, {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy})
    return ApiResource(name)


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
    "AWS::SNS::Subscription": make_subscription,
    "AWS::SNS::TopicPolicy": make_topic_policy,
}.items():
    parsing.get_model_list().append(ApiResourceType(type_name, make))
    parsing.get_model_map()[type_name] = parsing.get_model_list()[-1]


# Types of which moto's CloudFormation hands on some properties only.

def register_task(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    made = call("ecs", "register_task_definition", region_name, cloudformation_json["Properties"])
    return ecs_backends[account_id][region_name].describe_task_definition(made["taskDefinition"]["taskDefinitionArn"])


def replace_task(original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    return register_task(new_resource_name, cloudformation_json, account_id, region_name)


def create_service(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    properties = cloudformation_json["Properties"]
    made = call("ecs", "create_service", region_name, {"ServiceName": resource_name, **properties})["service"]
    return keep_deployment(ecs_backends[account_id][region_name].services[f"{properties['Cluster']}:{made['serviceName']}"], properties)


def update_service(original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    accepted = boto3.session.Session().client("ecs", region_name).meta.service_model.operation_model("UpdateService").input_shape.members
    known = {name.lower() for name in accepted}
    properties = {key: value for key, value in cloudformation_json["Properties"].items() if key.lower() in known}
    call("ecs", "update_service", region_name, {**properties, "Service": original_resource.arn})
    return keep_deployment(original_resource, properties)


def keep_deployment(service, properties):
    """The emulator's API accepts how a service is deployed, and forgets it; a read-back wants to see it."""
    shape = boto3.session.Session().client("ecs", service.region_name).meta.service_model.shape_for("DeploymentConfiguration")
    service.deployment_configuration = as_shape(properties["DeploymentConfiguration"], shape)
    return service


def create_database(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    properties = dict(cloudformation_json["Properties"])
    properties["VpcSecurityGroupIds"] = properties.pop("VPCSecurityGroups")
    made = call("rds", "create_db_instance", region_name, {"DBInstanceIdentifier": resource_name, **properties})
    return rds_backends[account_id][region_name].databases[made["DBInstance"]["DBInstanceIdentifier"]]


def create_image_repository(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    properties = {"RepositoryName": resource_name, **cloudformation_json["Properties"]}
    lifecycle, policy = properties.pop("LifecyclePolicy", None), properties.pop("RepositoryPolicyText", None)
    name = call("ecr", "create_repository", region_name, properties)["repository"]["repositoryName"]
    if lifecycle:
        call("ecr", "put_lifecycle_policy", region_name, {"repositoryName": name, **lifecycle})
    if policy:
        call("ecr", "set_repository_policy", region_name, {"repositoryName": name, "policyText": json.dumps(policy)})
    return ecr_backends[account_id][region_name].repositories[name]


def create_flow_log(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    """The API takes the folder in the destination for a part of the bucket's name."""
    destination = cloudformation_json["Properties"]["LogDestination"]
    cloudformation_json["Properties"]["LogDestination"] = destination.split("/")[0]
    flow_log = make_flow_log(resource_name, cloudformation_json, account_id, region_name)
    flow_log.log_destination = destination
    return flow_log


make_flow_log = FlowLogs.create_from_cloudformation_json
FlowLogs.create_from_cloudformation_json = staticmethod(create_flow_log)
Repository.create_from_cloudformation_json = staticmethod(create_image_repository)
TaskDefinition.create_from_cloudformation_json = staticmethod(register_task)
TaskDefinition.update_from_cloudformation_json = staticmethod(replace_task)
Service.create_from_cloudformation_json = staticmethod(create_service)
Service.update_from_cloudformation_json = staticmethod(update_service)
DBSubnetGroup.physical_resource_id = property(lambda group: group.name)
DBInstance.create_from_cloudformation_json = staticmethod(create_database)


def with_managed_password(attribute_of):
    def get_cfn_attribute(database, attribute):
        return database.master_user_secret.secret_arn if attribute == "MasterUserSecret.SecretArn" else attribute_of(database, attribute)
    return get_cfn_attribute


DBInstance.get_cfn_attribute = with_managed_password(DBInstance.get_cfn_attribute)
# Asked before an output names the attribute.
DBInstance.has_cfn_attr = classmethod(lambda _, attribute: True)


def target_group_attribute(target_group, attribute):
    return {"TargetGroupFullName": target_group.arn.split(":")[-1], "TargetGroupName": target_group.name}[attribute]


def with_full_name(attribute_of):
    def get_cfn_attribute(load_balancer, attribute):
        full_name = load_balancer.arn.split(":loadbalancer/")[-1]
        return full_name if attribute == "LoadBalancerFullName" else attribute_of(load_balancer, attribute)
    return get_cfn_attribute


FakeTargetGroup.get_cfn_attribute = target_group_attribute
FakeLoadBalancer.get_cfn_attribute = with_full_name(FakeLoadBalancer.get_cfn_attribute)


# What the real CloudFormation does by itself.

def with_lower_case_repositories(generate):
    def generate_resource_name(resource_type, stack_name, logical_id):
        name = generate(resource_type, stack_name, logical_id)
        return name.lower() if resource_type == "AWS::ECR::Repository" else name
    return generate_resource_name


def create_parameter(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    """A parameter without a name gets one."""
    cloudformation_json["Properties"].setdefault("Name", resource_name)
    return put_parameter(resource_name, cloudformation_json, account_id, region_name)


put_parameter = Parameter.create_from_cloudformation_json
Parameter.create_from_cloudformation_json = staticmethod(create_parameter)


def with_parameters_looked_up_anew(diff):
    """A parameter that names an SSM parameter is looked up at every update, and what uses it is updated."""
    def build_resource_diff(self, template, parameters=None):
        for resource in template["Resources"].values():
            resource.setdefault("Properties", {})
        actions = diff(self, template, parameters)
        given = {**self.input_parameters, **(parameters or {})}
        changed = [
            name for name, slot in template.get("Parameters", {}).items()
            if slot["Type"].startswith("AWS::SSM::Parameter::")
            and self.parse_ssm_parameter(given.get(name, slot.get("Default")), slot["Type"]) != self.resolved_parameters.get(name)
        ]
        # A change of any property replaces a task definition, and its service follows the new one.
        for names in (changed, actions["Modify"]):
            users = [name for name, resource in template["Resources"].items() if set(names) & set(parsing.get_references_from_template(resource))]
            users = [name for name in users if names is changed or template["Resources"][name]["Type"] == "AWS::ECS::Service"]
            actions["Modify"] += [name for name in users if name not in actions["Modify"]]
        return actions
    return build_resource_diff


parsing.generate_resource_name = with_lower_case_repositories(parsing.generate_resource_name)
parsing.ResourceMap.build_resource_diff = with_parameters_looked_up_anew(parsing.ResourceMap.build_resource_diff)

if __name__ == "__main__":
    main(["--port", PORT])
