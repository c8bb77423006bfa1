package dev.callrecords.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.admin.cli.Terminal.EscapingStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EscapingStreamTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final EscapingStream stream = new EscapingStream(printed);

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"27, 001b", "0, 0000", "13, 000d", "127, 007f", "155, 009b", "8238, 202e"})
  void print_controlCharacter_isAnEscape(int control, String digits) {
    stream.print("a" + (char) control + "b");

    assertThat(printed()).isEqualTo("a\\u" + digits + "b");
  }

  @Test
  void println_textWithLinesTabsAndUmlauts_isUnchanged() {
    stream.println("Zoë:\t\u00e4\n\ud83d\ude00");

    assertThat(printed()).isEqualTo("Zoë:\tä\n\ud83d\ude00" + System.lineSeparator());
  }

  @Test
  void raw_controlCharacter_isKept() {
    stream.raw("\r\033[K");

    assertThat(printed()).isEqualTo("\r\033[K");
  }
}
