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
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.Query;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** Lambda's entry point for {@code GET /v1/calls/{call_id}/recording}. */
public final class PresignRecordingHandler extends AuthorizedFunction {

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
      case Outcome.NoLink reason -> noLink(request, reason);
    };
  }
}
