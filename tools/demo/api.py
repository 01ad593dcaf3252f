"""What the demo asks the emulator, through the AWS SDK; the answer is JSON on stdout.

    python api.py read <stack> ...             the stacks, and each of their resources as the service's own API describes it
    python api.py release <parameter> <image>  writes a release pointer, as the pipeline does after a release
    python api.py shift <rule> <weight> ...    moves the weights of a listener rule, as Amazon ECS does during a deployment
"""
import json
import sys

import boto3


def aws(service):
    return boto3.client(service)


def by(key, items):
    return {item[key]: item for item in items}


def each(describe):
    return lambda ids: {name: describe(name) for name in ids}


def scalable_targets(ids):
    targets = aws("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    return {"|".join((target["ResourceId"], target["ScalableDimension"], target["ServiceNamespace"])): target for target in targets}


def bucket(name):
    return {"BucketEncryption": aws("s3").get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]}


def service(arn):
    return aws("ecs").describe_services(cluster=arn.split("/")[1], services=[arn])["services"][0]


# How the API of a service finds resources of a type by what CloudFormation calls them.
DESCRIBE = {
    "AWS::ApplicationAutoScaling::ScalableTarget": scalable_targets,
    "AWS::CloudWatch::Alarm": lambda ids: by("AlarmName", aws("cloudwatch").describe_alarms(AlarmNames=ids)["MetricAlarms"]),
    "AWS::CloudWatch::Dashboard": each(lambda name: json.loads(aws("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"])),
    "AWS::CodeBuild::Project": lambda ids: by("name", aws("codebuild").batch_get_projects(names=ids)["projects"]),
    "AWS::CodeCommit::Repository": each(lambda name: aws("codecommit").get_repository(repositoryName=name)["repositoryMetadata"]),
    "AWS::CodePipeline::Pipeline": each(lambda name: aws("codepipeline").get_pipeline(name=name)["pipeline"]),
    "AWS::EC2::FlowLog": lambda ids: by("FlowLogId", aws("ec2").describe_flow_logs(FlowLogIds=ids)["FlowLogs"]),
    "AWS::EC2::NatGateway": lambda ids: by("NatGatewayId", aws("ec2").describe_nat_gateways(NatGatewayIds=ids)["NatGateways"]),
    "AWS::EC2::SecurityGroup": lambda ids: by("GroupId", aws("ec2").describe_security_groups(GroupIds=ids)["SecurityGroups"]),
    "AWS::EC2::Subnet": lambda ids: by("SubnetId", aws("ec2").describe_subnets(SubnetIds=ids)["Subnets"]),
    "AWS::EC2::VPC": lambda ids: by("VpcId", aws("ec2").describe_vpcs(VpcIds=ids)["Vpcs"]),
    "AWS::EC2::VPCEndpoint": lambda ids: by("VpcEndpointId", aws("ec2").describe_vpc_endpoints(VpcEndpointIds=ids)["VpcEndpoints"]),
    "AWS::ECR::Repository": lambda ids: by("repositoryName", aws("ecr").describe_repositories(repositoryNames=ids)["repositories"]),
    "AWS::ECS::Cluster": lambda ids: by("clusterName", aws("ecs").describe_clusters(clusters=ids)["clusters"]),
    "AWS::ECS::Service": each(service),
    "AWS::ECS::TaskDefinition": each(lambda arn: aws("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]),
    "AWS::ElasticLoadBalancingV2::Listener": lambda ids: by("ListenerArn", aws("elbv2").describe_listeners(ListenerArns=ids)["Listeners"]),
    "AWS::ElasticLoadBalancingV2::ListenerRule": lambda ids: by("RuleArn", aws("elbv2").describe_rules(RuleArns=ids)["Rules"]),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": lambda ids: by(
        "LoadBalancerArn", aws("elbv2").describe_load_balancers(LoadBalancerArns=ids)["LoadBalancers"]),
    "AWS::ElasticLoadBalancingV2::TargetGroup": lambda ids: by(
        "TargetGroupArn", aws("elbv2").describe_target_groups(TargetGroupArns=ids)["TargetGroups"]),
    "AWS::Events::Rule": each(lambda name: aws("events").describe_rule(Name=name)),
    "AWS::IAM::Role": each(lambda name: aws("iam").get_role(RoleName=name)["Role"]),
    "AWS::Logs::LogGroup": each(lambda name: aws("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]),
    "AWS::RDS::DBInstance": each(lambda name: aws("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]),
    "AWS::S3::Bucket": each(bucket),
    "AWS::SNS::Subscription": each(lambda arn: aws("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]),
    "AWS::SNS::Topic": each(lambda arn: aws("sns").get_topic_attributes(TopicArn=arn)["Attributes"]),
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
    return aws("elbv2").modify_rule(RuleArn=rule, Actions=actions)


if __name__ == "__main__":
    answer = {"read": read, "release": release, "shift": shift}[sys.argv[1]](*sys.argv[2:])
    json.dump(answer, sys.stdout, indent=2, default=str)
