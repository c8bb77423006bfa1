package dev.callrecords.lambda;

import dev.callrecords.domain.Caller;
import dev.callrecords.domain.ListCalls;
import dev.callrecords.domain.ListCalls.Outcome;
import dev.callrecords.domain.Scope;
import dev.callrecords.http.Answer;
import dev.callrecords.http.GatewayRequest;
import dev.callrecords.http.ListQuery;
import dev.callrecords.http.ProblemCode;
import dev.callrecords.http.Query;
import java.io.PrintStream;

/** Lambda's entry point for {@code GET /v1/calls}. */
public final class ListCallsHandler extends AuthorizedFunction {

  private static final String ROUTE = "GET /v1/calls";

  private final ListCalls listCalls;

  /** Called by Lambda. */
  public ListCallsHandler() {
    this(Wiring.listCalls(Wiring.clients()), System.out);
    Priming.of(
            ROUTE,
            (stubs, log) -> new ListCallsHandler(Wiring.listCalls(stubs), log)::prime,
            Settings.AWS_ENDPOINT_URL_DYNAMODB)
        .begin(Wiring.initializationType());
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public ListCallsHandler(ListCalls listCalls, PrintStream out) {
    super(ROUTE, Scope.CALLS_LIST, out);
    this.listCalls = listCalls;
  }

  @Override
  Answer answer(GatewayRequest request, Caller caller) {
    Query query = new Query(request);
    ListCalls.Request wanted = ListQuery.read(query);
    if (!query.errors().isEmpty()) {
      return Answer.badRequest(request, true, query.errors());
    }
    return switch (listCalls.list(caller, wanted)) {
      case Outcome.Page page -> Answer.calls(request, page);
      case Outcome.InvalidCursor() -> Answer.problem(request, ProblemCode.INVALID_CURSOR);
    };
  }
}
