"""Calls from the emulator's CloudFormation to the emulator's APIs. boto3 checks every call: a property that the API does
not know, or a value of the wrong type, fails the deployment.
"""
import json
import sys

import boto3
from botocore.config import Config

# emulator.py is started with it.
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
    if shape.type_name == "structure" and shape.is_document_type:
        return value
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
