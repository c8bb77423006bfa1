package dev.callrecords.s3;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.CannedAnswers;
import dev.callrecords.aws.Credentials;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of S3 as the functions use them. */
public final class S3Clients {

  private static final int SAMPLE_BYTES = 960;

  private S3Clients() {}

  /**
   * Returns a builder with attempts, time-outs and HTTP client set; region and credentials are
   * still the SDK's own.
   */
  public static S3ClientBuilder builder() {
    return AwsClients.configure(S3Client.builder());
  }

  /**
   * Returns such a builder with these credentials, for a client that lives as long as the process;
   * the region is still the SDK's own.
   */
  public static S3ClientBuilder builder(Credentials credentials) {
    return AwsClients.configure(S3Client.builder(), credentials);
  }

  /** Returns a client that finds an object of some bytes whatever it is asked for, in memory. */
  public static S3Client sample() {
    return AwsClients.configure(S3Client.builder(), new CannedAnswers(new byte[SAMPLE_BYTES]))
        .build();
  }
}
