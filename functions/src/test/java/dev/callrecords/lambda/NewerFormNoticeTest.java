package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NewerFormNoticeTest {

  @ParameterizedTest
  @MethodSource("dev.callrecords.lambda.Log#broken")
  void run_logCannotBeWritten_isNoFailure(PrintStream broken) {
    assertThatNoException().isThrownBy(new NewerFormNotice(broken)::run);
  }

  @Test
  void run_again_saysNothingMore() {
    Log log = new Log();
    NewerFormNotice notice = new NewerFormNotice(log.out());

    notice.run();
    notice.run();

    assertThat(log.line().path("level").asText()).isEqualTo("WARN");
    assertThat(log.line().path("message").asText()).contains("schema_version", "deploy");
  }
}
