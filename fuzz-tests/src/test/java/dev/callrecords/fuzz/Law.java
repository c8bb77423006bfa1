package dev.callrecords.fuzz;

/** What must hold of every input. */
final class Law {

  private Law() {}

  /** Fails when the law is broken. */
  static void holds(boolean kept, String law) {
    if (!kept) {
      throw new AssertionError("Broken: " + law);
    }
  }
}
