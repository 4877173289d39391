"""Log events: putting, getting, filtering, metric filters."""

import time

from common import check, client, minutes_ago, raises

logs = client("logs")
cloudwatch = client("cloudwatch")
STREAM = {"logGroupName": "/boto/events", "logStreamName": "s"}
DAY_MS = 86_400_000
logs.create_log_group(logGroupName="/boto/events")
logs.create_log_stream(**STREAM)
start = minutes_ago(10)


def messages(events):
    return [event["message"] for event in events]


@check
def events_are_put():
    events = [{"timestamp": start + index, "message": f"event {index}"} for index in range(95)]
    answer = logs.put_log_events(**STREAM, logEvents=events)
    assert answer["nextSequenceToken"].isdigit(), answer
    assert "rejectedLogEventsInfo" not in answer, answer


@check
def old_events_are_reported():
    events = [{"timestamp": start - 20 * DAY_MS, "message": "old"}]
    answer = logs.put_log_events(**STREAM, logEvents=events)
    assert answer["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}, answer


@check
def events_out_of_order_are_refused():
    events = [{"timestamp": start + 1, "message": "b"}, {"timestamp": start, "message": "a"}]
    error = raises(logs.exceptions.InvalidParameterException, logs.put_log_events, **STREAM, logEvents=events)
    assert "chronological order" in error.response["Error"]["Message"], error.response


@check
def events_are_read_in_pages():
    found, token = [], None
    while True:
        more = {"nextToken": token} if token else {}
        page = logs.get_log_events(**STREAM, startFromHead=True, limit=40, **more)
        found += messages(page["events"])
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    assert found == [f"event {index}" for index in range(95)], found


@check
def the_paginator_filters():
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName="/boto/events", filterPattern='"event 1"', PaginationConfig={"PageSize": 4}
    )
    found = [event for page in pages for event in page["events"]]
    assert messages(found) == ["event 1"] + [f"event {index}" for index in range(10, 20)], found
    assert len({event["eventId"] for event in found}) == 11


@check
def text_survives():
    text = 'ü 🛰️ "quoted" \\ \t \u0001 漢'
    logs.put_log_events(**STREAM, logEvents=[{"timestamp": int(time.time() * 1000), "message": text}])
    page = logs.get_log_events(**STREAM, limit=1)
    assert messages(page["events"]) == [text], page


@check
def a_bad_token_is_refused():
    error = raises(logs.exceptions.InvalidParameterException, logs.get_log_events, **STREAM, nextToken="bad")
    assert error.response["Error"]["Message"] == "The specified nextToken is invalid.", error.response


@check
def a_metric_filter_counts():
    logs.put_metric_filter(
        logGroupName="/boto/events",
        filterName="f",
        filterPattern="{ $.ms > 10 }",
        metricTransformations=[{"metricName": "Slow", "metricNamespace": "Boto", "metricValue": "$.ms"}],
    )
    events = [{"timestamp": start, "message": '{"ms":%d}' % ms} for ms in (5, 20, 30)]
    logs.put_log_events(**STREAM, logEvents=events)
    answer = cloudwatch.get_metric_statistics(
        Namespace="Boto",
        MetricName="Slow",
        StartTime=start / 1000,
        EndTime=start / 1000 + 60,
        Period=60,
        Statistics=["Sum", "SampleCount"],
    )
    (point,) = answer["Datapoints"]
    assert (point["Sum"], point["SampleCount"], point["Unit"]) == (50, 2, "None"), point
