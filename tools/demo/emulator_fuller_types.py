"""Types of which moto's CloudFormation hands on some properties or attributes only."""
import json

import boto3
from emulator_call import as_shape, call
from moto.ec2.models.flow_logs import FlowLogs
from moto.ecr.models import Repository, ecr_backends
from moto.ecs.models import Service, TaskDefinition, ecs_backends
from moto.elbv2.models import FakeLoadBalancer, FakeTargetGroup
from moto.iam.models import InlinePolicy, Role
from moto.logs.models import LogGroup
from moto.rds.models import DBInstance, DBSubnetGroup, rds_backends
from moto.s3.models import FakeBucket


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


def create_bucket(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    bucket = make_bucket(resource_name, cloudformation_json, account_id, region_name)
    for part, operation in {"PublicAccessBlockConfiguration": "put_public_access_block", "VersioningConfiguration": "put_bucket_versioning"}.items():
        if part in cloudformation_json["Properties"]:
            call("s3", operation, region_name, {"Bucket": bucket.name, part: cloudformation_json["Properties"][part]})
    return bucket


def create_role(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    role = make_role(resource_name, cloudformation_json, account_id, region_name)
    for arn in cloudformation_json["Properties"].get("ManagedPolicyArns", []):
        call("iam", "attach_role_policy", region_name, {"RoleName": role.name, "PolicyArn": arn})
    return role


def create_flow_log(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    """The API takes the folder in the destination for a part of the bucket's name."""
    destination = cloudformation_json["Properties"]["LogDestination"]
    cloudformation_json["Properties"]["LogDestination"] = destination.split("/")[0]
    flow_log = make_flow_log(resource_name, cloudformation_json, account_id, region_name)
    flow_log.log_destination = destination
    return flow_log


make_role = Role.create_from_cloudformation_json
Role.create_from_cloudformation_json = staticmethod(create_role)
make_bucket = FakeBucket.create_from_cloudformation_json
FakeBucket.create_from_cloudformation_json = staticmethod(create_bucket)
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
LogGroup.get_cfn_attribute = lambda log_group, attribute: {"Arn": f"{log_group.arn}:*"}[attribute]
# The name that roles know the policy by.
InlinePolicy.physical_resource_id = property(lambda policy: policy.policy_name)
