package dev.callrecords.lambda;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.LinkStore.Opening.Refused;
import dev.callrecords.domain.OpenLink;
import dev.callrecords.domain.OpenLink.Outcome;
import dev.callrecords.domain.PresignRecording.Outcome.NoLink;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.http.Answer;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.ProblemCode;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Lambda's entry point for {@code GET /l/{token}}, the only route without an authorizer.
 *
 * <p>A query is ignored: mail and chat programs add parameters to addresses that they pass on.
 */
public final class OpenLinkHandler extends HttpFunction {

  private static final String ROUTE = "GET /l/{token}";

  private final OpenLink openLink;

  /** Called by Lambda. */
  public OpenLinkHandler() {
    this(Wiring.openLink(Wiring.clients(), System.out), System.out);
    Priming.of(
            ROUTE,
            (stubs, log) -> new OpenLinkHandler(Wiring.openLink(stubs, log), log)::prime,
            Settings.AWS_ENDPOINT_URL_DYNAMODB,
            Settings.AWS_ENDPOINT_URL_S3)
        .begin(Wiring.initializationType());
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public OpenLinkHandler(OpenLink openLink, PrintStream out) {
    super(ROUTE, out);
    this.openLink = openLink;
  }

  @Override
  Answer answer(GatewayRequest request, RequestLog.Entry entry) {
    return switch (openLink.open(request.linkToken())) {
      case Outcome.Playable(RecordingLink link) -> Answer.linkTarget(link);
      case Outcome.Unplayable(CallId call, NoLink reason) -> {
        entry.call(call);
        yield noLink(request, reason);
      }
      case Outcome.Refused(Refused reason) -> {
        entry.refused(reason.name().toLowerCase(Locale.ROOT), null);
        yield problem(request, code(reason));
      }
    };
  }

  private static ProblemCode code(Refused reason) {
    return switch (reason) {
      case UNKNOWN -> ProblemCode.LINK_NOT_FOUND;
      case EXPIRED -> ProblemCode.LINK_EXPIRED;
      case REVOKED -> ProblemCode.LINK_REVOKED;
    };
  }

  @Override
  Answer problem(GatewayRequest request, ProblemCode code) {
    return Answer.linkProblem(request, code);
  }
}
