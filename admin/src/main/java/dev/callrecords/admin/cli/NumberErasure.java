package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Eraser.Remains;
import dev.callrecords.admin.NumberEraser;
import dev.callrecords.admin.NumberEraser.Found;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import java.io.IOException;
import java.util.List;

/**
 * {@code erase --number}: shows what would go, asks, erases, and reports. The number is not shown.
 */
final class NumberErasure {

  private final NumberEraser numbers;
  private final TenantId tenant;
  private final Settings settings;

  /** How to do it; see the options of {@link EraseCommand}. */
  record Settings(int maxCalls, boolean yes, boolean dryRun, boolean json) {}

  NumberErasure(NumberEraser numbers, TenantId tenant, Settings settings) {
    this.numbers = numbers;
    this.tenant = tenant;
    this.settings = settings;
  }

  /** Does it, and returns the exit code. */
  int run(String number) throws IOException {
    List<Found> calls = numbers.find(tenant, number);
    calls.forEach(this::show);
    Report report = new Report(calls.size());
    if (calls.isEmpty()) {
      report.end("not_found", "no call of " + tenant + " is indexed under the number");
      warnOfIndex();
      return ExitCode.INCOMPLETE;
    }
    String summary =
        "%s of %s, from %s to %s"
            .formatted(
                Terminal.counted(calls.size(), "call"),
                tenant,
                calls.getFirst().createdAt(),
                calls.getLast().createdAt());
    if (settings.dryRun()) {
      report.end("found", summary);
      warnOfIndex();
      return ExitCode.DONE;
    }
    if (calls.size() > settings.maxCalls()) {
      report.end("too_many", summary + ": nothing was erased");
      Terminal.error(
          "these are more than %d calls: if all of them should go, add --max-calls %d"
              .formatted(settings.maxCalls(), calls.size()));
      return ExitCode.INCOMPLETE;
    }
    if (!settings.yes() && !Terminal.confirmed("Erase " + summary + ", for good?")) {
      report.end("not_confirmed", "nothing was erased");
      return ExitCode.INCOMPLETE;
    }
    Interruption interruption =
        Interruption.install(() -> Terminal.warn("interrupted: run it again to go on"));
    try {
      numbers.erase(tenant, calls, report);
    } finally {
      interruption.remove();
    }
    report.end("done", report.words());
    warnOfIndex();
    return report.kept == 0 ? ExitCode.DONE : ExitCode.AWS;
  }

  private void warnOfIndex() {
    Terminal.warn(
        "a call without its index attributes is not found by its number: ./calls.sh reindex"
            + " --tenant %s gives them".formatted(tenant));
  }

  private void show(Found call) {
    if (!settings.json()) {
      Terminal.OUT.println(call.createdAt() + "  " + call.id());
      return;
    }
    ObjectNode object = JsonOutput.object();
    object.put("result", "found");
    object.put("id", call.id().value());
    object.put("created_at", call.createdAt());
    Terminal.OUT.println(JsonOutput.line(object));
  }

  /** Says what happens: on a terminal as it goes, and at the end. */
  private final class Report implements NumberEraser.Listener {

    private final StatusLine line = new StatusLine();
    private final int found;
    private int erased;
    private int kept;

    Report(int found) {
      this.found = found;
    }

    @Override
    public void erased(CallId id, Remains removed) {
      erased++;
      if (settings.json()) {
        Terminal.OUT.println(JsonOutput.line(EraseCommand.line("erased", id, removed)));
      }
      line.show(this::words);
    }

    @Override
    public void kept(CallId id, String problem) {
      kept++;
      line.clear();
      if (settings.json()) {
        ObjectNode object = JsonOutput.object();
        object.put("result", "kept");
        object.put("id", id.value());
        object.put("problem", problem);
        Terminal.OUT.println(JsonOutput.line(object));
      }
      Terminal.error("call " + id + ": " + problem + "; run it again when that is mended");
    }

    private String words() {
      return "%d of %s erased, %d with a recording that S3 keeps"
          .formatted(erased, Terminal.counted(found, "call"), kept);
    }

    private void end(String result, String words) {
      line.clear();
      if (!settings.json()) {
        Terminal.OUT.println((result.equals("done") ? "done: " : "") + words);
        return;
      }
      ObjectNode object = JsonOutput.object();
      object.put("result", result);
      object.put("found", found);
      object.put("erased", erased);
      object.put("kept", kept);
      Terminal.OUT.println(JsonOutput.line(object));
    }
  }
}
