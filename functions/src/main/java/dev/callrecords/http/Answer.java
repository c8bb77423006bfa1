package dev.callrecords.http;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.CreateLink;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.ListCalls;
import dev.callrecords.domain.ListLinks;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Selection;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.Transcript;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An answer before common headers and content encoding are applied.
 *
 * @param status the HTTP status
 * @param headers only those of this answer
 * @param body UTF-8; null when there is none
 * @param fault set when the answer is not what the caller came for and not the caller's doing
 * @param fallback what to answer when this one is too large; null when nothing can be left out
 */
public record Answer(
    int status,
    Map<String, String> headers,
    @SuppressWarnings("ArrayRecordComponent") // Written once and never compared.
        byte @Nullable [] body,
    @Nullable Fault fault,
    @Nullable Supplier<Answer> fallback) {

  private static final String CONTENT_TYPE = "Content-Type";
  private static final String ETAG = "ETag";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String LOCATION = "Location";
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final String RETRY_AFTER = "Retry-After";
  private static final String ROBOTS = "X-Robots-Tag";
  private static final String NOINDEX = "noindex";
  private static final String VARY = "Vary";

  /** Creates an answer of which nothing can be left out. */
  public Answer(
      int status, Map<String, String> headers, byte @Nullable [] body, @Nullable Fault fault) {
    this(status, headers, body, fault, null);
  }

  /** Returns 200 with the whole call, and a link to its recording if given. */
  public static Answer call(Call call, @Nullable RecordingLink link) {
    return json(Bodies.call(call, link, Selection.everything().fields()).bytes());
  }

  /**
   * Returns 200 with the chosen fields of a call, or 304 without them. A 304 says nothing of the
   * link in the client's copy, which may have expired since. When the call is too large for any
   * answer, the transcript is left out and a header links to it.
   */
  public static Answer call(
      GatewayRequest request, Caller caller, GetCall.Outcome.Found found, Selection selection) {
    Call call = found.call();
    Bodies.CallBody body = Bodies.call(call, found.link(), selection.fields());
    boolean mayHear = caller.may(Scope.RECORDINGS_READ);
    EntityTag tag = EntityTag.ofCall(body, selection, mayHear, call.recording());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, JSON);
    Answer answer = unlessMatched(request, tag, headers, body.bytes());
    if (!selection.wantsTranscript()) {
      return answer;
    }
    return new Answer(
        answer.status,
        answer.headers,
        answer.body,
        answer.fault,
        () -> withoutTranscript(found, selection, tag));
  }

  /** Returns 200 with the tag of the whole call. It changes with what is left out. */
  private static Answer withoutTranscript(
      GetCall.Outcome.Found found, Selection selection, EntityTag tag) {
    Call rest = found.call().withTranscript(Transcript.empty());
    String path = "/v1/calls/" + rest.id().value() + "/transcript";
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Link", "<" + path + ">; rel=\"transcript\"");
    headers.put(CONTENT_TYPE, JSON);
    headers.put(ETAG, tag.header());
    byte[] body = Bodies.call(rest, found.link(), selection.fields()).bytes();
    return new Answer(200, headers, body, null);
  }

  /** Returns 200, or 304 when the client has the answer of this tag. */
  private static Answer unlessMatched(
      GatewayRequest request, EntityTag tag, Map<String, String> headers, byte[] body) {
    headers.put(ETAG, tag.header());
    if (!tag.matches(request.ifNoneMatch())) {
      return new Answer(200, headers, body, null);
    }
    headers.keySet().retainAll(Set.of(ETAG, VARY));
    return new Answer(304, headers, null, null);
  }

  /**
   * Returns 200 with a page of the transcript. When there is another page it has a link to that;
   * when the client has the page it is 304, when there is none 404.
   *
   * @param strong whether the next page shall be read strongly consistent too
   */
  public static Answer transcript(
      GatewayRequest request,
      CallId id,
      Transcript transcript,
      TranscriptFormat format,
      int page,
      boolean strong) {
    Optional<TranscriptDocument.Page> found =
        TranscriptDocument.of(format, id, transcript).page(page);
    if (found.isEmpty()) {
      return problem(request, ProblemCode.PAGE_NOT_FOUND);
    }
    byte[] body = found.get().body();
    boolean compressed = GatewayResponse.compresses(body, request);
    EntityTag tag = EntityTag.ofPage(format, page, compressed, body);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(VARY, "Accept, Accept-Encoding");
    headers.put(CONTENT_TYPE, format.contentType());
    if (!found.get().last()) {
      headers.put(
          "Link",
          "</v1/calls/%s/transcript?page=%d&format=%s%s>; rel=\"next\""
              .formatted(id.value(), page + 1, format.text(), strong ? "&consistent=true" : ""));
    }
    return unlessMatched(request, tag, headers, body);
  }

  /** Returns 200 with a page of a list and a link to the next page. */
  public static Answer calls(GatewayRequest request, ListCalls.Outcome.Page page) {
    return page(request, "/v1/calls", page.nextCursor(), Bodies.calls(page));
  }

  /** Returns 200 with a page of shared links and a link to the next page. */
  public static Answer links(GatewayRequest request, CallId id, ListLinks.Outcome.Page page) {
    return page(request, linksPath(id), page.nextCursor(), Bodies.links(page));
  }

  private static Answer page(
      GatewayRequest request, String path, @Nullable String nextCursor, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, JSON);
    if (nextCursor != null) {
      Map<String, String> query = new LinkedHashMap<>(request.queryParameters());
      query.put("cursor", nextCursor);
      headers.put(
          "Link",
          query.entrySet().stream()
              .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
              .collect(Collectors.joining("&", "<" + path + "?", ">; rel=\"next\"")));
    }
    return new Answer(200, headers, body, null);
  }

  private static String linksPath(CallId id) {
    return "/v1/calls/" + id.value() + "/links";
  }

  /**
   * Returns 201 with a shared link, whose token is shown this once.
   *
   * @param origin scheme and host of its address
   */
  public static Answer createdLink(String origin, CreateLink.Outcome.Created created) {
    SharedLink link = created.link();
    return new Answer(
        201,
        Map.of(CONTENT_TYPE, JSON, LOCATION, linksPath(link.callId()) + "/" + link.id()),
        Bodies.createdLink(link, origin + "/l/" + created.token().reveal()),
        null);
  }

  /** Returns 204, which has no body. */
  public static Answer noContent() {
    return new Answer(204, Map.of(), null, null);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Returns 406 with the list of what there is. */
  public static Answer notAcceptable(GatewayRequest request) {
    ProblemCode code = ProblemCode.NOT_ACCEPTABLE;
    byte[] body = Bodies.notAcceptable(code, request.requestId());
    return new Answer(
        code.status(), Map.of(CONTENT_TYPE, PROBLEM, VARY, "Accept, Accept-Encoding"), body, null);
  }

  /** Returns 200 with the link. */
  public static Answer link(PresignRecording.Outcome.Linked linked) {
    return json(Bodies.link(linked));
  }

  /** Returns 302 to the link. */
  public static Answer redirect(RecordingLink link) {
    return new Answer(302, Map.of(LOCATION, link.url()), null, null);
  }

  /** Returns a problem with the catalogue's own detail. */
  public static Answer problem(GatewayRequest request, ProblemCode code) {
    return problem(request, code, code.detail());
  }

  /** Returns a problem with a more exact detail, which holds no ids and no internals. */
  public static Answer problem(GatewayRequest request, ProblemCode code, String detail) {
    return problem(request, code, detail, List.of());
  }

  /** Returns 302 to what a shared link opens. Search engines do not list it. */
  public static Answer linkTarget(RecordingLink link) {
    return redirect(link).withHeader(ROBOTS, NOINDEX);
  }

  /** Returns a problem of a shared link, to a browser as a page. */
  public static Answer linkProblem(GatewayRequest request, ProblemCode code) {
    Answer problem = problem(request, code);
    problem.headers.put(VARY, "Accept, Accept-Encoding");
    problem.headers.put(ROBOTS, NOINDEX);
    if (!request.prefersHtml()) {
      return problem;
    }
    problem.headers.put(CONTENT_TYPE, HTML);
    return new Answer(problem.status, problem.headers, ProblemPage.of(code), problem.fault);
  }

  /** Returns the same answer, which asks for another attempt after so many seconds. */
  public Answer withRetryAfter(int seconds) {
    return withHeader(RETRY_AFTER, Integer.toString(seconds));
  }

  /** Returns the same answer with one more header. */
  public Answer withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body, fault, fallback);
  }

  /** Returns 400 with everything that is wrong with the call id and the parameters. */
  public static Answer badRequest(
      GatewayRequest request, boolean callIdIsValid, List<ParameterError> parameterErrors) {
    ProblemCode code = callIdIsValid ? ProblemCode.INVALID_PARAMETER : ProblemCode.INVALID_CALL_ID;
    List<ParameterError> errors = new ArrayList<>(parameterErrors);
    if (!callIdIsValid) {
      errors.addFirst(
          new ParameterError("call_id", "1 to 64 characters of A-Z, a-z, 0-9, _ and -"));
    }
    return problem(request, code, code.detail(), errors);
  }

  private static Answer problem(
      GatewayRequest request, ProblemCode code, String detail, List<ParameterError> errors) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, PROBLEM);
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
    return new Answer(200, Map.of(CONTENT_TYPE, JSON), body, null);
  }

  /** Returns the same answer, marked as our fault. */
  public Answer withFault(Fault ourFault) {
    Supplier<Answer> other = fallback;
    return new Answer(
        status,
        headers,
        body,
        ourFault,
        other == null ? null : () -> other.get().withFault(ourFault));
  }
}
