package dev.callrecords.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Caller;
import dev.callrecords.domain.DependencyException;
import dev.callrecords.http.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The log of a function. It is one line of JSON per request, with the metrics in it.
 *
 * <p>The line goes to standard output as it is: Lambda's own logger would wrap it, and CloudWatch
 * would find no metric in it. Metrics are in the embedded metric format: {@code Requests} by route
 * and status class, and {@code Faults} by {@link Fault} and route. Nothing that a caller or a call
 * says is logged: no number, text, key, link, path or query; of an exception the classes and the
 * places in the code, and the message only where it is our own. The id of a call is logged only
 * with a fault that concerns the call, so that an operator finds the item.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded metric format</a>
 */
final class RequestLog {

  private static final JsonFactory JSON = new JsonFactory();

  private static final String REQUESTS = metric("Requests", "\"route\",\"status_class\"");
  private static final String FAULTS = metric("Faults", "\"fault\",\"route\"");

  private static final String NEWER_FORM =
      """
      {"level":"WARN","message":"Calls have a newer schema_version than this function knows. What it does not know\
       is not answered: deploy the version that their writer was made for."}
      """;

  private static final int MAX_FRAMES = 30;

  private final PrintStream out;
  private final AtomicBoolean cold = new AtomicBoolean(true);

  RequestLog(PrintStream out) {
    this.out = out;
  }

  /**
   * Returns a notice, logged once, of calls in a newer form than the function knows. Such calls are
   * answered all the same, as far as they are known.
   */
  static Runnable newerFormNotice(PrintStream out) {
    AtomicBoolean said = new AtomicBoolean();
    return () -> {
      if (said.compareAndSet(false, true)) {
        print(out, NEWER_FORM.getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  /** Starts the entry of a request. The first one of a log is the cold start. */
  Entry start(String route) {
    return new Entry(route, cold.getAndSet(false), System.nanoTime());
  }

  /** The entry of one request. */
  final class Entry {

    private String route;
    private final boolean coldStart;
    private final long startNanos;
    private @Nullable Caller caller;
    private @Nullable Throwable failure;
    private @Nullable String keyId;
    private @Nullable CallId callId;
    private @Nullable String refused;

    private Entry(String route, boolean coldStart, long startNanos) {
      this.route = route;
      this.coldStart = coldStart;
      this.startNanos = startNanos;
    }

    /** Notes the route, where a function has several. */
    void route(String which) {
      this.route = which;
    }

    void caller(Caller whose) {
      this.caller = whose;
      this.keyId = whose.keyId();
    }

    /** Notes the id of an API key, where the caller is not known. */
    void keyId(String whichKeyId) {
      this.keyId = whichKeyId;
    }

    void failure(Throwable what) {
      this.failure = what;
    }

    /** Notes why a key or link was refused, and the key's id if any. */
    void refused(String reason, @Nullable String whichKeyId) {
      this.refused = reason;
      this.keyId = whichKeyId;
    }

    /** Notes which call the request is about; logged only with a fault that concerns it. */
    void call(CallId which) {
      this.callId = which;
    }

    /** Writes the line. */
    void end(String requestId, int status, @Nullable Fault fault) {
      long micros = (System.nanoTime() - startNanos) / 1000;
      print(
          out,
          fault == null ? "INFO" : "ERROR",
          (json, now) -> {
            json.writeStringField("request_id", requestId);
            json.writeStringField("route", route);
            json.writeNumberField("status", status);
            json.writeStringField("status_class", status / 100 + "xx");
            json.writeNumberField("milliseconds", micros / 1000.0);
            json.writeBooleanField("cold_start", coldStart);
            if (caller != null) {
              json.writeStringField("tenant", caller.tenant().value());
            }
            if (keyId != null) {
              json.writeStringField("key_id", keyId);
            }
            if (callId != null && fault != null && fault.concernsCall()) {
              json.writeStringField("call_id", callId.value());
            }
            if (refused != null) {
              json.writeStringField("refused", refused);
            }
            if (failure != null) {
              writeFailure(json, failure);
            }
            json.writeNumberField("Requests", 1);
            writeFault(json, fault);
            writeMetrics(json, now, true, fault);
          });
    }
  }

  /**
   * Writes that a function is not primed, which is no request.
   *
   * @param fault to be counted; null when nothing is wrong with the function itself
   */
  void primingFailed(String route, Throwable failure, @Nullable Fault fault) {
    print(
        out,
        fault == null ? "WARN" : "ERROR",
        (json, now) -> {
          json.writeStringField(
              "message", "Priming failed. The function works all the same, only slower at first.");
          json.writeStringField("route", route);
          writeFailure(json, failure);
          writeFault(json, fault);
          if (fault != null) {
            writeMetrics(json, now, false, fault);
          }
        });
  }

  /** What stands in a line besides its time and level. */
  @FunctionalInterface
  interface Content {
    void writeTo(JsonGenerator json, Instant now) throws IOException;
  }

  /** Writes a line of JSON. */
  static void print(PrintStream out, String level, Content content) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      Instant now = Instant.now();
      json.writeStartObject();
      json.writeStringField("timestamp", now.toString());
      json.writeStringField("level", level);
      content.writeTo(json, now);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    line.write('\n');
    print(out, line.toByteArray());
  }

  /** Writes a line at once, so that no other output stands in it. */
  private static void print(PrintStream out, byte[] line) {
    try {
      out.write(line, 0, line.length);
      out.flush();
    } catch (RuntimeException e) {
      // A failing log must not fail the request, and there is nowhere to report it.
    }
  }

  private static void writeFault(JsonGenerator json, @Nullable Fault fault) throws IOException {
    if (fault != null) {
      json.writeStringField("fault", fault.text());
      json.writeNumberField("Faults", 1);
    }
  }

  private static void writeMetrics(
      JsonGenerator json, Instant now, boolean request, @Nullable Fault fault) throws IOException {
    json.writeObjectFieldStart("_aws");
    json.writeNumberField("Timestamp", now.toEpochMilli());
    json.writeArrayFieldStart("CloudWatchMetrics");
    if (request) {
      json.writeRawValue(REQUESTS);
    }
    if (fault != null) {
      json.writeRawValue(FAULTS);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Returns what CloudWatch is to count, by which members of the line. */
  private static String metric(String name, String dimensions) {
    return "{\"Namespace\":\"CallRecords\",\"Dimensions\":[["
        + dimensions
        + "]],\"Metrics\":[{\"Name\":\""
        + name
        + "\",\"Unit\":\"Count\"}]}";
  }

  private static void writeFailure(JsonGenerator json, Throwable failure) throws IOException {
    if (failure instanceof DependencyException) {
      json.writeStringField("failure", failure.getMessage());
    }
    json.writeArrayFieldStart("causes");
    Throwable last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      json.writeString(cause.getClass().getName());
      last = cause;
    }
    json.writeEndArray();
    json.writeArrayFieldStart("frames");
    StackTraceElement[] frames = last.getStackTrace();
    for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
      json.writeString(frames[i].toString());
    }
    json.writeEndArray();
  }
}
