package dev.callrecords.lambda;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.PresignRecording;
import dev.callrecords.domain.PresignRecording.Outcome;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.Scope;
import dev.callrecords.http.Answer;
import dev.callrecords.http.Fault;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.ProblemCode;
import dev.callrecords.http.Query;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** Lambda's entry point for {@code GET /v1/calls/{call_id}/recording}. */
public final class PresignRecordingHandler extends HttpFunction {

  private static final String ROUTE = "GET /v1/calls/{call_id}/recording";

  private final PresignRecording presignRecording;

  /** Called by Lambda. */
  public PresignRecordingHandler() {
    this(Wiring.presignRecording(Wiring.clients()), System.out);
    Priming.of(
            ROUTE,
            (stubs, log) -> new PresignRecordingHandler(Wiring.presignRecording(stubs), log)::prime,
            Settings.AWS_ENDPOINT_URL_DYNAMODB,
            Settings.AWS_ENDPOINT_URL_S3)
        .begin(Wiring.initializationType());
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public PresignRecordingHandler(PresignRecording presignRecording, PrintStream out) {
    super(ROUTE, Scope.RECORDINGS_READ, out);
    this.presignRecording = presignRecording;
  }

  @Override
  Answer answer(GatewayRequest request, Caller caller) {
    Optional<CallId> id = request.callId();
    Query query = new Query(request);
    LinkPolicy links = presignRecording.links();
    Duration lifetime =
        query.seconds(
            "expires_in", LinkPolicy.MIN_LIFETIME, links.maxLifetime(), links.defaultLifetime());
    Disposition disposition = query.disposition();
    boolean redirect = query.flag("redirect");
    Consistency consistency = query.consistency();
    if (id.isEmpty() || !query.errors().isEmpty()) {
      return Answer.badRequest(request, id.isPresent(), query.errors());
    }
    return switch (presignRecording.presign(caller, id.get(), consistency, lifetime, disposition)) {
      case Outcome.Linked linked -> redirect ? Answer.redirect(linked.link()) : Answer.link(linked);
      case Outcome.NoLink.CALL_NOT_FOUND -> Answer.problem(request, ProblemCode.CALL_NOT_FOUND);
      case Outcome.NoLink.NOT_READY -> Answer.problem(request, ProblemCode.RECORDING_NOT_READY);
      case Outcome.NoLink.NEVER_RECORDED ->
          Answer.problem(request, ProblemCode.RECORDING_NOT_FOUND);
      case Outcome.NoLink.FAILED -> Answer.problem(request, ProblemCode.RECORDING_FAILED);
      case Outcome.NoLink.DELETED -> Answer.problem(request, ProblemCode.RECORDING_DELETED);
      case Outcome.NoLink.ARCHIVED -> Answer.problem(request, ProblemCode.RECORDING_ARCHIVED);
      case Outcome.NoLink.BEING_RESTORED -> Answer.beingRestored(request);
      case Outcome.NoLink.OBJECT_MISSING ->
          Answer.problem(request, ProblemCode.RECORDING_NOT_FOUND)
              .withFault(Fault.RECORDING_OBJECT_MISSING);
      case Outcome.NoLink.KEY_REFUSED ->
          Answer.problem(request, ProblemCode.RECORDING_NOT_FOUND)
              .withFault(Fault.RECORDING_KEY_REFUSED);
    };
  }
}
