package dev.callrecords.aws;

import java.io.ByteArrayInputStream;
import java.util.zip.CRC32;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * An HTTP client that gives every request the same answer, out of memory: with it a client of the
 * SDK runs all of its code, and nothing leaves the process.
 */
public final class CannedAnswers implements SdkHttpClient {

  /** Of credentials that open nothing. */
  static final String NOBODY = "nobody";

  private final byte[] body;

  /**
   * Creates a client.
   *
   * @param body of the answer; a request by HEAD is told its length alone
   */
  public CannedAnswers(byte[] body) {
    this.body = body.clone();
  }

  /** Returns credentials that open nothing. */
  public static Credentials credentials() {
    return new Credentials(() ->
        StaticCredentialsProvider.create(AwsSessionCredentials.create(NOBODY, NOBODY, NOBODY)));
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    SdkHttpFullResponse.Builder head =
        SdkHttpFullResponse.builder()
            .statusCode(200)
            .putHeader("Content-Type", "application/x-amz-json-1.0")
            .putHeader("Content-Length", Integer.toString(body.length));
    HttpExecuteResponse.Builder response = HttpExecuteResponse.builder();
    if (request.httpRequest().method() != SdkHttpMethod.HEAD) {
      CRC32 checksum = new CRC32();
      checksum.update(body);
      head.putHeader("x-amz-crc32", Long.toString(checksum.getValue()));
      response.responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)));
    }
    return new Answered(response.response(head.build()).build());
  }

  @Override
  public void close() {}

  /** A request whose answer is there. */
  private record Answered(HttpExecuteResponse response) implements ExecutableHttpRequest {

    @Override
    public HttpExecuteResponse call() {
      return response;
    }

    @Override
    public void abort() {}
  }
}
