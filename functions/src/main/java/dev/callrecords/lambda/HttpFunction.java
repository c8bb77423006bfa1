package dev.callrecords.lambda;

import dev.callrecords.aws.Deadline;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.Scope;
import dev.callrecords.http.Answer;
import dev.callrecords.http.Fault;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.GatewayResponse;
import dev.callrecords.http.ProblemCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Supplier;

/**
 * What every function behind a route does around its own work: reads the event, refuses a request
 * without a caller or scope, turns failures into problems, writes the answer and one log line. No
 * exception leaves it, except the virtual machine's own errors and those of the streams.
 */
final class HttpFunction {

  /** A function's own work: one request of a caller who may make it, one answer. */
  @FunctionalInterface
  interface Work {
    Answer answer(GatewayRequest request, Caller caller);
  }

  private final String route;
  private final Scope scope;
  private final Work work;
  private final RequestLog log;

  HttpFunction(String route, Scope scope, Work work, RequestLog log) {
    this.route = route;
    this.scope = scope;
    this.work = work;
    this.log = log;
  }

  void handle(InputStream event, OutputStream output, String requestId, int remainingMillis)
      throws IOException {
    RequestLog.Entry entry = log.start(route);
    GatewayRequest request = GatewayRequest.read(event, requestId);
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
    if (request.caller().isEmpty()) {
      return Answer.problem(request, ProblemCode.UNAUTHENTICATED).withFault(Fault.CALLER_MISSING);
    }
    Caller caller = request.caller().get();
    entry.caller(caller);
    if (!caller.may(scope)) {
      return Answer.problem(
          request,
          ProblemCode.INSUFFICIENT_SCOPE,
          "The API key lacks the scope " + scope.text() + ". Use one that has it.");
    }
    try {
      return Deadline.within(remainingMillis, () -> work.answer(request, caller));
    } catch (DependencyException e) {
      entry.failure(e);
      return failed(request, e.kind());
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      entry.failure(e);
      return Answer.problem(request, ProblemCode.INTERNAL_ERROR).withFault(Fault.INTERNAL_ERROR);
    }
  }

  private static Answer failed(GatewayRequest request, DependencyException.Kind kind) {
    return switch (kind) {
      case BUSY ->
          Answer.problem(request, ProblemCode.DEPENDENCY_BUSY).withFault(Fault.DEPENDENCY_BUSY);
      case TIMEOUT ->
          Answer.problem(request, ProblemCode.DEPENDENCY_TIMEOUT)
              .withFault(Fault.DEPENDENCY_TIMEOUT);
      case REFUSED ->
          Answer.problem(request, ProblemCode.INTERNAL_ERROR).withFault(Fault.INTERNAL_ERROR);
      case CORRUPT ->
          Answer.problem(request, ProblemCode.RECORD_CORRUPT).withFault(Fault.RECORD_CORRUPT);
      case TOO_LARGE ->
          Answer.problem(request, ProblemCode.RECORD_TOO_LARGE).withFault(Fault.RECORD_TOO_LARGE);
    };
  }

  private static Answer tooLarge(GatewayRequest request) {
    Answer answer =
        request.acceptsGzip()
            ? Answer.problem(request, ProblemCode.RECORD_TOO_LARGE)
            : Answer.problem(
                request,
                ProblemCode.RECORD_TOO_LARGE,
                "This call is larger than one uncompressed answer can be. Send Accept-Encoding:"
                    + " gzip.");
    return answer.withFault(Fault.RECORD_TOO_LARGE);
  }
}
