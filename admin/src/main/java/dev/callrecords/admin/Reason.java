package dev.callrecords.admin;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why a call is erased or held, such as the number of a request. It is kept for good, so it must
 * tell nothing of a person: it cannot hold a phone number in E.164 or an address of e-mail.
 *
 * @param text 1 to 64 of A-Z a-z 0-9 space . _ : # / -
 */
public record Reason(String text) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9 ._:#/-]{1,64}");

  /** Checks the text. */
  public Reason {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("Not a reason");
    }
  }

  /** Returns the reason, or empty when the text is none. */
  public static Optional<Reason> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Reason(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
