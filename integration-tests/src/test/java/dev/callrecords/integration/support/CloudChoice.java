package dev.callrecords.integration.support;

import dev.callrecords.local.Cloud;
import dev.callrecords.local.EmbeddedCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Which stand-in of AWS the tests run against.
 *
 * @param localStack whether it is LocalStack; otherwise the embedded one
 * @param reason why
 */
record CloudChoice(boolean localStack, String reason) {

  private static final long DOCKER_SECONDS = 10;

  /**
   * Chooses.
   *
   * @param wish the system property {@code cloud}: {@code embedded}, {@code localstack}, or empty
   *     for LocalStack where it is at hand, else embedded
   * @param docker says why LocalStack cannot be started; empty when it can
   * @throws NoSuchCloudException when the wish cannot be met
   */
  static CloudChoice of(String wish, Supplier<Optional<String>> docker) {
    return switch (wish) {
      case "embedded" -> new CloudChoice(false, "-Dcloud=embedded says so");
      case "localstack" -> {
        Optional<String> obstacle = docker.get();
        if (obstacle.isPresent()) {
          throw new NoSuchCloudException(
              "-Dcloud=localstack cannot be done: %s. Start Docker, and once: docker pull %s"
                  .formatted(obstacle.get(), LocalStackCloud.IMAGE));
        }
        yield new CloudChoice(true, "-Dcloud=localstack says so");
      }
      case "" ->
          docker
              .get()
              .map(obstacle -> new CloudChoice(false, obstacle))
              .orElseGet(() -> new CloudChoice(true, "Docker has its image"));
      default -> throw new NoSuchCloudException("-Dcloud is embedded or localstack, not " + wish);
    };
  }

  /** Starts the stand-in that the system property {@code cloud} asks for, and says which. */
  static Cloud start() {
    CloudChoice choice = of(System.getProperty("cloud", ""), CloudChoice::obstacleToLocalStack);
    System.out.printf(
        "Integration tests run on %s: %s.%n",
        choice.localStack ? "LocalStack" : "the embedded cloud", choice.reason);
    return choice.localStack ? LocalStackCloud.shared() : EmbeddedCloud.start();
  }

  /**
   * Checks for the image with the {@code docker} command. Testcontainers would try several Docker
   * hosts and pull images.
   */
  private static Optional<String> obstacleToLocalStack() {
    try {
      Process docker =
          new ProcessBuilder(
                  "docker", "image", "inspect", "--format", "{{.Id}}", LocalStackCloud.IMAGE)
              .redirectErrorStream(true)
              .start();
      if (!docker.waitFor(DOCKER_SECONDS, TimeUnit.SECONDS)) {
        docker.destroyForcibly();
        return Optional.of("Docker does not answer");
      }
      String answer = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return docker.exitValue() == 0
          ? Optional.empty()
          : Optional.of("Docker answers \"" + answer.strip().replaceAll("\\s+", " ") + "\"");
    } catch (IOException e) {
      return Optional.of("there is no docker command");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while Docker was asked", e);
    }
  }
}
