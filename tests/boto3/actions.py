"""Topics, rules and dashboards."""

import json

from common import ACCOUNT, check, client, raises

sns = client("sns")
events = client("events")
cloudwatch = client("cloudwatch")
topic = sns.create_topic(Name="ops")["TopicArn"]


@check
def a_topic_is_listed():
    assert topic == f"arn:aws:sns:us-east-1:{ACCOUNT}:ops"
    assert sns.list_topics()["Topics"] == [{"TopicArn": topic}]


@check
def a_message_is_published():
    answer = sns.publish(
        TopicArn=topic,
        Message="hello",
        MessageAttributes={"n": {"DataType": "Number", "StringValue": "3"}},
    )
    assert len(answer["MessageId"]) == 36


@check
def a_missing_topic_is_refused():
    error = raises(sns.exceptions.NotFoundException, sns.publish, TopicArn=topic + "x", Message="x")
    assert error.response["Error"]["Message"] == "Topic does not exist"


@check
def a_filter_policy_is_kept():
    arn = sns.subscribe(
        TopicArn=topic,
        Protocol="lambda",
        Endpoint=f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f",
        Attributes={"FilterPolicy": json.dumps({"store": ["a"]})},
    )["SubscriptionArn"]
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert json.loads(attributes["FilterPolicy"]) == {"store": ["a"]}


@check
def a_rule_gets_a_target():
    events.put_rule(Name="r", EventPattern=json.dumps({"source": ["shop"]}))
    answer = events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": topic}])
    assert answer["FailedEntryCount"] == 0
    answer = events.put_events(Entries=[{"Source": "shop", "DetailType": "Order", "Detail": "{}"}])
    assert answer["FailedEntryCount"] == 0, answer


@check
def a_dashboard_is_put():
    body = json.dumps({"widgets": []})
    assert cloudwatch.put_dashboard(DashboardName="d", DashboardBody=body)["DashboardValidationMessages"] == []
    assert json.loads(cloudwatch.get_dashboard(DashboardName="d")["DashboardBody"]) == {"widgets": []}
    raises(cloudwatch.exceptions.DashboardInvalidInputError, cloudwatch.put_dashboard, DashboardName="d", DashboardBody="{}")
