package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectionTest {

  @Test
  void fields_anyOrder_areInTheContracts() {
    Selection selection =
        new Selection(
            new LinkedHashSet<>(List.of(CallField.METADATA, CallField.STATUS, CallField.ID)));

    assertThat(selection.fields())
        .containsExactly(CallField.ID, CallField.STATUS, CallField.METADATA);
  }

  @Test
  void fields_none_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Selection(Set.of()));
  }

  @Test
  void everything_always_hasAllFields() {
    assertThat(Selection.everything().fields()).containsExactly(CallField.values());
    assertThat(Selection.everything().wantsLink()).isTrue();
    assertThat(Selection.everything().wantsTranscript()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void parse_namesOfFields_areThoseOfTheContract(CallField field) {
    assertThat(CallField.parse(field.text())).contains(field);
    assertThat(field.text()).matches("[a-z_]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ID", "agentId", "recording", "transcript_items", " id", "id "})
  void parse_otherNames_areNone(String name) {
    assertThat(CallField.parse(name)).isEmpty();
  }
}
