"""What the scripts share: clients of the account, names and times, and a register of checks."""

import os
import sys
import time

import boto3
from botocore.config import Config

ENDPOINT = os.environ["ENDPOINT"]
ACCOUNT = os.environ["ACCOUNT"]
MINUTE_MS = 60_000


def client(service):
    config = Config(retries={"max_attempts": 0}, inject_host_prefix=False)
    return boto3.client(service, endpoint_url=ENDPOINT, config=config)


def minutes_ago(minutes):
    """The start of the minute so many minutes ago, in milliseconds."""
    return int(time.time() * 1000) // MINUTE_MS * MINUTE_MS - minutes * MINUTE_MS


def check(function):
    """Runs a check at once and prints its name; the first failure ends the script."""
    function()
    print(function.__name__)
    sys.stdout.flush()
    return function


def raises(error, call, **arguments):
    """The error that a call must be refused with."""
    try:
        call(**arguments)
    except error as caught:
        return caught
    raise AssertionError(f"{call} was not refused with {error}")
