package dev.callrecords.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Finds the time of the snapshot in the output of a restored process. */
final class Freshness {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern SIGNED = Pattern.compile("[?&]X-Amz-Date=([^&]+)");
  private static final Pattern LASTING = Pattern.compile("[?&]X-Amz-Expires=([0-9]+)");
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  private Freshness() {}

  /**
   * Checks when a link was signed, when it ends, and when the request was logged.
   *
   * @param answer to a request for a call with a link
   * @param logged the line of that request
   * @param start when the process was restored, or a little before
   * @param end when it had answered, or a little later
   * @throws BenchmarkException naming the time that is not between these two
   */
  static void check(String answer, String logged, Instant start, Instant end) {
    try {
      JsonNode call = JSON.readTree(JSON.readTree(answer).path("body").asText());
      String link = call.path("recording_url").asText();
      String signed = find(SIGNED, link);
      between(
          "link signed", LocalDateTime.parse(signed, BASIC).toInstant(ZoneOffset.UTC), start, end);
      long lasting = Long.parseLong(find(LASTING, link));
      Instant expiry = Instant.parse(call.path("recording_url_expires_at").asText());
      between("link's time begun", expiry.minusSeconds(lasting), start, end);
      between(
          "request logged",
          Instant.parse(JSON.readTree(logged).path("timestamp").asText()),
          start,
          end);
    } catch (JsonProcessingException | DateTimeException e) {
      throw new BenchmarkException(
          "A restored process answers or logs something else than expected: " + e, e);
    }
  }

  private static String find(Pattern pattern, String link) {
    return pattern
        .matcher(link)
        .results()
        .findFirst()
        .map(found -> found.group(1))
        .orElseThrow(
            () -> new BenchmarkException("A restored process answers no link with " + pattern));
  }

  private static void between(String what, Instant when, Instant start, Instant end) {
    // Links know whole seconds.
    if (when.isBefore(start.truncatedTo(ChronoUnit.SECONDS)) || when.isAfter(end)) {
      throw new BenchmarkException(
          "What was restored at %s has its %s at %s".formatted(start, what, when));
    }
  }
}
