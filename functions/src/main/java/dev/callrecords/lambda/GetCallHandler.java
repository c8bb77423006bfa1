package dev.callrecords.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/** Lambda's entry point for {@code GET /v1/calls/{call_id}}. */
public final class GetCallHandler implements RequestStreamHandler {

  private final GetCall getCall;
  private final HttpFunction function;

  /** Called by Lambda. */
  public GetCallHandler() {
    SampleRequests.getCall().begin(Wiring.initializationType());
    this(Wiring.getCallInLambda(), System.out);
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public GetCallHandler(GetCall getCall, PrintStream out) {
    this.getCall = getCall;
    this.function =
        new HttpFunction(
            "GET /v1/calls/{call_id}", Scope.CALLS_READ, this::answer, new RequestLog(out));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream output, Context context)
      throws IOException {
    function.handle(event, output, context.getAwsRequestId(), context.getRemainingTimeInMillis());
  }

  /** Answers a sample, as it would a request. */
  void prime(InputStream event, OutputStream output, int remainingMillis) throws IOException {
    function.handle(event, output, "priming", remainingMillis);
  }

  private Answer answer(GatewayRequest request, Caller caller) {
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
