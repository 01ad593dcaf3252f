"""What the demo asks the emulator, through the AWS SDK; the answer is JSON on stdout.

    python api.py read <stack> ...             the stacks, and each of their resources as the service's own API describes it
    python api.py release <parameter> <image>  writes a release pointer, as the pipeline does after a release
    python api.py shift <rule> <weight> ...    moves the weights of a listener rule, as Amazon ECS does during a deployment
"""
import functools
import json
import sys

import boto3


@functools.cache
def aws(service):
    return boto3.client(service)


def by(key, items):
    return {item[key]: item for item in items}


def each(describe):
    return lambda ids: {name: describe(name) for name in ids}


def scalable_targets(ids):
    targets = aws("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    return {"|".join((target["ResourceId"], target["ScalableDimension"], target["ServiceNamespace"])): target for target in targets}


def scaling_policies(ids):
    return by("PolicyARN", aws("application-autoscaling").describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"])


def bucket(name):
    s3 = aws("s3")
    return {
        "BucketEncryption": s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"],
        "PublicAccessBlockConfiguration": s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"],
        "VersioningConfiguration": {"Status": s3.get_bucket_versioning(Bucket=name).get("Status")},
    }


def image_repository(name):
    described = aws("ecr").describe_repositories(repositoryNames=[name])["repositories"][0]
    return {**described, "LifecyclePolicy": {"LifecyclePolicyText": aws("ecr").get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]}}


def event_rule(name):
    return {**aws("events").describe_rule(Name=name), "Targets": aws("events").list_targets_by_rule(Rule=name)["Targets"]}


def queue(url):
    attributes = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return {**attributes, "RedrivePolicy": json.loads(attributes.get("RedrivePolicy", "null"))}


def inline_policies_of(role):
    names = aws("iam").list_role_policies(RoleName=role)["PolicyNames"]
    return {name: aws("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names}


def inline_policies(ids):
    found = {}
    for page in aws("iam").get_paginator("list_roles").paginate():
        for role in page["Roles"]:
            for name, document in inline_policies_of(role["RoleName"]).items():
                found.setdefault(name, {"PolicyDocument": document, "Roles": []})["Roles"].append(role["RoleName"])
    return found


def managed_policy(arn):
    version = aws("iam").get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    roles = aws("iam").list_entities_for_policy(PolicyArn=arn)["PolicyRoles"]
    return {
        "PolicyDocument": aws("iam").get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"],
        "Roles": [role["RoleName"] for role in roles],
    }


def role(name):
    attached = aws("iam").list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        **aws("iam").get_role(RoleName=name)["Role"],
        "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
        "InlinePolicies": inline_policies_of(name),
    }


def service(arn):
    return aws("ecs").describe_services(cluster=arn.split("/")[1], services=[arn])["services"][0]


# How the API of a service finds resources of a type by what CloudFormation calls them.
DESCRIBE = {
    "AWS::ApplicationAutoScaling::ScalableTarget": scalable_targets,
    "AWS::ApplicationAutoScaling::ScalingPolicy": scaling_policies,
    "AWS::CloudWatch::Alarm": lambda ids: by("AlarmName", aws("cloudwatch").describe_alarms(AlarmNames=ids)["MetricAlarms"]),
    "AWS::CloudWatch::Dashboard": each(lambda name: json.loads(aws("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])),
    "AWS::CodeBuild::Project": lambda ids: by("name", aws("codebuild").batch_get_projects(names=ids)["projects"]),
    "AWS::CodeCommit::Repository": each(lambda name: aws("codecommit").get_repository(repositoryName=name)["repositoryMetadata"]),
    "AWS::CodePipeline::Pipeline": each(lambda name: aws("codepipeline").get_pipeline(name=name)["pipeline"]),
    "AWS::DynamoDB::Table": each(lambda name: aws("dynamodb").describe_table(TableName=name)["Table"]),
    "AWS::EC2::FlowLog": lambda ids: by("FlowLogId", aws("ec2").describe_flow_logs(FlowLogIds=ids)["FlowLogs"]),
    "AWS::EC2::NatGateway": lambda ids: by("NatGatewayId", aws("ec2").describe_nat_gateways(NatGatewayIds=ids)["NatGateways"]),
    "AWS::EC2::SecurityGroup": lambda ids: by("GroupId", aws("ec2").describe_security_groups(GroupIds=ids)["SecurityGroups"]),
    "AWS::EC2::Subnet": lambda ids: by("SubnetId", aws("ec2").describe_subnets(SubnetIds=ids)["Subnets"]),
    "AWS::EC2::VPC": lambda ids: by("VpcId", aws("ec2").describe_vpcs(VpcIds=ids)["Vpcs"]),
    "AWS::EC2::VPCEndpoint": lambda ids: by("VpcEndpointId", aws("ec2").describe_vpc_endpoints(VpcEndpointIds=ids)["VpcEndpoints"]),
    "AWS::ECR::Repository": each(image_repository),
    "AWS::ECS::Cluster": lambda ids: by("clusterName", aws("ecs").describe_clusters(clusters=ids)["clusters"]),
    "AWS::ECS::Service": each(service),
    "AWS::ECS::TaskDefinition": each(lambda arn: aws("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]),
    "AWS::ElasticLoadBalancingV2::Listener": lambda ids: by("ListenerArn", aws("elbv2").describe_listeners(ListenerArns=ids)["Listeners"]),
    "AWS::ElasticLoadBalancingV2::ListenerRule": lambda ids: by("RuleArn", aws("elbv2").describe_rules(RuleArns=ids)["Rules"]),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": lambda ids: by(
        "LoadBalancerArn", aws("elbv2").describe_load_balancers(LoadBalancerArns=ids)["LoadBalancers"]),
    "AWS::ElasticLoadBalancingV2::TargetGroup": lambda ids: by(
        "TargetGroupArn", aws("elbv2").describe_target_groups(TargetGroupArns=ids)["TargetGroups"]),
    "AWS::Events::Rule": each(event_rule),
    "AWS::IAM::ManagedPolicy": each(managed_policy),
    "AWS::IAM::Policy": inline_policies,
    "AWS::IAM::Role": each(role),
    "AWS::Lambda::EventSourceMapping": each(lambda uuid: aws("lambda").get_event_source_mapping(UUID=uuid)),
    "AWS::Lambda::Function": each(lambda name: aws("lambda").get_function_configuration(FunctionName=name)),
    "AWS::Logs::LogGroup": each(lambda name: aws("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]),
    "AWS::RDS::DBInstance": each(lambda name: aws("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]),
    "AWS::S3::Bucket": each(bucket),
    "AWS::S3::BucketPolicy": each(lambda name: {"PolicyDocument": json.loads(aws("s3").get_bucket_policy(Bucket=name)["Policy"])}),
    "AWS::SNS::Subscription": each(lambda arn: aws("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]),
    "AWS::SNS::Topic": each(lambda arn: aws("sns").get_topic_attributes(TopicArn=arn)["Attributes"]),
    "AWS::SQS::Queue": each(queue),
    "AWS::SSM::Parameter": each(lambda name: aws("ssm").get_parameter(Name=name)["Parameter"]),
}


def read(*names):
    cloudformation = aws("cloudformation")
    stacks = {name: cloudformation.describe_stacks(StackName=name)["Stacks"][0] for name in names}
    for name, stack in stacks.items():
        resources = cloudformation.list_stack_resources(StackName=name)["StackResourceSummaries"]
        stack["Resources"] = {
            resource["LogicalResourceId"]: {"Type": resource["ResourceType"], "Id": resource.get("PhysicalResourceId", "")}
            for resource in resources if resource["LogicalResourceId"]
        }
        describe(stack["Resources"].values())
    exports = {export["Name"]: export["Value"] for export in cloudformation.list_exports()["Exports"]}
    return {"Stacks": stacks, "Exports": exports}


def describe(resources):
    for type_name, describe_all in DESCRIBE.items():
        of_type = [resource for resource in resources if resource["Type"] == type_name]
        found = describe_all([resource["Id"] for resource in of_type]) if of_type else {}
        for resource in of_type:
            resource["Live"] = found.get(resource["Id"])


def release(parameter, image):
    return aws("ssm").put_parameter(Name=parameter, Value=image, Overwrite=True)


def shift(rule, *weights):
    actions = aws("elbv2").describe_rules(RuleArns=[rule])["Rules"][0]["Actions"]
    for group, weight in zip(actions[0]["ForwardConfig"]["TargetGroups"], weights):
        group["Weight"] = int(weight)
    aws("elbv2").modify_rule(RuleArn=rule, Actions=actions)
    return aws("elbv2").describe_rules(RuleArns=[rule])["Rules"][0]


if __name__ == "__main__":
    answer = {"read": read, "release": release, "shift": shift}[sys.argv[1]](*sys.argv[2:])
    json.dump(answer, sys.stdout, indent=2, default=str)
