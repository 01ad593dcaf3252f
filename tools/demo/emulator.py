"""AWS on this machine: moto, with a CloudFormation that knows a little more.

    python emulator.py <port>

moto's services know more than its CloudFormation hands on to them, and it skips silently what it does not know. The
modules beside this one hand on what a template says to the service's own API; here is what the real CloudFormation does
by itself.
"""
import emulator_fuller_types  # noqa: F401: it teaches when it is imported
import emulator_new_types  # noqa: F401
from emulator_call import PORT
from moto.cloudformation import parsing
from moto.server import main
from moto.ssm.models import Parameter


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
