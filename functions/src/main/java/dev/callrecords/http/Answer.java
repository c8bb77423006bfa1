package dev.callrecords.http;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.RecordingLink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a caller, before the headers that all answers have and before content encoding.
 *
 * @param status the HTTP status
 * @param headers only those of this answer
 * @param body UTF-8; null when there is none
 * @param fault set when the answer is not what the caller came for and not the caller's doing
 */
public record Answer(
    int status,
    Map<String, String> headers,
    @SuppressWarnings("ArrayRecordComponent") // Written once and never compared.
        byte @Nullable [] body,
    @Nullable Fault fault) {

  private static final String CONTENT_TYPE = "Content-Type";
  private static final String RETRY_AFTER = "Retry-After";

  /** Returns 200 with the call and, when there is one, a link to its recording. */
  public static Answer call(Call call, @Nullable RecordingLink link) {
    return json(Bodies.call(call, link));
  }

  /** Returns 200 with the link. */
  public static Answer link(PresignRecording.Outcome.Linked linked) {
    return json(Bodies.link(linked));
  }

  /** Returns 302 to the link. */
  public static Answer redirect(RecordingLink link) {
    return new Answer(302, Map.of("Location", link.url()), null, null);
  }

  /** Returns a problem with the catalogue's own detail. */
  public static Answer problem(GatewayRequest request, ProblemCode code) {
    return problem(request, code, code.detail());
  }

  /** Returns a problem with a more exact detail, which holds no ids and no internals. */
  public static Answer problem(GatewayRequest request, ProblemCode code, String detail) {
    return problem(request, code, detail, List.of());
  }

  /** Returns 400 with everything that is wrong with the call id and the query. */
  public static Answer badRequest(
      GatewayRequest request, boolean callIdIsValid, List<ParameterError> queryErrors) {
    if (callIdIsValid) {
      ProblemCode code = ProblemCode.INVALID_PARAMETER;
      return problem(request, code, code.detail(), queryErrors);
    }
    ProblemCode code = ProblemCode.INVALID_CALL_ID;
    List<ParameterError> errors = new java.util.ArrayList<>();
    errors.add(new ParameterError("call_id", "1 to 64 characters of A-Z, a-z, 0-9, _ and -"));
    errors.addAll(queryErrors);
    return problem(request, code, code.detail(), errors);
  }

  private static Answer problem(
      GatewayRequest request, ProblemCode code, String detail, List<ParameterError> errors) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, "application/problem+json");
    switch (code) {
      case UNAUTHENTICATED -> headers.put("WWW-Authenticate", "Bearer");
      case RECORDING_NOT_READY -> headers.put(RETRY_AFTER, "5");
      case DEPENDENCY_BUSY -> headers.put(RETRY_AFTER, "1");
      default -> {}
    }
    byte[] body = Bodies.problem(code, detail, errors, request.requestId());
    return new Answer(code.status(), headers, body, null);
  }

  private static Answer json(byte[] body) {
    return new Answer(200, Map.of(CONTENT_TYPE, "application/json"), body, null);
  }

  /** Returns the same answer, marked as our fault. */
  public Answer because(Fault ourFault) {
    return new Answer(status, headers, body, ourFault);
  }
}
