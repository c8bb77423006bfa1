package dev.callrecords.benchmarks;

/** A way to make the function that answers with a call. */
enum Way {
  FUNCTIONS("functions"),
  /** The functions of another version of this project. */
  PREVIOUS("previous version"),
  /** Ours in a snapshot, but nothing is done before it is taken. */
  FUNCTIONS_UNPRIMED("functions, unprimed"),
  TUTORIAL("tutorial Java"),
  QUARKUS("Quarkus"),
  NODE("Node.js"),
  PYTHON("Python"),
  /** Answers nothing: the floor. */
  EMPTY("empty Java");

  private final String text;

  Way(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
