package dev.callrecords.dynamodb;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.services.dynamodb.auth.scheme.DynamoDbAuthSchemeParams;
import software.amazon.awssdk.services.dynamodb.auth.scheme.DynamoDbAuthSchemeProvider;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointParams;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;

/**
 * What rules say of where a client's requests go and how they are signed, kept from its first
 * request on. They go by region, account and settings, which stay what they are as long as a client
 * lives; the SDK asks them for each request.
 */
final class RulesAskedOnce implements DynamoDbEndpointProvider, DynamoDbAuthSchemeProvider {

  private final DynamoDbEndpointProvider endpoints;
  private final DynamoDbAuthSchemeProvider authSchemes;
  private volatile @Nullable CompletableFuture<Endpoint> endpoint;
  private volatile @Nullable List<AuthSchemeOption> authScheme;

  /** Creates rules for one client. */
  RulesAskedOnce(DynamoDbEndpointProvider endpoints, DynamoDbAuthSchemeProvider authSchemes) {
    this.endpoints = endpoints;
    this.authSchemes = authSchemes;
  }

  @Override
  public CompletableFuture<Endpoint> resolveEndpoint(DynamoDbEndpointParams parameters) {
    CompletableFuture<Endpoint> known = endpoint;
    if (known == null || known.isCompletedExceptionally()) {
      known = endpoints.resolveEndpoint(parameters);
      endpoint = known;
    }
    return known;
  }

  @Override
  public List<AuthSchemeOption> resolveAuthScheme(DynamoDbAuthSchemeParams parameters) {
    List<AuthSchemeOption> known = authScheme;
    if (known == null) {
      known = authSchemes.resolveAuthScheme(parameters);
      authScheme = known;
    }
    return known;
  }
}
