package dev.callrecords.http;

import java.nio.charset.StandardCharsets;

/**
 * Page that tells a person who opened a shared link why it does not play.
 *
 * <p>It has no script, no style and no other source, and repeats nothing of the request.
 */
final class ProblemPage {

  private ProblemPage() {}

  /** Returns the page of a problem. */
  static byte[] of(ProblemCode code) {
    String advice =
        switch (code) {
          case LINK_NOT_FOUND ->
              "Check that the address is complete, or ask the person who sent it for a new link.";
          case LINK_EXPIRED, LINK_REVOKED -> "Ask the person who sent this link for a new one.";
          case RECORDING_NOT_READY ->
              "The call is still running, or its recording is still being written. Reload this page"
                  + " in a few seconds.";
          case RECORDING_ARCHIVED ->
              "The recording must be restored first. Ask the person who sent this link.";
          case RECORDING_NOT_FOUND, RECORDING_FAILED -> "There is nothing to play for this call.";
          case RECORDING_DELETED -> "It was deleted, and no link brings it back.";
          default -> "This did not work. Reload this page in a minute.";
        };
    String page =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>%1$s</title>
        </head>
        <body>
        <main>
        <h1>%1$s</h1>
        <p>%2$s</p>
        </main>
        </body>
        </html>
        """
            .formatted(code.title(), advice);
    return page.getBytes(StandardCharsets.UTF_8);
  }
}
