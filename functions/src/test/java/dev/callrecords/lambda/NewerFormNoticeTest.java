package dev.callrecords.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NewerFormNoticeTest {

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
