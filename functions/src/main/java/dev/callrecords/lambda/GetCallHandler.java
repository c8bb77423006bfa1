package dev.callrecords.lambda;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.GetCall;
import dev.callrecords.domain.GetCall.Outcome;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Selection;
import dev.callrecords.http.Answer;
import dev.callrecords.http.Fault;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.ProblemCode;
import dev.callrecords.http.Query;
import java.io.PrintStream;
import java.util.Optional;

/** Lambda's entry point for {@code GET /v1/calls/{call_id}}. */
public final class GetCallHandler extends AuthorizedFunction {

  private static final String ROUTE = "GET /v1/calls/{call_id}";

  private final GetCall getCall;

  /** Called by Lambda. */
  public GetCallHandler() {
    this(Wiring.getCall(Wiring.clients()), System.out);
    Priming.of(
            ROUTE,
            (stubs, log) -> new GetCallHandler(Wiring.getCall(stubs), log)::prime,
            Settings.AWS_ENDPOINT_URL_DYNAMODB)
        .begin(Wiring.initializationType());
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public GetCallHandler(GetCall getCall, PrintStream out) {
    super(ROUTE, Scope.CALLS_READ, out);
    this.getCall = getCall;
  }

  @Override
  Answer answer(GatewayRequest request, Caller caller) {
    Optional<CallId> id = request.callId();
    Query query = new Query(request);
    Selection selection = query.selection();
    Consistency consistency = query.consistency();
    if (id.isEmpty() || !query.errors().isEmpty()) {
      return Answer.badRequest(request, id.isPresent(), query.errors());
    }
    return switch (getCall.get(caller, id.get(), consistency, selection)) {
      case Outcome.Found found -> {
        Answer answer = Answer.call(request, caller, found, selection);
        yield found.recordingKeyRefused() ? answer.withFault(Fault.RECORDING_KEY_REFUSED) : answer;
      }
      case Outcome.NotFound() -> Answer.problem(request, ProblemCode.CALL_NOT_FOUND);
    };
  }
}
