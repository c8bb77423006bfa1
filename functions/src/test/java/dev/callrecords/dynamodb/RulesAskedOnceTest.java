package dev.callrecords.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.auth.scheme.DynamoDbAuthSchemeParams;
import software.amazon.awssdk.services.dynamodb.auth.scheme.DynamoDbAuthSchemeProvider;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointParams;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;

final class RulesAskedOnceTest {

  private static final DynamoDbEndpointParams WHERE =
      DynamoDbEndpointParams.builder().region(Region.EU_WEST_1).build();
  private static final DynamoDbAuthSchemeParams HOW =
      DynamoDbAuthSchemeParams.builder().operation("Query").region(Region.EU_WEST_1).build();

  private final List<String> asked = new ArrayList<>();
  private final DynamoDbEndpointProvider theirEndpoints =
      DynamoDbEndpointProvider.defaultProvider();
  private final DynamoDbAuthSchemeProvider theirAuthSchemes =
      DynamoDbAuthSchemeProvider.defaultProvider();

  @Test
  void resolve_again_isWhatTheRulesSaidAtFirst() {
    RulesAskedOnce rules =
        new RulesAskedOnce(
            parameters -> {
              asked.add("endpoint");
              return theirEndpoints.resolveEndpoint(parameters);
            },
            parameters -> {
              asked.add("auth scheme");
              return theirAuthSchemes.resolveAuthScheme(parameters);
            });

    for (int request = 0; request < 3; request++) {
      Endpoint endpoint = rules.resolveEndpoint(WHERE).join();
      List<AuthSchemeOption> options = rules.resolveAuthScheme(HOW);

      assertThat(endpoint).isEqualTo(theirEndpoints.resolveEndpoint(WHERE).join());
      assertThat(options)
          .extracting(AuthSchemeOption::schemeId)
          .containsExactlyElementsOf(
              theirAuthSchemes.resolveAuthScheme(HOW).stream()
                  .map(AuthSchemeOption::schemeId)
                  .toList());
    }

    assertThat(asked).containsExactly("endpoint", "auth scheme");
  }

  @Test
  void resolveEndpoint_rulesFailed_areAskedAgain() {
    RulesAskedOnce rules =
        new RulesAskedOnce(
            parameters -> {
              asked.add("endpoint");
              return asked.size() == 1
                  ? CompletableFuture.failedFuture(SdkClientException.create("not now"))
                  : theirEndpoints.resolveEndpoint(parameters);
            },
            theirAuthSchemes);

    assertThatThrownBy(() -> rules.resolveEndpoint(WHERE).join()).hasMessageContaining("not now");

    assertThat(rules.resolveEndpoint(WHERE).join())
        .isEqualTo(theirEndpoints.resolveEndpoint(WHERE).join());
  }
}
