package dev.callrecords.integration.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.local.EmbeddedCloud;
import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** To whom DynamoDB Local and S3Proxy answer, as {@code ./local.sh} starts them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StandInsTest {

  private EmbeddedCloud cloud;

  @BeforeAll
  void start() {
    cloud = EmbeddedCloud.start();
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  static Stream<Arguments> hosts() {
    return Stream.of("dynamodb", "s3")
        .flatMap(service ->
            Stream.of(
                Arguments.of(service, "evil.example", true),
                Arguments.of(service, "127.0.0.1.evil.example:9000", true),
                Arguments.of(service, "localhost.evil.example", true),
                Arguments.of(service, "127.0.0.1:8000", false),
                Arguments.of(service, "172.17.0.1:8000", false),
                Arguments.of(service, "localhost", false),
                Arguments.of(service, "[::1]:8000", false)));
  }

  /** A foreign name that resolves to this machine would be the same origin (DNS rebinding). */
  @ParameterizedTest
  @MethodSource("hosts")
  void request_byAName_isMisdirected(String service, String host, boolean misdirected)
      throws IOException {
    URI uri = service.equals("s3") ? cloud.s3() : cloud.dynamoDb();

    String answer = RawHttp.get(uri, "/", host);

    assertThat(answer.startsWith("HTTP/1.1 421 ")).as(answer).isEqualTo(misdirected);
    assertThat(answer.contains("localhost and to numeric addresses")).isEqualTo(misdirected);
  }
}
