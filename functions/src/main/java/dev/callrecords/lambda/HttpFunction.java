package dev.callrecords.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.callrecords.aws.Deadline;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.PresignRecording.Outcome.NoLink;
import dev.callrecords.http.Answer;
import dev.callrecords.http.Fault;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.GatewayResponse;
import dev.callrecords.http.ProblemCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * Frame of a function behind a route, from the event to the log line.
 *
 * <p>It turns failures into problems. It throws only the virtual machine's errors and those of the
 * streams.
 */
abstract sealed class HttpFunction implements RequestStreamHandler
    permits AuthorizedFunction, OpenLinkHandler {

  /** Restoring takes minutes to hours. */
  private static final int SECONDS_OF_RESTORING = 300;

  private final String route;
  private final RequestLog log;

  /**
   * Creates a function.
   *
   * @param route as the gateway names it, such as {@code GET /v1/calls/{call_id}}
   * @param out where its log goes: one line of JSON per request
   */
  HttpFunction(String route, PrintStream out) {
    this.route = route;
    this.log = new RequestLog(out);
  }

  /**
   * Answers one request.
   *
   * @param entry of the log, to note whom and what the request is about
   */
  abstract Answer answer(GatewayRequest request, RequestLog.Entry entry);

  /** Returns the route of a request, by which it is counted. */
  String route(GatewayRequest request) {
    return route;
  }

  /** Returns the answer of a problem. */
  Answer problem(GatewayRequest request, ProblemCode code) {
    return Answer.problem(request, code);
  }

  /** Returns the answer of a recording without a link. */
  final Answer noLink(GatewayRequest request, NoLink reason) {
    return switch (reason) {
      case CALL_NOT_FOUND -> problem(request, ProblemCode.CALL_NOT_FOUND);
      case NOT_READY -> problem(request, ProblemCode.RECORDING_NOT_READY);
      case NEVER_RECORDED -> problem(request, ProblemCode.RECORDING_NOT_FOUND);
      case FAILED -> problem(request, ProblemCode.RECORDING_FAILED);
      case DELETED -> problem(request, ProblemCode.RECORDING_DELETED);
      case ARCHIVED -> problem(request, ProblemCode.RECORDING_ARCHIVED);
      case BEING_RESTORED ->
          problem(request, ProblemCode.RECORDING_ARCHIVED).withRetryAfter(SECONDS_OF_RESTORING);
      case OBJECT_MISSING ->
          problem(request, ProblemCode.RECORDING_NOT_FOUND)
              .withFault(Fault.RECORDING_OBJECT_MISSING);
      case KEY_REFUSED ->
          problem(request, ProblemCode.RECORDING_NOT_FOUND).withFault(Fault.RECORDING_KEY_REFUSED);
    };
  }

  @Override
  public final void handleRequest(InputStream event, OutputStream output, Context context)
      throws IOException {
    handle(event, output, context.getAwsRequestId(), context.getRemainingTimeInMillis());
  }

  /** Answers a synthetic event. */
  final void prime(InputStream event, OutputStream output) throws IOException {
    handle(event, output, "priming", Priming.MAX_MILLIS);
  }

  private void handle(InputStream event, OutputStream output, String requestId, int remainingMillis)
      throws IOException {
    RequestLog.Entry entry = log.start(route);
    GatewayRequest request = GatewayRequest.read(event, requestId);
    entry.route(route(request));
    Answer answer = answer(request, entry, remainingMillis);
    ByteArrayOutputStream response = GatewayResponse.write(answer, request);
    Supplier<Answer> fallback = answer.fallback();
    if (!GatewayResponse.fits(response) && request.acceptsGzip() && fallback != null) {
      answer = fallback.get();
      response = GatewayResponse.write(answer, request);
    }
    if (!GatewayResponse.fits(response)) {
      answer = tooLarge(request);
      response = GatewayResponse.write(answer, request);
    }
    response.writeTo(output);
    entry.end(request.requestId(), answer.status(), answer.fault());
  }

  private Answer answer(GatewayRequest request, RequestLog.Entry entry, int remainingMillis) {
    try {
      return Deadline.within(remainingMillis, () -> answer(request, entry));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      entry.failure(e);
      return e instanceof DependencyException failure
          ? failed(request, failure.kind())
          : problem(request, ProblemCode.INTERNAL_ERROR).withFault(Fault.INTERNAL_ERROR);
    }
  }

  private Answer failed(GatewayRequest request, DependencyException.Kind kind) {
    ProblemCode code =
        switch (kind) {
          case BUSY -> ProblemCode.DEPENDENCY_BUSY;
          case TIMEOUT -> ProblemCode.DEPENDENCY_TIMEOUT;
          case REFUSED -> ProblemCode.INTERNAL_ERROR;
          case CORRUPT -> ProblemCode.RECORD_CORRUPT;
          case TOO_LARGE -> ProblemCode.RECORD_TOO_LARGE;
        };
    return problem(request, code).withFault(Fault.of(kind));
  }

  private static Answer tooLarge(GatewayRequest request) {
    ProblemCode code = ProblemCode.RECORD_TOO_LARGE;
    String detail =
        request.acceptsGzip()
            ? code.detail()
            : "The call exceeds the maximum size of an uncompressed response. Send Accept-Encoding:"
                + " gzip.";
    return Answer.problem(request, code, detail).withFault(Fault.RECORD_TOO_LARGE);
  }
}
