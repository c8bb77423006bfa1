package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.SharedLinkPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {

  private static final Map<String, String> GOOD =
      Map.of(
          "CALLS_TABLE", "calls",
          "RECORDINGS_BUCKET", "recordings",
          "RECORDING_LINK_MAX_SECONDS", "900");

  @Test
  void read_allThere_isThat() {
    assertThat(Settings.read(GOOD))
        .isEqualTo(
            new Settings("calls", "recordings", new LinkPolicy(Duration.ofMinutes(15)), null));
    assertThat(Settings.read(with("DATA_KEY_ARN", "arn:aws:kms:x")).dataKey())
        .isEqualTo("arn:aws:kms:x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"60", "86400"})
  void read_limitAtItsBounds_isRead(String seconds) {
    assertThat(Settings.read(with("RECORDING_LINK_MAX_SECONDS", seconds)).links().maxLifetime())
        .hasSeconds(Long.parseLong(seconds));
  }

  @Test
  void read_nothingThere_namesAllThatIsMissingAtOnce() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Settings.read(Map.of()))
        .withMessage(
            "The function's environment variables are wrong: CALLS_TABLE is not set;"
                + " RECORDINGS_BUCKET is not set; RECORDING_LINK_MAX_SECONDS is not set");
  }

  @Test
  void read_missingAndWrong_areNamedTogether() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> Settings.read(Map.of("CALLS_TABLE", "", "RECORDING_LINK_MAX_SECONDS", "forever")))
        .withMessage(
            "The function's environment variables are wrong: CALLS_TABLE is not set;"
                + " RECORDINGS_BUCKET is not set;"
                + " RECORDING_LINK_MAX_SECONDS must be whole seconds from 60 to 86400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"59", "0", "-1", "86401", "3600.0", "1h", " 60", "99999999999999999999"})
  void read_limitOutOfBounds_isWrong(String seconds) {
    assertThatIllegalStateException()
        .isThrownBy(() -> Settings.read(with("RECORDING_LINK_MAX_SECONDS", seconds)))
        .withMessageContaining("RECORDING_LINK_MAX_SECONDS must be whole seconds from 60 to 86400");
  }

  @Test
  void readKeysTable_there_isThat() {
    assertThat(Settings.readKeysTable(Map.of("KEYS_TABLE", "keys"))).isEqualTo("keys");
  }

  @Test
  void readKeysTable_missing_isNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Settings.readKeysTable(GOOD))
        .withMessageContaining("KEYS_TABLE is not set");
  }

  @Test
  void readCallsTable_there_isThat() {
    assertThat(Settings.readCallsTable(Map.of("CALLS_TABLE", "calls"))).isEqualTo("calls");
  }

  @Test
  void readCallsTable_missing_isNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Settings.readCallsTable(Map.of()))
        .withMessageContaining("CALLS_TABLE is not set");
  }

  @Test
  void readRegion_present_isReturned() {
    assertThat(Settings.readRegion(Map.of("AWS_REGION", "eu-west-1"))).isEqualTo("eu-west-1");
  }

  @Test
  void readRegion_missing_isNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Settings.readRegion(Map.of()))
        .withMessageContaining("AWS_REGION is not set");
  }

  @Test
  void readS3Endpoint_present_isReturned() {
    String endpoint = "https://s3.eu-west-1.amazonaws.com";

    assertThat(Settings.readS3Endpoint(Map.of("AWS_ENDPOINT_URL_S3", endpoint)))
        .isEqualTo(URI.create(endpoint));
  }

  @Test
  void readS3Endpoint_missing_isNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Settings.readS3Endpoint(Map.of()))
        .withMessageContaining("AWS_ENDPOINT_URL_S3 is not set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3.eu-west-1.amazonaws.com",
        "https://s3.example.com/path",
        "https://",
        " ",
        "https://a..b",
        "https://s3.example.com:443",
        "http://127.0.0.1:80"
      })
  void readS3Endpoint_notTheUrlOfAHost_isNamed(String endpoint) {
    assertThatIllegalStateException()
        .isThrownBy(() -> Settings.readS3Endpoint(Map.of("AWS_ENDPOINT_URL_S3", endpoint)))
        .withMessageContaining("AWS_ENDPOINT_URL_S3 must be a URL of a host");
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put(name, value);
    return environment;
  }

  private static final Map<String, String> OF_LINKS =
      Map.of("CALLS_TABLE", "calls", "LINKS_TABLE", "links", "SHARED_LINK_MAX_SECONDS", "2592000");

  @Test
  void readLinkSettings_allThere_isThat() {
    assertThat(LinkSettings.read(OF_LINKS))
        .isEqualTo(new LinkSettings("calls", "links", new SharedLinkPolicy(Duration.ofDays(30))));
  }

  @Test
  void readLinkSettings_nothingThere_namesAllThatIsMissingAtOnce() {
    assertThatIllegalStateException()
        .isThrownBy(() -> LinkSettings.read(Map.of()))
        .withMessage(
            "The function's environment variables are wrong: CALLS_TABLE is not set;"
                + " LINKS_TABLE is not set; SHARED_LINK_MAX_SECONDS is not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"59", "2592001", "a day"})
  void readLinkSettings_limitOutOfBounds_isWrong(String seconds) {
    Map<String, String> variables = new HashMap<>(OF_LINKS);
    variables.put("SHARED_LINK_MAX_SECONDS", seconds);

    assertThatIllegalStateException()
        .isThrownBy(() -> LinkSettings.read(variables))
        .withMessageContaining("SHARED_LINK_MAX_SECONDS must be whole seconds from 60 to 2592000");
  }

  @Test
  void readOpenLinkSettings_parts_areReadAndNamedTogether() {
    assertThat(OpenLinkSettings.read(with("LINKS_TABLE", "links")))
        .isEqualTo(new OpenLinkSettings(Settings.read(GOOD), "links"));
    assertThatIllegalStateException()
        .isThrownBy(() -> OpenLinkSettings.read(Map.of()))
        .withMessageContaining("RECORDING_LINK_MAX_SECONDS is not set; LINKS_TABLE is not set");
  }
}
