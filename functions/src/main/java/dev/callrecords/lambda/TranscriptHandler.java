package dev.callrecords.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/** Lambda's entry point for {@code GET /v1/calls/{call_id}/transcript}. */
public final class TranscriptHandler implements RequestStreamHandler {

  private final GetTranscript getTranscript;
  private final HttpFunction function;

  /** Called by Lambda. */
  public TranscriptHandler() {
    SampleRequests.transcript().begin(Wiring.initializationType());
    this(Wiring.getTranscriptInLambda(), System.out);
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public TranscriptHandler(GetTranscript getTranscript, PrintStream out) {
    this.getTranscript = getTranscript;
    this.function =
        new HttpFunction(
            "GET /v1/calls/{call_id}/transcript",
            Scope.CALLS_READ,
            this::answer,
            new RequestLog(out));
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
