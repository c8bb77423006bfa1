package dev.callrecords.admin;

import java.net.URI;
import software.amazon.awssdk.regions.Region;

/** Default endpoints and resource names of the local server's AWS stand-ins. */
public final class StandIns {

  /** The access key that the stand-ins know. DynamoDB Local takes letters and digits only. */
  public static final String ACCESS_KEY_ID = "local";

  /** The secret that goes with it. It guards nothing but made-up calls on this machine. */
  public static final String SECRET_ACCESS_KEY = "locallocal";

  /** The region that requests are signed for. */
  public static final Region REGION = Region.US_EAST_1;

  /** The port of DynamoDB Local. */
  public static final int DYNAMODB_PORT = 8000;

  /** The port of S3Proxy. */
  public static final int S3_PORT = 9000;

  /** The table of calls: its logical id in {@code template.yaml}. */
  public static final String CALLS_TABLE = "CallsTable";

  /** The table of keys: its logical id in {@code template.yaml}. */
  public static final String KEYS_TABLE = "ApiKeysTable";

  /** The table of shared links: its logical id in {@code template.yaml}. */
  public static final String LINKS_TABLE = "LinksTable";

  /** Where the API listens. */
  public static final String API_URL = "http://127.0.0.1:3000";

  /** The bucket of recordings: its logical id in {@code template.yaml}, in lower case. */
  public static final String RECORDINGS_BUCKET = "recordingsbucket";

  /** The key of the ledger of erasures. It hashes the ids of made-up calls. */
  public static final String LEDGER_KEY = "local-local-local-local-local-local";

  private StandIns() {}

  /**
   * Returns the endpoint for a port of 127.0.0.1. With an IP address the SDK uses path-style bucket
   * addresses.
   */
  public static URI endpoint(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
