"""Makes one call for each line of JSON it reads, {"service", "operation", "input"}, and writes one line with what came of it."""

import base64
import json
import os
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

config = Config(retries={"max_attempts": 0}, inject_host_prefix=False)
clients = {}


def plain(value):
    """What JSON has no form for, as the AWS CLI shows it."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


def call(service, operation, input):
    if service not in clients:
        clients[service] = boto3.client(service, endpoint_url=os.environ["ENDPOINT"], config=config)
    method = getattr(clients[service], xform_name(operation), None)
    if method is None:
        return {"unknown": True}
    try:
        answer = method(**input)
    except ClientError as error:
        details = error.response["Error"]
        return {"code": details["Code"], "message": details["Message"]}
    del answer["ResponseMetadata"]
    return {"output": answer}


for line in sys.stdin:
    print(json.dumps(call(**json.loads(line)), default=plain), flush=True)
