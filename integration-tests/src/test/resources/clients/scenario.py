"""What the generated client in Python is asked for: the address, a key, a call, calls whose requests fail."""

import sys

import openapi_client
from openapi_client.models.problem import Problem
from openapi_client.models.transcript_format import TranscriptFormat

url, key, call_id, *failing = sys.argv[1:]
with openapi_client.ApiClient(openapi_client.Configuration(host=url, access_token=key)) as client:
    calls = openapi_client.CallsApi(client)
    transcripts = openapi_client.TranscriptsApi(client)
    recordings = openapi_client.RecordingsApi(client)

    call = calls.get_call(call_id, consistent=True)
    print("call", call.status, call.duration, len(call.transcript_segments), int(call.created_at.timestamp()))
    chosen = calls.get_call(call_id, fields=["id", "status"])
    print("fields", chosen.id, str(chosen.agent_id is None).lower())
    first = transcripts.get_transcript(call_id, format=TranscriptFormat.JSON).transcript_segments[0]
    print("transcript", first.speaker, first.end_time)
    link = recordings.get_recording_link(call_id, expires_in=60, disposition="attachment")
    print("link", link.content_type, link.expires_in)
    extended = calls.get_call("extended")
    print(
        "extended",
        extended.status,
        extended.additional_properties["new_field"],
        extended.transcript_segments[0].additional_properties["new_field"],
    )
    operations = {
        "call": calls.get_call,
        "transcript": transcripts.get_transcript,
        "recording": recordings.get_recording_link,
    }
    for case in failing:
        operation, id_of_case = case.split(" ")
        try:
            operations[operation](id_of_case)
        except openapi_client.ApiException as error:
            problem = error.data if isinstance(error.data, Problem) else Problem.from_json(error.body)
            print("problem", error.status, problem.status, problem.code)
        else:
            sys.exit(case + " did not fail")
