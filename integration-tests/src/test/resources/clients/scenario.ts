// What the generated client in TypeScript is asked for: the address, a key, a call, calls whose requests fail.
import {
  CallsApi, Configuration, ProblemFromJSON, RecordingsApi, ResponseError, TranscriptFormat, TranscriptsApi,
} from "./client";

declare const process: { argv: string[]; exit(code: number): never };

const [url, key, callId, ...failing] = process.argv.slice(2);
const configuration = new Configuration({ basePath: url, accessToken: key });
const calls = new CallsApi(configuration);
const transcripts = new TranscriptsApi(configuration);
const recordings = new RecordingsApi(configuration);

async function main() {
  const call = await calls.getCall({ callId, consistent: true });
  console.log("call", call.status, call.duration, call.transcriptSegments?.length, call.createdAt!.getTime() / 1000);
  const chosen = await calls.getCall({ callId, fields: ["id", "status"] });
  console.log("fields", chosen.id, chosen.agentId == null);
  const transcript = await transcripts.getTranscript({ callId, format: TranscriptFormat.Json });
  console.log("transcript", transcript.transcriptSegments[0].speaker, transcript.transcriptSegments[0].endTime);
  const link = await recordings.getRecordingLink({ callId, expiresIn: 60, disposition: "attachment" });
  console.log("link", link.contentType, link.expiresIn);
  const extended = await calls.getCall({ callId: "extended" });
  console.log("extended", extended.status, extended["new_field"], extended.transcriptSegments![0]["new_field"]);
  const operations: Record<string, (callId: string) => Promise<unknown>> = {
    call: (id) => calls.getCall({ callId: id }),
    transcript: (id) => transcripts.getTranscript({ callId: id }),
    recording: (id) => recordings.getRecordingLink({ callId: id }),
  };
  for (const each of failing) {
    const [operation, id] = each.split(" ");
    try {
      await operations[operation](id);
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      const problem = ProblemFromJSON(await error.response.json());
      console.log("problem", error.response.status, problem.status, problem.code);
      continue;
    }
    throw new Error(`${each} did not fail`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
