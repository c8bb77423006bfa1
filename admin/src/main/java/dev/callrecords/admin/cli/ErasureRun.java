package dev.callrecords.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.Eraser;
import dev.callrecords.admin.Eraser.Remains;
import dev.callrecords.admin.Eraser.Target;
import dev.callrecords.admin.Reason;
import java.io.IOException;
import java.util.List;

/** The erasure of many calls: asks, erases, and says what happened. */
final class ErasureRun implements Eraser.Listener {

  private final Eraser eraser;
  private final boolean json;
  private final StatusLine line = new StatusLine();

  private int found;
  private int erased;
  private int held;
  private int kept;

  ErasureRun(Eraser eraser, boolean json) {
    this.eraser = eraser;
    this.json = json;
  }

  /** Erases calls, after a question unless it is answered already. Returns the exit code. */
  int erase(List<Target> calls, Reason reason, String summary, boolean yes) throws IOException {
    found = calls.size();
    if (!yes && !Terminal.confirmed("Erase " + summary + ", for good?")) {
      end("not_confirmed", "nothing was erased");
      return ExitCode.INCOMPLETE;
    }
    Interruption interruption =
        Interruption.install(() -> Terminal.warn("interrupted: run it again to go on"));
    try {
      eraser.erase(calls, reason, this);
    } finally {
      interruption.remove();
    }
    end("done", "done: " + words());
    if (kept > 0) {
      return ExitCode.AWS;
    }
    return held > 0 ? ExitCode.INCOMPLETE : ExitCode.DONE;
  }

  /** Says how many calls there are, and that none of them was erased. */
  void leave(String result, int calls, String words) {
    found = calls;
    end(result, words);
  }

  /** Prints a call that was found; as JSON, or the text. */
  void show(Target call, ObjectNode more, String text) {
    Terminal.OUT.println(json ? JsonOutput.line(line("found", call).setAll(more)) : text);
  }

  private static ObjectNode line(String result, Target call) {
    ObjectNode object = JsonOutput.object();
    object.put("result", result);
    object.put("tenant", call.tenant().value());
    object.put("id", call.id().value());
    return object;
  }

  @Override
  public void erased(Target call, Remains removed) {
    erased++;
    if (json) {
      Terminal.OUT.println(JsonOutput.line(EraseCommand.put(line("erased", call), removed)));
    }
    line.show(this::words);
  }

  @Override
  public void held(Target call) {
    held++;
    line.clear();
    if (json) {
      Terminal.OUT.println(JsonOutput.line(line("held", call)));
    }
    Terminal.warn(
        "call %s is held, and was not erased; clearing its hold erases it".formatted(call.id()));
  }

  @Override
  public void kept(Target call, String problem) {
    kept++;
    line.clear();
    if (json) {
      Terminal.OUT.println(JsonOutput.line(line("kept", call).put("problem", problem)));
    }
    Terminal.error("call " + call.id() + ": " + problem + "; run it again when that is mended");
  }

  private String words() {
    return "%d of %s erased, %d held, %d with a recording that S3 keeps"
        .formatted(erased, Terminal.counted(found, "call"), held, kept);
  }

  private void end(String result, String words) {
    line.clear();
    if (!json) {
      Terminal.OUT.println(words);
      return;
    }
    ObjectNode object = JsonOutput.object();
    object.put("result", result);
    object.put("found", found);
    object.put("erased", erased);
    object.put("held", held);
    object.put("kept", kept);
    Terminal.OUT.println(JsonOutput.line(object));
  }
}
