package dev.callrecords.integration.faults;

/**
 * What a service can do wrong.
 *
 * <p>In its answers DynamoDB names an error in the body. S3 answers to HEAD without a body, so that
 * its status says all, and names an error in its answer to GET.
 */
enum Fault {
  THROTTLED(400, error("ThrottlingException"), 503),
  THROUGHPUT_EXCEEDED(400, error("ProvisionedThroughputExceededException"), 503),
  BROKEN(500, error("InternalServerError"), 500),
  BROKEN_IN_HTML(503, "<html><body>Service Unavailable, secret-of-aws</body></html>", 503),
  BROKEN_WITHOUT_CODE(500, "{\"message\":\"secret-of-aws\"}", 500),
  /** A good status, and a body that is no JSON. */
  GARBAGE(200, "}secret-of-aws{", 200),
  /** The body is not the one that the checksum was made of. */
  DAMAGED,
  CREDENTIALS_EXPIRED(400, error("ExpiredTokenException"), 400),
  /** S3's answer for an object encrypted with a customer-provided key (SSE-C). */
  KEY_OF_WRITER(400, error("InvalidRequest"), 400),
  ACCESS_DENIED(400, error("AccessDeniedException"), 403),
  /** What DynamoDB says when it may not use the key of a table. */
  KEY_DENIED(400, error("KMSAccessDeniedException"), 403),
  NO_SUCH_TABLE(400, error("ResourceNotFoundException"), 404),
  /** A good status and no body at all. */
  EMPTY(200, "", 200),
  /** The item of another key than was asked for. */
  OF_ANOTHER_KEY,
  /** Answers well and then once more, which the next request on the connection may get. */
  TWICE,
  /** Answers with something that is not HTTP. */
  NOT_HTTP,
  /** Takes the request and never answers. */
  SILENT,
  /** Answers a byte now and then, for longer than anybody waits. */
  DRIPPING,
  /** Takes a second for each page of a call that does not end. */
  SLOW_PAGES,
  /** Closes the connection instead of answering. */
  CLOSED,
  /** Answers the first request of a connection, and closes it at the next. */
  CLOSED_ONCE_KEPT,
  /** Answers the first request of a connection, and no more. */
  SILENT_ONCE_KEPT,
  /** A call whose values are nested far deeper than DynamoDB lets them be. */
  NESTED,
  /** A call of more pages than there is memory for. */
  ENDLESS;

  /** The status, 0 where the answer is no error in itself. */
  final int status;

  final String body;
  final int statusToHead;

  Fault() {
    this(0, "", 0);
  }

  Fault(int status, String body, int statusToHead) {
    this.status = status;
    this.body = body;
    this.statusToHead = statusToHead;
  }

  private static String error(String code) {
    return "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"secret-of-aws\"}"
        .formatted(code);
  }
}
