package dev.callrecords.lambda;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.CreateLink;
import dev.callrecords.domain.LinkId;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.ListLinks;
import dev.callrecords.domain.RevokeLink;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.SharedLinkPolicy;
import dev.callrecords.http.Answer;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.JsonBody;
import dev.callrecords.http.ListQuery;
import dev.callrecords.http.ParameterError;
import dev.callrecords.http.ProblemCode;
import dev.callrecords.http.Query;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lambda's entry point for making, listing and revoking the shared links of a call. */
public final class LinksHandler extends AuthorizedFunction {

  private static final String PATH = "/v1/calls/{call_id}/links";
  private static final String ROUTE = "GET " + PATH;

  private final UseCases links;

  /** What the routes do. */
  public record UseCases(CreateLink create, ListLinks list, RevokeLink revoke) {}

  /** Called by Lambda. */
  public LinksHandler() {
    this(Wiring.links(Wiring.clients(), System.out), System.out);
    Priming.of(
            ROUTE,
            (stubs, log) -> new LinksHandler(Wiring.links(stubs, log), log)::prime,
            Settings.AWS_ENDPOINT_URL_DYNAMODB)
        .begin(Wiring.initializationType());
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public LinksHandler(UseCases links, PrintStream out) {
    super(ROUTE, Scope.LINKS_WRITE, out);
    this.links = links;
  }

  @Override
  String route(GatewayRequest request) {
    return switch (request.method()) {
      case "POST" -> "POST " + PATH;
      case "DELETE" -> "DELETE " + PATH + "/{link_id}";
      default -> ROUTE;
    };
  }

  @Override
  Answer answer(GatewayRequest request, Caller caller) {
    return switch (request.method()) {
      case "POST" -> create(request, caller);
      case "DELETE" -> revoke(request, caller);
      default -> list(request, caller);
    };
  }

  private Answer create(GatewayRequest request, Caller caller) {
    JsonBody body = new JsonBody(request);
    if (body.problem().isPresent()) {
      return problem(request, body.problem().get());
    }
    SharedLinkPolicy policy = links.create().policy();
    Duration lifetime =
        body.seconds(
            "expires_in",
            SharedLinkPolicy.MIN_LIFETIME,
            policy.maxLifetime(),
            policy.defaultLifetime());
    LinkTarget opens =
        body.choice("opens", LinkTarget::parse, LinkTarget.RECORDING, LinkTarget.names());
    String label = body.text("label", SharedLink.MAX_LABEL_LENGTH).orElse(null);
    List<ParameterError> errors = new ArrayList<>(body.errors());
    errors.addAll(new Query(request).errors());
    Optional<CallId> id = request.callId();
    if (id.isEmpty() || !errors.isEmpty()) {
      return Answer.badRequest(request, id.isPresent(), errors);
    }
    // Before the link is made: its token could not be shown later.
    String origin = request.origin().orElseThrow();
    CreateLink.Request wanted = new CreateLink.Request(lifetime, opens, label);
    return switch (links.create().create(caller, id.get(), wanted)) {
      case CreateLink.Outcome.Created created -> Answer.createdLink(origin, created);
      case CreateLink.Outcome.ScopeMissing(Scope scope) -> scopeMissing(request, scope);
      case CreateLink.Outcome.NotCreated.CALL_NOT_FOUND ->
          problem(request, ProblemCode.CALL_NOT_FOUND);
      case CreateLink.Outcome.NotCreated.NEVER_RECORDED ->
          problem(request, ProblemCode.RECORDING_NOT_FOUND);
      case CreateLink.Outcome.NotCreated.FAILED -> problem(request, ProblemCode.RECORDING_FAILED);
      case CreateLink.Outcome.NotCreated.DELETED -> problem(request, ProblemCode.RECORDING_DELETED);
    };
  }

  private Answer list(GatewayRequest request, Caller caller) {
    Query query = new Query(request);
    int limit = ListQuery.limit(query);
    String cursor = query.text("cursor").orElse(null);
    Optional<CallId> id = request.callId();
    if (id.isEmpty() || !query.errors().isEmpty()) {
      return Answer.badRequest(request, id.isPresent(), query.errors());
    }
    return switch (links.list().list(caller, id.get(), limit, cursor)) {
      case ListLinks.Outcome.Page page -> Answer.links(request, id.get(), page);
      case ListLinks.Outcome.NoPage.CALL_NOT_FOUND -> problem(request, ProblemCode.CALL_NOT_FOUND);
      case ListLinks.Outcome.NoPage.INVALID_CURSOR -> problem(request, ProblemCode.INVALID_CURSOR);
    };
  }

  private Answer revoke(GatewayRequest request, Caller caller) {
    Optional<CallId> call = request.callId();
    Query query = new Query(request);
    if (call.isEmpty() || !query.errors().isEmpty()) {
      return Answer.badRequest(request, call.isPresent(), query.errors());
    }
    Optional<LinkId> link = request.linkId();
    if (link.isEmpty()) {
      return problem(request, ProblemCode.LINK_NOT_FOUND);
    }
    return switch (links.revoke().revoke(caller, call.get(), link.get())) {
      case REVOKED -> Answer.noContent();
      case NOT_FOUND -> problem(request, ProblemCode.LINK_NOT_FOUND);
    };
  }
}
