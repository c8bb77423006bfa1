package dev.callrecords.lambda;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.LinkAudit;
import dev.callrecords.domain.LinkId;
import dev.callrecords.domain.TenantId;
import java.io.PrintStream;
import java.util.Locale;

/**
 * The record of shared links in the log. It has a line of JSON per event.
 *
 * <p>It is written as soon as the event is stored, so that no later failure hides it. A link's id
 * opens nothing.
 */
final class AuditLog implements LinkAudit {

  private final PrintStream out;

  AuditLog(PrintStream out) {
    this.out = out;
  }

  @Override
  public void record(Event event, TenantId tenant, CallId call, LinkId link, String keyId) {
    RequestLog.print(
        out,
        "INFO",
        (json, now) -> {
          json.writeStringField("audit", "link_" + event.name().toLowerCase(Locale.ROOT));
          json.writeStringField("tenant", tenant.value());
          json.writeStringField("call_id", call.value());
          json.writeStringField("link_id", link.value());
          json.writeStringField("key_id", keyId);
        });
  }
}
