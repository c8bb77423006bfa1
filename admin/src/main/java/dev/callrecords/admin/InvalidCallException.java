package dev.callrecords.admin;

import java.util.List;

/** A call cannot be put in as it is. The message names every fault. */
public final class InvalidCallException extends RuntimeException {

  private static final long serialVersionUID = 1;

  InvalidCallException(List<String> faults) {
    super(String.join("; ", faults));
  }
}
