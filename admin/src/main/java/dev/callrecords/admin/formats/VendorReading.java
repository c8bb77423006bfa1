package dev.callrecords.admin.formats;

import java.util.List;

/** The result of mapping a platform's document. */
public sealed interface VendorReading {

  /** It is a call. */
  record Mapped(VendorCall call) implements VendorReading {}

  /**
   * It is none, or a broken one.
   *
   * @param faults everything that is wrong, at least one fault
   */
  record Refused(List<PlacedFault> faults) implements VendorReading {

    /** Copies the faults. */
    public Refused {
      faults = List.copyOf(faults);
    }
  }
}
