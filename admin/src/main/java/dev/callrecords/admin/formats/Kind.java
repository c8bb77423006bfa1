package dev.callrecords.admin.formats;

/** What a document looks like. */
sealed interface Kind {

  /** Returns its name, such as {@code Retell's call_analyzed}. */
  String name();

  /** It has all that a call needs. */
  record WholeCall(String name) implements Kind {}

  /** It has what was said, and nothing of the call around it. */
  record TranscriptOnly(String name) implements Kind {}

  /**
   * It cannot be imported.
   *
   * @param advice what to import instead
   */
  record Other(String name, String advice) implements Kind {}
}
