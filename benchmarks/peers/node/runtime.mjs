// Lambda's runtime for Node.js in small: loads a function, then asks for events and posts answers.
import http from "node:http";

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function request(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const sent = http.request(
      { host, port, method, headers, agent, path: `/2018-06-01/runtime/${path}` },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
        );
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const { handler } = await import(new URL(process.env._HANDLER, `file://${process.env.LAMBDA_TASK_ROOT}/`));
for (;;) {
  const event = await request("GET", "invocation/next");
  const id = event.headers["lambda-runtime-aws-request-id"];
  try {
    const answer = JSON.stringify(await handler(JSON.parse(event.body)));
    await request("POST", `invocation/${id}/response`, answer);
  } catch (failure) {
    await request(
      "POST",
      `invocation/${id}/error`,
      JSON.stringify({ errorType: failure.name, errorMessage: String(failure.stack) }),
    );
  }
}
