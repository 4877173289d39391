"""Metrics: putting in all forms, statistics, data, listing, errors."""

import datetime

from botocore.exceptions import ClientError
from common import ACCOUNT, check, client, minutes_ago, raises

cloudwatch = client("cloudwatch")
start = minutes_ago(10)


def at(minute):
    return datetime.datetime.fromtimestamp(start / 1000 + minute * 60, datetime.timezone.utc)


def put(namespace, *data):
    return cloudwatch.put_metric_data(Namespace=namespace, MetricData=list(data))


def statistics(name, statistics=("Sum",), **more):
    answer = cloudwatch.get_metric_statistics(
        Namespace="Boto", MetricName=name, StartTime=at(0), EndTime=at(9), Period=60, Statistics=list(statistics), **more
    )
    return sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])


@check
def values_have_statistics_and_times():
    put("Boto", *({"MetricName": "plain", "Value": value, "Timestamp": at(1)} for value in range(10)))
    (point,) = statistics("plain", ("Average", "Sum", "Minimum", "Maximum", "SampleCount"))
    assert point["Timestamp"] == at(1), point
    assert (point["Average"], point["Sum"], point["Minimum"], point["Maximum"]) == (4.5, 45, 0, 9), point
    assert (point["SampleCount"], point["Unit"]) == (10, "None"), point


@check
def counts_and_sets_add_up():
    put("Boto", {"MetricName": "mixed", "Values": [1, 10], "Counts": [2, 4], "Unit": "Count", "Timestamp": at(1)})
    values = {"SampleCount": 2, "Sum": 6, "Minimum": 2, "Maximum": 4}
    put("Boto", {"MetricName": "mixed", "StatisticValues": values, "Unit": "Count", "Timestamp": at(1)})
    (point,) = statistics("mixed", ("SampleCount", "Sum"), Unit="Count")
    assert (point["SampleCount"], point["Sum"]) == (8, 48), point


@check
def dimensions_are_the_identity():
    a, b = {"Name": "A", "Value": "1"}, {"Name": "B", "Value": "x & <y>"}
    put("Boto", {"MetricName": "dims", "Value": 1, "Dimensions": [a, b], "Timestamp": at(1)})
    assert statistics("dims") == []
    assert statistics("dims", Dimensions=[b, a])[0]["Sum"] == 1


@check
def percentiles_are_answered():
    put("Boto", {"MetricName": "p", "Values": list(range(1, 11)), "Timestamp": at(1)})
    answer = cloudwatch.get_metric_statistics(
        Namespace="Boto",
        MetricName="p",
        StartTime=at(0),
        EndTime=at(9),
        Period=60,
        ExtendedStatistics=["p50", "tm90", "PR(:3)"],
    )
    assert answer["Datapoints"][0]["ExtendedStatistics"] == {"p50": 5, "tm90": 5, "PR(:3)": 30}, answer


@check
def the_paginator_gets_data():
    put("Boto", *({"MetricName": "many", "Value": minute, "Timestamp": at(minute)} for minute in range(9)))
    query = {
        "Id": "q",
        "MetricStat": {"Metric": {"Namespace": "Boto", "MetricName": "many"}, "Period": 60, "Stat": "Sum"},
    }
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[query],
        StartTime=at(0),
        EndTime=at(9),
        ScanBy="TimestampAscending",
        PaginationConfig={"PageSize": 4},
    )
    pages = list(pages)
    assert len(pages) >= 3, len(pages)
    values = [value for page in pages for result in page["MetricDataResults"] for value in result["Values"]]
    assert values == list(range(9)), values


@check
def the_paginator_lists_metrics():
    for first in (0, 300):
        put("Boto/List", *({"MetricName": f"m{first + index:03}", "Value": 1} for index in range(300)))
    pages = list(cloudwatch.get_paginator("list_metrics").paginate(Namespace="Boto/List"))
    assert [len(page["Metrics"]) for page in pages] == [500, 100]
    names = {metric["MetricName"] for page in pages for metric in page["Metrics"]}
    assert len(names) == 600


@check
def errors_are_typed():
    datum = {"MetricName": "m", "Value": 1, "Values": [1]}
    error = raises(
        cloudwatch.exceptions.InvalidParameterCombinationException,
        cloudwatch.put_metric_data,
        Namespace="Boto",
        MetricData=[datum],
    )
    assert error.response["Error"]["Code"] == "InvalidParameterCombination", error.response
    assert error.response["Error"]["Type"] == "Sender", error.response
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    good = {"MetricName": "m", "Value": 1}
    error = raises(ClientError, cloudwatch.put_metric_data, Namespace="AWS/Mine", MetricData=[good])
    assert error.response["Error"]["Code"] == "InvalidParameterValue", error.response


@check
def unsupported_operations_are_refused():
    error = raises(ClientError, cloudwatch.describe_insight_rules)
    assert error.response["Error"]["Code"] in ("InvalidAction", "UnsupportedOperation"), error.response


@check
def the_caller_is_the_account():
    assert client("sts").get_caller_identity()["Account"] == ACCOUNT
