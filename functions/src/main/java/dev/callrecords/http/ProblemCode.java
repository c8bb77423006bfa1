package dev.callrecords.http;

import java.util.Locale;

/** The catalogue of problems: what callers may be told, each with its status (RFC 9457). */
public enum ProblemCode {
  INVALID_CALL_ID(
      400,
      "Invalid call id",
      "A call id is 1 to 64 characters of A-Z, a-z, 0-9, _ and -. Correct the path."),
  INVALID_PARAMETER(400, "Invalid parameter", "Correct the parameters that are listed in errors."),
  INVALID_CURSOR(
      400,
      "Invalid cursor",
      "The cursor is not one of this list. Send next_cursor of the page before as it is, with the"
          + " same parameters, or start again without a cursor."),
  INVALID_BODY(
      400, "Invalid body", "The body is not one JSON object in UTF-8. Correct it, or send none."),
  UNAUTHENTICATED(
      401, "Not authenticated", "Send a valid API key: Authorization: Bearer <api key>."),
  INSUFFICIENT_SCOPE(
      403, "Insufficient scope", "The API key lacks the required scope. Use a key that has it."),
  CALL_NOT_FOUND(
      404, "Call not found", "There is no such call. Check the call id and the API key's tenant."),
  LINK_NOT_FOUND(
      404,
      "Link not found",
      "There is no such shared link. Check that the address is complete, or request a new link."),
  PAGE_NOT_FOUND(
      404,
      "Page not found",
      "The transcript has fewer pages. Start at page 1 and follow the links of rel next."),
  NOT_ACCEPTABLE(
      406,
      "Not acceptable",
      "No transcript format matches the Accept header. Request one of those in available, by"
          + " Accept or by the parameter format."),
  RECORDING_NOT_READY(
      409,
      "Recording not ready",
      "The call is still running or its recording is still being written. Retry after the"
          + " seconds in Retry-After."),
  RECORDING_ARCHIVED(
      409,
      "Recording archived",
      "The recording is archived. If Retry-After is present, it is being restored: retry after"
          + " that many seconds. Otherwise contact support to have it restored."),
  RECORDING_NOT_FOUND(
      404, "Recording not found", "This call has no playable recording. Do not retry."),
  RECORDING_FAILED(
      404,
      "Recording failed",
      "Recording this call failed, and there will be no recording. Do not retry."),
  RECORDING_DELETED(
      410, "Recording deleted", "The recording was deleted. Remove stored references to it."),
  LINK_EXPIRED(410, "Link expired", "The time of the shared link is over. Request a new one."),
  LINK_REVOKED(410, "Link revoked", "The shared link was revoked. Request a new one."),
  BODY_TOO_LARGE(
      413, "Body too large", "The body has more than 8192 characters. Send a smaller one."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "Unsupported media type",
      "The body is taken as JSON only. Send Content-Type: application/json."),
  RECORD_CORRUPT(
      500, "Record corrupt", "The stored call is corrupt. Contact support with the request_id."),
  RECORD_TOO_LARGE(
      500,
      "Record too large",
      "The call exceeds the maximum response size. Contact support with the request_id."),
  INTERNAL_ERROR(
      500,
      "Internal error",
      "An internal error occurred. If it persists, contact support with the request_id."),
  DEPENDENCY_BUSY(
      503,
      "Dependency busy",
      "A required service is busy. Retry after the seconds in Retry-After."),
  DEPENDENCY_TIMEOUT(
      504, "Dependency timeout", "A required service did not respond in time. Retry.");

  private final int status;
  private final String title;
  private final String detail;

  ProblemCode(int status, String title, String detail) {
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  /** Returns the code as it stands in the body, such as {@code call_not_found}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the short text that is the same for every occurrence. */
  public String title() {
    return title;
  }

  /** Returns what a caller should do, where nothing more exact can be said. */
  public String detail() {
    return detail;
  }
}
