package dev.callrecords.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.callrecords.aws.Deadline;
import dev.callrecords.domain.Authorize;
import dev.callrecords.domain.Authorize.Outcome;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.http.AuthorizerEvent;
import dev.callrecords.http.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Lambda's entry point for the authorizer. A key that is not good is refused by an answer; a store
 * that cannot be read is an exception, which the gateway turns into 500: no caller is let in.
 */
public final class AuthorizeHandler implements RequestStreamHandler {

  private static final String ROUTE = "authorize";

  private final Authorize authorize;
  private final RequestLog log;

  /** Called by Lambda. */
  public AuthorizeHandler() {
    this(Wiring.authorize(Wiring.clients()), System.out);
    Priming.of(
            ROUTE,
            (stubs, log) -> new AuthorizeHandler(Wiring.authorize(stubs), log)::prime,
            Settings.AWS_ENDPOINT_URL_DYNAMODB)
        .begin(Wiring.initializationType());
  }

  /**
   * Creates a handler.
   *
   * @param out where its log goes: one line of JSON per request
   */
  public AuthorizeHandler(Authorize authorize, PrintStream out) {
    this.authorize = authorize;
    this.log = new RequestLog(out);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream output, Context context)
      throws IOException {
    handle(event, output, context.getRemainingTimeInMillis());
  }

  /** Answers a synthetic event. */
  void prime(InputStream event, OutputStream output) throws IOException {
    handle(event, output, Priming.MAX_MILLIS);
  }

  private void handle(InputStream event, OutputStream output, int remainingMillis)
      throws IOException {
    RequestLog.Entry entry = log.start(ROUTE);
    AuthorizerEvent request = AuthorizerEvent.read(event);
    String requestId = request.requestId();
    try {
      Outcome outcome =
          Deadline.within(remainingMillis, () -> authorize.authorize(request.authorization()));
      switch (outcome) {
        case Outcome.Allowed allowed -> {
          entry.caller(allowed.caller());
          output.write(AuthorizerEvent.allow(allowed.caller()));
          entry.end(requestId, 200, null);
        }
        case Outcome.Refused refused -> {
          entry.refused(refused.reason().name().toLowerCase(Locale.ROOT), refused.keyId());
          output.write(AuthorizerEvent.refuse());
          entry.end(requestId, 403, null);
        }
      }
    } catch (IOException | VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      Fault fault =
          e instanceof DependencyException known ? Fault.of(known.kind()) : Fault.INTERNAL_ERROR;
      entry.failure(e);
      authorize.keyId(request.authorization()).ifPresent(entry::keyId);
      entry.end(requestId, 500, fault);
      // Without its cause: Lambda would log the message, which may hold data.
      throw new IllegalStateException("The key could not be looked up");
    }
  }
}
