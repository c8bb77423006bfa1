package dev.callrecords.integration.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CloudChoiceTest {

  private static Optional<String> atHand() {
    return Optional.empty();
  }

  private static Optional<String> noDocker() {
    return Optional.of("there is no docker command");
  }

  private static Optional<String> notToBeAsked() {
    throw new AssertionError("Docker was asked");
  }

  @Test
  void of_noWishAndNoDocker_isEmbedded() {
    assertThat(CloudChoice.of("", CloudChoiceTest::noDocker))
        .isEqualTo(new CloudChoice(false, "there is no docker command"));
  }

  @Test
  void of_noWishAndImage_isLocalStack() {
    assertThat(CloudChoice.of("", CloudChoiceTest::atHand).localStack()).isTrue();
  }

  @Test
  void of_embedded_doesNotAskDocker() {
    assertThat(CloudChoice.of("embedded", CloudChoiceTest::notToBeAsked).localStack()).isFalse();
  }

  @Test
  void of_localStackAndImage_isLocalStack() {
    assertThat(CloudChoice.of("localstack", CloudChoiceTest::atHand).localStack()).isTrue();
  }

  @Test
  void of_localStackAndNoDocker_failsAndSaysWhatToDo() {
    assertThatThrownBy(() -> CloudChoice.of("localstack", CloudChoiceTest::noDocker))
        .hasMessageContaining("there is no docker command")
        .hasMessageContaining("docker pull localstack/localstack:4.12");
  }

  @Test
  void of_unknownWish_fails() {
    assertThatThrownBy(() -> CloudChoice.of("aws", CloudChoiceTest::notToBeAsked))
        .hasMessage("-Dcloud is embedded or localstack, not aws");
  }
}
