package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.CallStore.Consistency;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.Selection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryTest {

  private static final Duration MIN = Duration.ofMinutes(1);
  private static final Duration MAX = Duration.ofDays(1);
  private static final Duration DEFAULT = Duration.ofHours(1);

  @Test
  void readers_nothingGiven_areTheDefaults() {
    Query query = query(Map.of());

    assertThat(query.consistency()).isEqualTo(Consistency.EVENTUAL);
    assertThat(query.flag("redirect")).isFalse();
    assertThat(query.seconds("expires_in", MIN, MAX, DEFAULT)).isEqualTo(DEFAULT);
    assertThat(query.disposition()).isEqualTo(Disposition.INLINE);
    assertThat(query.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, STRONG", "false, EVENTUAL"})
  void consistency_trueOrFalse_isRead(String value, Consistency expected) {
    Query query = query(Map.of("consistent", value));

    assertThat(query.consistency()).isEqualTo(expected);
    assertThat(query.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TRUE", "1", "yes", " true", "true,true", "true,false"})
  void flag_anyOther_isAnErrorAndFalse(String value) {
    Query query = query(Map.of("redirect", value));

    assertThat(query.flag("redirect")).isFalse();
    assertThat(query.errors())
        .containsExactly(new ParameterError("redirect", "must be true or false"));
  }

  @ParameterizedTest
  @CsvSource({"60, 60", "3600, 3600", "86400, 86400", "000000060, 60"})
  void seconds_withinTheBounds_isRead(String value, long expected) {
    Query query = query(Map.of("expires_in", value));

    assertThat(query.seconds("expires_in", MIN, MAX, DEFAULT).toSeconds()).isEqualTo(expected);
    assertThat(query.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "59",
        "86401",
        "0",
        "-60",
        "+60",
        "60.0",
        "6e2",
        " 60",
        "60s",
        "1h",
        "٦٠",
        "999999999",
        "9999999999",
        "99999999999999999999",
        "60,3600"
      })
  void seconds_anyOther_isAnErrorThatNamesTheBounds(String value) {
    Query query = query(Map.of("expires_in", value));

    assertThat(query.seconds("expires_in", MIN, MAX, DEFAULT)).isEqualTo(DEFAULT);
    assertThat(query.errors())
        .containsExactly(
            new ParameterError("expires_in", "must be a whole number of seconds from 60 to 86400"));
  }

  @Test
  void seconds_lowerLimitOfTheOperator_isNamed() {
    Query query = query(Map.of("expires_in", "901"));

    assertThat(query.seconds("expires_in", MIN, Duration.ofMinutes(15), DEFAULT))
        .isEqualTo(DEFAULT);
    assertThat(query.errors())
        .extracting(ParameterError::detail)
        .containsExactly("must be a whole number of seconds from 60 to 900");
  }

  @ParameterizedTest
  @CsvSource({"inline, INLINE", "attachment, ATTACHMENT"})
  void disposition_known_isRead(String value, Disposition expected) {
    Query query = query(Map.of("disposition", value));

    assertThat(query.disposition()).isEqualTo(expected);
    assertThat(query.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Inline", "ATTACHMENT", "download", "inline,inline"})
  void disposition_anyOther_isAnError(String value) {
    Query query = query(Map.of("disposition", value));

    assertThat(query.disposition()).isEqualTo(Disposition.INLINE);
    assertThat(query.errors())
        .containsExactly(new ParameterError("disposition", "must be inline or attachment"));
  }

  @Test
  void errors_severalFaults_areAllThereAtOnce() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("page", "2");
    parameters.put("redirect", "maybe");
    parameters.put("expires_in", "5");
    parameters.put("consistent", "sometimes");
    parameters.put("disposition", "sideways");
    parameters.put("limit", "10");
    Query query = query(parameters);

    var _ = query.consistency();
    var _ = query.disposition();
    var _ = query.flag("redirect");
    var _ = query.seconds("expires_in", MIN, MAX, DEFAULT);

    assertThat(query.errors())
        .extracting(ParameterError::parameter)
        .containsExactlyInAnyOrder(
            "consistent", "disposition", "redirect", "expires_in", "page", "limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"expand", "Consistent", "consistent ", "", "call_id"})
  void errors_unknownParameter_namesItAndWhatIsKnown(String name) {
    Query query = query(Map.of(name, "true"));

    var _ = query.consistency();
    var _ = query.flag("redirect");

    assertThat(query.errors())
        .containsExactly(
            new ParameterError(name, "is not known here; known: consistent, redirect"));
  }

  @Test
  void errors_longName_isCut() {
    assertThat(query(Map.of("a".repeat(5000), "x")).errors())
        .extracting(ParameterError::parameter)
        .containsExactly("a".repeat(64));
  }

  @Test
  void errors_longName_isNotCutWithinACharacter() {
    assertThat(query(Map.of("a".repeat(63) + "😀", "x")).errors())
        .extracting(ParameterError::parameter)
        .containsExactly("a".repeat(63));
    assertThat(query(Map.of("a".repeat(62) + "😀b", "x")).errors())
        .extracting(ParameterError::parameter)
        .containsExactly("a".repeat(62) + "😀");
  }

  @Test
  void errors_askedTwice_areTheSame() {
    Query query = query(Map.of("consistent", "x", "y", "z"));

    var _ = query.consistency();

    assertThat(query.errors()).hasSize(2).isEqualTo(query.errors());
  }

  private static Query query(Map<String, String> parameters) {
    return new Query(
        new GatewayRequest(
            "id",
            Optional.empty(),
            Map.of(),
            parameters,
            Set.of(),
            false,
            "",
            "",
            "GET",
            Optional.empty(),
            "",
            ""));
  }

  @Test
  void errors_parameterGivenTwice_nameItOnce() {
    Query query =
        new Query(
            new GatewayRequest(
                "id",
                Optional.empty(),
                Map.of(),
                Map.of("fields", "id,status"),
                Set.of("fields"),
                false,
                "",
                "",
                "GET",
                Optional.empty(),
                "",
                ""));

    assertThat(query.selection()).isEqualTo(Selection.everything());
    assertThat(query.errors()).containsExactly(new ParameterError("fields", "must be given once"));
  }
}
