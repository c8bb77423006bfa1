"""GetCall the way AWS's pages teach it for Python: boto3, clients made once."""

import datetime
import gzip
import json
import os

import boto3
from boto3.dynamodb.conditions import Key
from boto3.dynamodb.types import Binary
from botocore.config import Config

LINK_SECONDS = 900

table = boto3.resource("dynamodb").Table(os.environ["CALLS_TABLE"])
# By default links have version 2 of the signature, which buckets with customer keys refuse.
s3 = boto3.client("s3", config=Config(signature_version="s3v4"))


def handler(event):
    tenant = event["requestContext"]["authorizer"]["lambda"]["tenant_id"]
    call_id = event["pathParameters"]["call_id"]
    call = None
    segments = []
    for item in table.query(KeyConditionExpression=Key("pk").eq(f"{tenant}#{call_id}"))["Items"]:
        if item["sk"] == "call":
            call = item
        elif isinstance(item["segments"], Binary):
            segments += json.loads(gzip.decompress(item["segments"].value))
        else:
            segments += item["segments"]
    if call is None:
        return answer(404, {"code": "call_not_found"})
    url = s3.generate_presigned_url(
        "get_object",
        Params={
            "Bucket": os.environ["RECORDINGS_BUCKET"],
            "Key": call["recording"]["key"],
            "ResponseContentDisposition": f'inline; filename="{call["id"]}.wav"',
            "ResponseContentType": "audio/wav",
            "ResponseCacheControl": "private, no-store",
        },
        ExpiresIn=LINK_SECONDS,
    )
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=LINK_SECONDS)
    return answer(
        200,
        {
            "id": call["id"],
            "agent_id": call.get("agent_id"),
            "from_number": call.get("from_number"),
            "to_number": call.get("to_number"),
            "direction": call.get("direction"),
            "status": call["status"],
            "duration": call.get("duration"),
            "recording_url": url,
            "recording_url_expires_at": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "transcript": "\n\n".join(
                f"{segment['speaker'].capitalize()}: {segment['text']}" for segment in segments
            ),
            "transcript_segments": [
                {name: segment[name] for name in ("speaker", "text", "start_time", "end_time")}
                for segment in segments
            ],
            "sentiment": call.get("sentiment"),
            "call_summary": call.get("call_summary"),
            "metadata": call["metadata"],
            "started_at": call.get("started_at"),
            "ended_at": call.get("ended_at"),
            "created_at": call["created_at"],
        },
    )


def number(value):
    """Numbers of DynamoDB are decimals, which the json module does not know."""
    return int(value) if value == value.to_integral_value() else float(value)


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(body, default=number),
        "isBase64Encoded": False,
    }
