// GetCall the way AWS's pages teach it for Node.js: SDK v3, clients made once.
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { gunzipSync } from "node:zlib";

const LINK_SECONDS = 900;

const dynamoDb = new DynamoDBClient({});
const s3 = new S3Client({});

export async function handler(event) {
  const tenant = event.requestContext.authorizer.lambda.tenant_id;
  const id = event.pathParameters.call_id;
  const { Items } = await dynamoDb.send(
    new QueryCommand({
      TableName: process.env.CALLS_TABLE,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: `${tenant}#${id}` } },
    }),
  );
  let call;
  const segments = [];
  for (const item of Items.map((values) => unmarshall(values))) {
    if (item.sk === "call") {
      call = item;
    } else if (item.segments instanceof Uint8Array) {
      segments.push(...JSON.parse(gunzipSync(item.segments)));
    } else {
      segments.push(...item.segments);
    }
  }
  if (!call) {
    return answer(404, { code: "call_not_found" });
  }
  const url = await getSignedUrl(
    s3,
    new GetObjectCommand({
      Bucket: process.env.RECORDINGS_BUCKET,
      Key: call.recording.key,
      ResponseContentDisposition: `inline; filename="${call.id}.wav"`,
      ResponseContentType: "audio/wav",
      ResponseCacheControl: "private, no-store",
    }),
    { expiresIn: LINK_SECONDS },
  );
  return answer(200, {
    id: call.id,
    agent_id: call.agent_id ?? null,
    from_number: call.from_number ?? null,
    to_number: call.to_number ?? null,
    direction: call.direction ?? null,
    status: call.status,
    duration: call.duration ?? null,
    recording_url: url,
    recording_url_expires_at: new Date(Date.now() + LINK_SECONDS * 1000).toISOString(),
    transcript: segments
      .map(({ speaker, text }) => `${speaker[0].toUpperCase()}${speaker.slice(1)}: ${text}`)
      .join("\n\n"),
    transcript_segments: segments.map(({ speaker, text, start_time, end_time }) => ({
      speaker,
      text,
      start_time,
      end_time,
    })),
    sentiment: call.sentiment ?? null,
    call_summary: call.call_summary ?? null,
    metadata: call.metadata,
    started_at: call.started_at ?? null,
    ended_at: call.ended_at ?? null,
    created_at: call.created_at,
  });
}

function answer(statusCode, body) {
  return {
    statusCode,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}
