"""Lambda's runtime for Python in small: loads a function, then asks for events and posts answers."""

import http.client
import json
import os
import sys

PREFIX = "/2018-06-01/runtime/"

sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
handler = __import__(os.environ["_HANDLER"]).handler
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

while True:
    api.request("GET", PREFIX + "invocation/next")
    response = api.getresponse()
    request_id = response.headers["Lambda-Runtime-Aws-Request-Id"]
    event = json.loads(response.read())
    try:
        path, answer = "response", json.dumps(handler(event))
    except Exception as failure:
        path = "error"
        answer = json.dumps({"errorType": type(failure).__name__, "errorMessage": str(failure)})
    api.request("POST", f"{PREFIX}invocation/{request_id}/{path}", answer.encode())
    api.getresponse().read()
