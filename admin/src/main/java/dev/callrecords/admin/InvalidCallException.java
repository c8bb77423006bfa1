package dev.callrecords.admin;

import java.util.List;
import java.util.stream.Collectors;

/** A call cannot be put in as it is. The message names every fault. */
public final class InvalidCallException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  InvalidCallException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  InvalidCallException(Fault fault) {
    this(List.of(fault));
  }

  InvalidCallException(String field, String problem) {
    this(new Fault(field, problem));
  }

  /** Returns everything that is wrong, at least one fault. */
  public List<Fault> faults() {
    return faults;
  }
}
