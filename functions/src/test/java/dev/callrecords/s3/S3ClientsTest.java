package dev.callrecords.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

final class S3ClientsTest {

  @Test
  void builder_client_triesThreeTimes() {
    try (S3Client client =
        S3Clients.builder()
            .region(Region.EU_WEST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build()) {
      ClientOverrideConfiguration settings =
          client.serviceClientConfiguration().overrideConfiguration();

      assertThat(settings.retryStrategy().orElseThrow())
          .isInstanceOf(StandardRetryStrategy.class)
          .extracting(strategy -> strategy.maxAttempts())
          .isEqualTo(3);
    }
  }
}
