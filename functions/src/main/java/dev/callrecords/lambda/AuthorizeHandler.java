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
 * that cannot be read is an exception, which the gateway turns into 500: nobody is let in.
 */
public final class AuthorizeHandler implements RequestStreamHandler {

  private final Authorize authorize;
  private final RequestLog log;

  /** Called by Lambda. */
  public AuthorizeHandler() {
    SampleRequests.authorize().begin(Wiring.initializationType());
    this(Wiring.authorizeInLambda(), System.out);
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

  void handle(InputStream event, OutputStream output, int remainingMillis) throws IOException {
    RequestLog.Entry entry = log.start("authorize");
    AuthorizerEvent request = AuthorizerEvent.read(event);
    String requestId = request.requestId();
    try {
      Outcome outcome =
          Deadline.within(remainingMillis, () -> authorize.authorize(request.authorization()));
      if (outcome instanceof Outcome.Allowed allowed) {
        entry.caller(allowed.caller());
        output.write(AuthorizerEvent.allow(allowed.caller()));
        entry.end(requestId, 200, null);
      } else {
        Outcome.Refused refused = (Outcome.Refused) outcome;
        entry.refused(refused.reason().name().toLowerCase(Locale.ROOT), refused.keyId());
        output.write(AuthorizerEvent.refuse());
        entry.end(requestId, 403, null);
      }
    } catch (DependencyException e) {
      throw failed(entry, requestId, e, fault(e.kind()));
    } catch (IOException | VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      throw failed(entry, requestId, e, Fault.INTERNAL_ERROR);
    }
  }

  /**
   * Returns what Lambda is to see: without its cause, whose message is not ours and would be
   * logged.
   */
  private static IllegalStateException failed(
      RequestLog.Entry entry, String requestId, Throwable failure, Fault fault) {
    entry.failure(failure);
    entry.end(requestId, 500, fault);
    return new IllegalStateException("The key could not be looked up");
  }

  private static Fault fault(DependencyException.Kind kind) {
    return switch (kind) {
      case BUSY -> Fault.DEPENDENCY_BUSY;
      case TIMEOUT -> Fault.DEPENDENCY_TIMEOUT;
      case CORRUPT -> Fault.RECORD_CORRUPT;
      case TOO_LARGE -> Fault.RECORD_TOO_LARGE;
      case REFUSED -> Fault.INTERNAL_ERROR;
    };
  }
}
