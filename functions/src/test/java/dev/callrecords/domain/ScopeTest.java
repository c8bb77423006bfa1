package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScopeTest {

  @Test
  void text_everyScope_isContractName() {
    assertThat(Scope.CALLS_READ.text()).isEqualTo("calls:read");
    assertThat(Scope.CALLS_LIST.text()).isEqualTo("calls:list");
    assertThat(Scope.RECORDINGS_READ.text()).isEqualTo("recordings:read");
    assertThat(Scope.LINKS_WRITE.text()).isEqualTo("links:write");
  }

  @ParameterizedTest
  @EnumSource
  void parse_text_isThatScope(Scope scope) {
    assertThat(Scope.parse(scope.text())).contains(scope);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "calls:write", "CALLS:READ", "CALLS_READ", "calls:read "})
  void parse_unknown_isEmpty(String text) {
    assertThat(Scope.parse(text)).isEmpty();
  }

  @Test
  void may_scopesOfKey_areTheOnlyOnesAllowed() {
    Caller caller = Samples.caller(Scope.CALLS_READ);

    assertThat(caller.may(Scope.CALLS_READ)).isTrue();
    assertThat(caller.may(Scope.RECORDINGS_READ)).isFalse();
  }
}
