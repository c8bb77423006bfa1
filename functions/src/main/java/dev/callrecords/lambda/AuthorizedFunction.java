package dev.callrecords.lambda;

import dev.callrecords.domain.Caller;
import dev.callrecords.domain.Scope;
import dev.callrecords.http.Answer;
import dev.callrecords.http.Fault;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.ProblemCode;
import java.io.PrintStream;

/**
 * Function behind routes that the authorizer guards.
 *
 * <p>It refuses a request without a caller or without the scope.
 */
abstract sealed class AuthorizedFunction extends HttpFunction
    permits GetCallHandler,
        LinksHandler,
        ListCallsHandler,
        PresignRecordingHandler,
        TranscriptHandler {

  private final Scope scope;

  /**
   * Creates a function.
   *
   * @param route as the gateway names it, such as {@code GET /v1/calls/{call_id}}
   * @param scope without which a caller is refused
   * @param out where its log goes: one line of JSON per request
   */
  AuthorizedFunction(String route, Scope scope, PrintStream out) {
    super(route, out);
    this.scope = scope;
  }

  /** Answers one request of a caller who has the scope. */
  abstract Answer answer(GatewayRequest request, Caller caller);

  @Override
  final Answer answer(GatewayRequest request, RequestLog.Entry entry) {
    if (request.caller().isEmpty()) {
      return problem(request, ProblemCode.UNAUTHENTICATED).withFault(Fault.CALLER_MISSING);
    }
    Caller caller = request.caller().get();
    entry.caller(caller);
    request.callId().ifPresent(entry::call);
    return caller.may(scope) ? answer(request, caller) : scopeMissing(request, scope);
  }

  /** Returns 403, which names the scope. */
  static Answer scopeMissing(GatewayRequest request, Scope scope) {
    return Answer.problem(
        request,
        ProblemCode.INSUFFICIENT_SCOPE,
        "The API key lacks the scope " + scope.text() + ". Use a key that has it.");
  }
}
