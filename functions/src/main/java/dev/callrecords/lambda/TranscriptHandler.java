package dev.callrecords.lambda;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.GetTranscript;
import dev.callrecords.domain.GetTranscript.Outcome;
import dev.callrecords.domain.Scope;
import dev.callrecords.http.Answer;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.ProblemCode;
import dev.callrecords.http.Query;
import dev.callrecords.http.TranscriptFormat;
import java.io.PrintStream;
import java.util.Optional;

/** Lambda's entry point for {@code GET /v1/calls/{call_id}/transcript}. */
public final class TranscriptHandler extends AuthorizedFunction {

  private static final String ROUTE = "GET /v1/calls/{call_id}/transcript";

  private final GetTranscript getTranscript;

  /** Called by Lambda. */
  public TranscriptHandler() {
    this(Wiring.getTranscript(Wiring.clients()), System.out);
    Priming.of(
            ROUTE,
            (stubs, log) -> new TranscriptHandler(Wiring.getTranscript(stubs), log)::prime,
            Settings.AWS_ENDPOINT_URL_DYNAMODB)
        .begin(Wiring.initializationType());
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public TranscriptHandler(GetTranscript getTranscript, PrintStream out) {
    super(ROUTE, Scope.CALLS_READ, out);
    this.getTranscript = getTranscript;
  }

  @Override
  Answer answer(GatewayRequest request, Caller caller) {
    Optional<CallId> id = request.callId();
    Query query = new Query(request);
    Optional<TranscriptFormat> asked = query.transcriptFormat();
    int page = query.page();
    Consistency consistency = query.consistency();
    if (id.isEmpty() || !query.errors().isEmpty()) {
      return Answer.badRequest(request, id.isPresent(), query.errors());
    }
    Optional<TranscriptFormat> format = asked.or(request::acceptedTranscript);
    if (format.isEmpty()) {
      return Answer.notAcceptable(request);
    }
    boolean strong = consistency == Consistency.STRONG;
    return switch (getTranscript.get(caller, id.get(), consistency)) {
      case Outcome.Found(var transcript) ->
          Answer.transcript(request, id.get(), transcript, format.get(), page, strong);
      case Outcome.NotFound() -> Answer.problem(request, ProblemCode.CALL_NOT_FOUND);
    };
  }
}
