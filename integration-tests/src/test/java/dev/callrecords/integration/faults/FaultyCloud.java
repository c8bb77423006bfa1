package dev.callrecords.integration.faults;

import dev.callrecords.local.Cloud;
import java.net.URI;

/** A {@link FaultServer} as the stand-in of AWS. */
record FaultyCloud(FaultServer server) implements Cloud {

  @Override
  public URI dynamoDb() {
    return server.uri();
  }

  @Override
  public URI s3() {
    return server.uri();
  }

  @Override
  public void close() {
    server.close();
  }
}
