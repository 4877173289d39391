"""Alarms: every operation, with typed errors and waiters."""

import datetime
import json

from common import ACCOUNT, check, client, raises

cloudwatch = client("cloudwatch")
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:topic"


def put(name, **more):
    alarm = {
        "AlarmName": name,
        "Namespace": "Boto",
        "MetricName": "m",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 50.5,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "ignore",
        "AlarmActions": [TOPIC],
    }
    cloudwatch.put_metric_alarm(**{**alarm, **more})
    return alarm


def described(name, kind="MetricAlarm"):
    answer = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=[kind])
    (alarm,) = answer[f"{kind}s"]
    return alarm


@check
def an_alarm_is_described_as_it_was_put():
    alarm = put("plain", Tags=[{"Key": "a", "Value": "b"}])
    cloudwatch.get_waiter("alarm_exists").wait(AlarmNames=["plain"])
    found = described("plain")
    assert {key: found[key] for key in alarm} == alarm, found
    assert found["StateReason"] == "Unchecked: Initial alarm creation", found
    assert isinstance(found["StateUpdatedTimestamp"], datetime.datetime), found
    assert "AlarmDescription" not in found and "DatapointsToAlarm" not in found, found
    tags = cloudwatch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]
    assert tags == [{"Key": "a", "Value": "b"}], tags
    (other,) = cloudwatch.describe_alarms_for_metric(Namespace="Boto", MetricName="m")["MetricAlarms"]
    assert other["AlarmName"] == "plain", other


@check
def math_and_composite_alarms_work():
    metric = {"Metric": {"Namespace": "Boto", "MetricName": "m"}, "Period": 60, "Stat": "Sum"}
    cloudwatch.put_metric_alarm(
        AlarmName="math",
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
        Metrics=[{"Id": "m1", "MetricStat": metric, "ReturnData": False}, {"Id": "e1", "Expression": "m1 * 2"}],
    )
    assert described("math")["Metrics"][1]["Expression"] == "m1 * 2"
    cloudwatch.put_composite_alarm(AlarmName="top", AlarmRule='ALARM("plain") OR AT_LEAST(1, ALARM, (math))')
    assert described("top", "CompositeAlarm")["StateValue"] == "OK"
    children = cloudwatch.describe_alarms(ChildrenOfAlarmName="top")["MetricAlarms"]
    assert [child["AlarmName"] for child in children] == ["math", "plain"], children


@check
def a_state_is_set_and_told():
    cloudwatch.set_alarm_state(AlarmName="plain", StateValue="ALARM", StateReason="by hand", StateReasonData='{"a": 1}')
    assert described("plain")["StateValue"] == "ALARM"
    top = described("top", "CompositeAlarm")
    assert top["StateValue"] == "ALARM" and "plain transitioned to ALARM" in top["StateReason"], top
    pages = cloudwatch.get_paginator("describe_alarm_history").paginate(AlarmName="plain", HistoryItemType="StateUpdate")
    (item,) = [item for page in pages for item in page["AlarmHistoryItems"]]
    assert item["HistorySummary"] == "Alarm updated from INSUFFICIENT_DATA to ALARM", item
    assert json.loads(item["HistoryData"])["newState"]["stateReasonData"] == {"a": 1}, item


@check
def actions_are_switched():
    cloudwatch.disable_alarm_actions(AlarmNames=["plain"])
    assert described("plain")["ActionsEnabled"] is False
    cloudwatch.enable_alarm_actions(AlarmNames=["plain"])
    assert described("plain")["ActionsEnabled"] is True


@check
def mute_rules_are_kept():
    if not hasattr(cloudwatch, "put_alarm_mute_rule"):
        return  # Of 2025 or older: it does not know them.
    rule = {"Schedule": {"Expression": "at(2099-01-01T10:00)", "Duration": "PT1H"}}
    cloudwatch.put_alarm_mute_rule(Name="later", Rule=rule, MuteTargets={"AlarmNames": ["plain"]})
    found = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName="later")
    assert (found["Status"], found["MuteType"]) == ("SCHEDULED", "ONE_TIME"), found
    assert len(cloudwatch.list_alarm_mute_rules(AlarmName="plain")["AlarmMuteRuleSummaries"]) == 1
    cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="later")
    raises(cloudwatch.exceptions.ResourceNotFoundException, cloudwatch.get_alarm_mute_rule, AlarmMuteRuleName="later")


@check
def anomaly_detectors_are_kept():
    metric = {"Namespace": "Boto", "MetricName": "m", "Stat": "Sum"}
    cloudwatch.put_anomaly_detector(SingleMetricAnomalyDetector=metric)
    (found,) = cloudwatch.describe_anomaly_detectors()["AnomalyDetectors"]
    assert found["SingleMetricAnomalyDetector"]["Stat"] == "Sum", found
    cloudwatch.delete_anomaly_detector(SingleMetricAnomalyDetector=metric)


@check
def errors_are_typed():
    error = raises(cloudwatch.exceptions.ClientError, put, name="bad", Period=45)
    assert error.response["Error"]["Code"] == "ValidationError", error.response
    assert error.response["Error"]["Message"] == "Period must be 10, 20, 30 or a multiple of 60", error.response
    used = raises(cloudwatch.exceptions.ClientError, cloudwatch.delete_alarms, AlarmNames=["plain"])
    assert used.response["Error"]["Code"] == "ResourceConflict", used.response
    gone = {"AlarmName": "gone", "StateValue": "OK", "StateReason": ""}
    raises(cloudwatch.exceptions.ResourceNotFound, cloudwatch.set_alarm_state, **gone)
    no_json = {"AlarmName": "plain", "StateValue": "OK", "StateReason": "", "StateReasonData": "{"}
    raises(cloudwatch.exceptions.InvalidFormatFault, cloudwatch.set_alarm_state, **no_json)
    raises(cloudwatch.exceptions.InvalidNextToken, cloudwatch.describe_alarms, NextToken="x")


@check
def alarms_are_deleted():
    cloudwatch.delete_alarms(AlarmNames=["top"])
    cloudwatch.delete_alarms(AlarmNames=["plain", "math"])
    assert cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])["MetricAlarms"] == []
    if hasattr(cloudwatch, "describe_alarm_contributors"):
        missing = cloudwatch.exceptions.ResourceNotFoundException
        raises(missing, cloudwatch.describe_alarm_contributors, AlarmName="plain")
