package dev.callrecords.local;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Check of the {@code Host} header against DNS rebinding.
 *
 * <p>A page of elsewhere can let its own name lead to this machine, and then is of the same origin
 * as what listens here, to a browser. It cannot do so by {@code localhost} or a number.
 */
final class OwnHost {

  /** What a request by any other name is told, with status {@link #STATUS}. */
  static final String REFUSAL =
      "This server answers to localhost and to numeric addresses only, as a web page could have led"
          + " here by a name. Use the address that ./local.sh prints.";

  /** Misdirected Request (RFC 9110, 15.5.20). */
  static final int STATUS = 421;

  private static final Pattern OWN =
      Pattern.compile("(localhost|[0-9.]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  private OwnHost() {}

  /** Returns whether a {@code Host} header, which may be absent, names this machine. */
  static boolean isNamedBy(@Nullable String header) {
    return header != null && OWN.matcher(header).matches();
  }
}
