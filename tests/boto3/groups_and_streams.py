"""Log groups, streams, retention and tags with typed errors and paginators."""

from botocore.exceptions import ClientError
from common import ACCOUNT, check, client, minutes_ago, raises

logs = client("logs")


@check
def a_group_has_both_arns():
    logs.create_log_group(logGroupName="/boto/a", tags={"team": "x"})
    (group,) = logs.describe_log_groups(logGroupNamePrefix="/boto/a")["logGroups"]
    assert group["arn"] == f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/boto/a:*", group
    assert group["storedBytes"] == 0 and "retentionInDays" not in group, group


@check
def a_second_group_of_the_name_is_refused():
    error = raises(logs.exceptions.ResourceAlreadyExistsException, logs.create_log_group, logGroupName="/boto/a")
    assert error.response["Error"]["Message"] == "The specified log group already exists", error.response
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert error.response["ResponseMetadata"]["RequestId"], error.response


@check
def retention_is_set_and_removed():
    logs.put_retention_policy(logGroupName="/boto/a", retentionInDays=30)
    assert logs.describe_log_groups(logGroupNamePrefix="/boto/a")["logGroups"][0]["retentionInDays"] == 30
    logs.delete_retention_policy(logGroupName="/boto/a")
    assert "retentionInDays" not in logs.describe_log_groups(logGroupNamePrefix="/boto/a")["logGroups"][0]
    raises(
        logs.exceptions.InvalidParameterException,
        logs.put_retention_policy,
        logGroupName="/boto/a",
        retentionInDays=10,
    )


@check
def tags_come_and_go():
    arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/boto/a"
    logs.tag_resource(resourceArn=arn, tags={"stage": "dev"})
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "x", "stage": "dev"}
    logs.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert logs.list_tags_log_group(logGroupName="/boto/a")["tags"] == {"stage": "dev"}


@check
def paginators_see_every_group():
    for index in range(23):
        logs.create_log_group(logGroupName=f"/page/{index:02}")
    pages = logs.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix="/page/", PaginationConfig={"PageSize": 10}
    )
    sizes = [len(page["logGroups"]) for page in pages]
    assert sizes == [10, 10, 3], sizes


@check
def paginators_see_every_stream_in_both_orders():
    start = minutes_ago(5)
    for index in range(5):
        logs.create_log_stream(logGroupName="/boto/a", logStreamName=f"s{index}")
        event = {"timestamp": start - index, "message": "x"}
        logs.put_log_events(logGroupName="/boto/a", logStreamName=f"s{index}", logEvents=[event])
    paginator = logs.get_paginator("describe_log_streams")
    for order, expected in (("LogStreamName", "s0 s1 s2 s3 s4"), ("LastEventTime", "s4 s3 s2 s1 s0")):
        pages = paginator.paginate(logGroupName="/boto/a", orderBy=order, PaginationConfig={"PageSize": 2})
        names = " ".join(stream["logStreamName"] for page in pages for stream in page["logStreams"])
        assert names == expected, (order, names)


@check
def a_deleted_group_is_gone():
    logs.delete_log_group(logGroupName="/boto/a")
    error = raises(logs.exceptions.ResourceNotFoundException, logs.describe_log_streams, logGroupName="/boto/a")
    assert isinstance(error, ClientError)
    assert error.response["Error"]["Message"] == "The specified log group does not exist.", error.response
