package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IfNoneMatchTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"v1\"",
        "W/\"v1\"",
        "*",
        " * ",
        "\"v0\", \"v1\"",
        "\"v0\",W/\"v1\"",
        "W/\"v1\" , \"v2\"",
        ",, \"v1\" ,",
        "\"a,b\",\"v1\"",
        "garbage, \"v1\""
      })
  void matches_tagIsThere_isTrue(String header) {
    assertThat(IfNoneMatch.parse(header).matches("v1")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"\"",
        "v1",
        "W/v1",
        "\"v1",
        "v1\"",
        "\"V1\"",
        "\"v1 \"",
        "\"v12\"",
        "\"v1-gzip\"",
        "\"*\"",
        "**",
        "'v1'",
        "\"W/v1\""
      })
  void matches_tagIsNotThere_isFalse(String header) {
    assertThat(IfNoneMatch.parse(header).matches("v1")).isFalse();
  }
}
