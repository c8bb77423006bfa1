package dev.callrecords.aws;

import dev.callrecords.domain.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthScheme;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Signs in their headers the requests of the SDK's clients to a service that is spoken to in JSON.
 * It stands for the SDK's own signer, which takes three times as long.
 *
 * <p>Such a request has a path of characters that stand for themselves, no query, and a body of
 * known bytes. Signed of it are the host, the type of the body, and all headers whose names begin
 * with {@code x-amz-}.
 */
public final class HeaderSigner
    implements AuthScheme<AwsCredentialsIdentity>, HttpSigner<AwsCredentialsIdentity> {

  private static final int LIKELY_LENGTH = 1024;

  private final SignatureV4 signature = new SignatureV4();

  @Override
  public String schemeId() {
    return AwsV4AuthScheme.SCHEME_ID;
  }

  @Override
  public @Nullable IdentityProvider<AwsCredentialsIdentity> identityProvider(
      IdentityProviders providers) {
    return providers.identityProvider(AwsCredentialsIdentity.class);
  }

  @Override
  public HttpSigner<AwsCredentialsIdentity> signer() {
    return this;
  }

  @Override
  public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> unsigned) {
    AwsCredentialsIdentity credentials = unsigned.identity();
    // The SDK's, which goes by the service's clock once that has refused a request as too old.
    Clock clock = unsigned.requireProperty(SIGNING_CLOCK, Clock.systemUTC());
    String dateTime = SignatureV4.dateTime(clock.instant());
    String scope =
        SignatureV4.credentialScope(
            dateTime,
            unsigned.requireProperty(AwsV4HttpSigner.REGION_NAME),
            unsigned.requireProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME));
    SdkHttpRequest.Builder request = unsigned.request().toBuilder();
    request.putHeader("Host", host(unsigned.request())).putHeader("X-Amz-Date", dateTime);
    if (credentials instanceof AwsSessionCredentialsIdentity session) {
      request.putHeader("X-Amz-Security-Token", session.sessionToken());
    }
    SortedMap<String, String> headers = headersToSign(request);
    String names = String.join(";", headers.keySet());
    StringBuilder canonical = new StringBuilder(LIKELY_LENGTH);
    canonical
        .append(request.method())
        .append('\n')
        .append(CrtHttpClient.path(unsigned.request()))
        .append("\n\n");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      canonical.append(header.getKey()).append(':').append(header.getValue()).append('\n');
    }
    canonical.append('\n').append(names).append('\n');
    canonical.append(Sha256.hex(body(unsigned)));
    String signed =
        signature.sign(canonical.toString(), dateTime, scope, credentials.secretAccessKey());
    request.putHeader(
        "Authorization",
        SignatureV4.ALGORITHM
            + (" Credential=" + credentials.accessKeyId() + "/" + scope)
            + (", SignedHeaders=" + names)
            + (", Signature=" + signed));
    return SignedRequest.builder()
        .request(request.build())
        .payload(unsigned.payload().orElse(null))
        .build();
  }

  private static SortedMap<String, String> headersToSign(SdkHttpRequest.Builder request) {
    SortedMap<String, String> headers = new TreeMap<>();
    request.forEachHeader((name, values) -> {
      String lowerCase = name.toLowerCase(Locale.ROOT);
      if (lowerCase.startsWith("x-amz-")
          || lowerCase.equals("host")
          || lowerCase.equals("content-type")) {
        headers.put(lowerCase, String.join(",", values));
      }
    });
    return headers;
  }

  private static String host(SdkHttpRequest request) {
    return SdkHttpUtils.isUsingStandardPort(request.protocol(), request.port())
        ? request.host()
        : request.host() + ":" + request.port();
  }

  private static byte[] body(SignRequest<?> unsigned) {
    ContentStreamProvider body = unsigned.payload().orElse(null);
    if (body == null) {
      return new byte[0];
    }
    try (InputStream content = body.newStream()) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("A body cannot be read", e);
    }
  }

  /** Not for clients that wait for nothing: there are none. */
  @Override
  public CompletableFuture<AsyncSignedRequest> signAsync(
      AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
    throw new UnsupportedOperationException("Use the SDK's own signer for asynchronous clients");
  }
}
