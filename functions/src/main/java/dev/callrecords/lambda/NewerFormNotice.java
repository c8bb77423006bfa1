package dev.callrecords.lambda;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says in the log, once for each function's process, that calls are written in a newer form than
 * the function knows. Such calls are answered all the same, as far as they are known.
 */
final class NewerFormNotice implements Runnable {

  private static final String LINE =
      """
      {"level":"WARN","message":"Calls have a newer schema_version than this function knows. What it does not know\
       is not answered: deploy the version that their writer was made for."}
      """;

  private final PrintStream out;
  private final AtomicBoolean said = new AtomicBoolean();

  NewerFormNotice(PrintStream out) {
    this.out = out;
  }

  @Override
  public void run() {
    if (said.compareAndSet(false, true)) {
      RequestLog.print(out, LINE.getBytes(StandardCharsets.UTF_8));
    }
  }
}
