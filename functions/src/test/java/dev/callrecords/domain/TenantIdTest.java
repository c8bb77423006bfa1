package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme-dental",
        "a",
        "0",
        "-",
        "012345678901234567890123456789012345678901234567890123456789012"
      })
  void parse_wellFormed_isThatTenant(String text) {
    assertThat(TenantId.parse(text)).contains(new TenantId(text));
    assertThat(new TenantId(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Acme",
        "acme_dental",
        "acme dental",
        "acme#dental",
        "acme/dental",
        "acme.dental",
        "acme\n",
        "ácme",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void parse_malformed_isEmpty(String text) {
    assertThat(TenantId.parse(text)).isEmpty();
  }

  @Test
  void constructor_malformed_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TenantId("Acme"));
  }
}
