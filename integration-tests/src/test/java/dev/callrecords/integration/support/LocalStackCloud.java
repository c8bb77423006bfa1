package dev.callrecords.integration.support;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import dev.callrecords.local.Cloud;
import java.net.URI;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * LocalStack in a container of Docker on this machine.
 *
 * <p>Not Testcontainers' own class for it: that one hands Docker's socket to the container, and
 * needs an image more to find out how.
 */
final class LocalStackCloud implements Cloud {

  /** The image; it is never pulled. */
  static final String IMAGE = "localstack/localstack:4.12";

  private static final int PORT = 4566;

  private final URI endpoint;

  private LocalStackCloud(GenericContainer<?> container) {
    this.endpoint = URI.create("http://127.0.0.1:" + container.getMappedPort(PORT));
  }

  /** Starts at the first use: the one of the virtual machine. */
  private static final class Shared {
    static final LocalStackCloud CLOUD = start();
  }

  /**
   * Returns the one of this virtual machine. Surefire's forks run each class by itself, and a
   * container takes longer to start than most classes take.
   */
  static LocalStackCloud shared() {
    return Shared.CLOUD;
  }

  /** Starts it on a free port of the loopback address. */
  private static LocalStackCloud start() {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withImagePullPolicy(image -> false)
            .withEnv("SERVICES", "dynamodb,s3")
            // Off by default, and links are about signatures.
            .withEnv("S3_SKIP_SIGNATURE_VALIDATION", "0")
            // It does without the network.
            .withEnv("DISABLE_EVENTS", "1")
            .withEnv("SKIP_SSL_CERT_DOWNLOAD", "1")
            .withExposedPorts(PORT)
            .withCreateContainerCmdModifier(create ->
                Objects.requireNonNull(create.getHostConfig())
                    .withPortBindings(
                        new PortBinding(Binding.bindIp("127.0.0.1"), ExposedPort.tcp(PORT))))
            .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT));
    container.start();
    Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "localstack"));
    return new LocalStackCloud(container);
  }

  @Override
  public URI dynamoDb() {
    return endpoint;
  }

  @Override
  public URI s3() {
    return endpoint;
  }

  /** Signatures of keys that it did not make itself are verified with this secret. */
  @Override
  public AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
  }

  /** Does nothing: the container serves the next class, until the virtual machine ends. */
  @Override
  public void close() {}
}
