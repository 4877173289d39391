"""Logs Insights: queries, their errors, and what belongs to them."""

import json
import time

from common import ACCOUNT, check, client, raises

logs = client("logs")
GROUP = "/boto3/insights"
ARN = f"arn:aws:logs:{logs.meta.region_name}:{ACCOUNT}:log-group:{GROUP}"
NOW = int(time.time())

logs.create_log_group(logGroupName=GROUP)
logs.create_log_stream(logGroupName=GROUP, logStreamName="s")
events = [
    {"timestamp": NOW * 1000 - 1000 + i, "message": json.dumps({"level": "ERROR" if i % 4 == 0 else "INFO", "ms": i})}
    for i in range(20)
]
logs.put_log_events(logGroupName=GROUP, logStreamName="s", logEvents=events)


def start(text, **more):
    groups = more or {"logGroupName": GROUP}
    return logs.start_query(queryString=text, **{"startTime": NOW - 600, "endTime": NOW + 60, **groups})["queryId"]


def answer(query_id):
    for _ in range(200):
        results = logs.get_query_results(queryId=query_id)
        if results["status"] not in ("Scheduled", "Running"):
            return results
        time.sleep(0.05)
    raise AssertionError("the query did not end")


def rows(text, **more):
    results = answer(start(text, **more))
    assert results["status"] == "Complete", results
    return [{cell["field"]: cell["value"] for cell in row} for row in results["results"]]


@check
def statistics_count_what_was_read_and_what_matched():
    results = answer(start('filter level = "ERROR" | stats count(*) as n'))
    statistics = results["statistics"]
    assert (statistics["recordsScanned"], statistics["recordsMatched"]) == (20.0, 5.0), statistics
    # Older clients do not know the number of log groups.
    assert statistics.get("logGroupsScanned", 1.0) == 1.0 and statistics["bytesScanned"] > 0, statistics
    assert results["results"] == [[{"field": "n", "value": "5"}]], results


@check
def groups_are_named_in_three_ways():
    for way in ({"logGroupName": GROUP}, {"logGroupNames": [GROUP]}, {"logGroupIdentifiers": [ARN]}):
        assert rows("stats count(*) as n", **way) == [{"n": "20"}], way
    refused = raises(
        logs.exceptions.InvalidParameterException, start, text="fields a", logGroupName=GROUP, logGroupNames=[GROUP]
    )
    assert "Only one of" in str(refused)


@check
def grafana_asks_so():
    found = rows(
        "fields @timestamp,ltrim(@message) as message,@log,@logStream|sort @timestamp desc",
        logGroupIdentifiers=[ARN],
        limit=3,
    )
    assert len(found) == 3 and found[0]["message"].startswith('{"level"') and found[0]["@log"] == f"{ACCOUNT}:{GROUP}"


@check
def milliseconds_are_a_far_future():
    assert rows("stats count(*) as n", logGroupName=GROUP, startTime=NOW * 1000 - 600_000, endTime=NOW * 1000) == [
        {"n": "0"}
    ]


@check
def malformed_queries_say_where():
    for text, at in (("nonsense", "nonsense"), ("fields a | limit x", "x"), ("filter a = ", ""), ("stats max()", None)):
        refused = raises(logs.exceptions.MalformedQueryException, start, text=text)
        error = refused.response["queryCompileError"]
        location = error["location"]
        assert error["message"] == refused.response["Error"]["Message"], error
        if at is not None:
            assert text[location["startCharOffset"] : location["endCharOffset"]] == at, (text, location)


@check
def a_pointer_leads_to_the_record():
    pointer = rows("filter ms = 7")[0]["@ptr"]
    record = logs.get_log_record(logRecordPointer=pointer)["logRecord"]
    assert (record["ms"], record["level"], record["@timestamp"]) == ("7", "INFO", str(NOW * 1000 - 993)), record


@check
def scheduled_queries_are_kept():
    if not hasattr(logs, "create_scheduled_query"):
        return
    configuration = {
        "queryLanguage": "CWLI",
        "queryString": "stats count(*)",
        "logGroupIdentifiers": [ARN],
        "scheduleExpression": "rate(1 hour)",
        "executionRoleArn": "arn:aws:iam::123456789012:role/queries",
    }
    arn = logs.create_scheduled_query(name="hourly", **configuration)["scheduledQueryArn"]
    found = logs.get_scheduled_query(identifier=arn)
    assert {key: found[key] for key in configuration} == configuration, found
    assert [one["name"] for one in logs.list_scheduled_queries()["scheduledQueries"]] == ["hourly"]
    logs.delete_scheduled_query(identifier="hourly")
    raises(logs.exceptions.ResourceNotFoundException, logs.get_scheduled_query, identifier=arn)
