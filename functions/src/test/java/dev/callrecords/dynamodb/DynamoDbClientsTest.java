package dev.callrecords.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.aws.CannedAnswers;
import dev.callrecords.aws.SignatureV4;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

final class DynamoDbClientsTest {

  @Test
  void builder_client_triesThreeTimes() {
    try (DynamoDbClient client =
        DynamoDbClients.builder()
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

  /** A function's clock may be wrong; the SDK finds out by the date of a refusal. */
  @Test
  void builder_client_signsByTheClockOfTheServiceOnceThatRefuses() {
    Instant theirs = Instant.now().plusSeconds(3600);
    List<SdkHttpRequest> requests = new ArrayList<>();
    try (DynamoDbClient client =
        DynamoDbClients.builder(CannedAnswers.credentials())
            .region(Region.EU_WEST_1)
            .httpClient(new Refusing(theirs, requests))
            .build()) {
      assertThatThrownBy(client::listTables).isInstanceOf(DynamoDbException.class);
    }

    assertThat(requests).hasSizeGreaterThan(1);
    assertThat(header(requests.getFirst(), "X-Amz-Date"))
        .isLessThan(SignatureV4.dateTime(theirs.minusSeconds(60)));
    assertThat(header(requests.getLast(), "X-Amz-Date"))
        .isBetween(
            SignatureV4.dateTime(theirs.minusSeconds(60)),
            SignatureV4.dateTime(theirs.plusSeconds(60)));
    assertThat(header(requests.getLast(), "Authorization"))
        .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,");
  }

  private static String header(SdkHttpRequest request, String name) {
    assertThat(request.matchingHeaders(name)).hasSize(1);
    return request.matchingHeaders(name).getFirst();
  }

  /** A service that has another time, and refuses all requests for it. */
  private record Refusing(Instant time, List<SdkHttpRequest> requests) implements SdkHttpClient {

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      requests.add(request.httpRequest());
      String date =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              ZonedDateTime.ofInstant(time, ZoneOffset.UTC));
      byte[] body =
          "{\"__type\":\"com.amazon.coral.service#RequestTimeTooSkewed\"}"
              .getBytes(StandardCharsets.US_ASCII);
      HttpExecuteResponse response =
          HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(400).putHeader("Date", date).build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
              .build();
      return new ExecutableHttpRequest() {

        @Override
        public HttpExecuteResponse call() {
          return response;
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }
}
