package dev.callrecords.dynamodb;

import dev.callrecords.aws.CannedAnswers;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Clients of DynamoDB that find one made-up item whatever they are asked for: DynamoDB's answer to
 * both a GetItem and a Query is there already.
 */
public final class SampleTable {

  /** The tenant of everything in the tables, which owns nothing. */
  public static final TenantId TENANT = new TenantId("nobody");

  /** The id of the call in the tables. */
  public static final CallId CALL = new CallId("sample");

  /** A key like the one in the table of keys, which opens nothing elsewhere. */
  public static final ApiKey KEY = ApiKey.parse("crk_" + "0".repeat(43)).orElseThrow();

  private SampleTable() {}

  /** Returns a client that finds a call whose segments are plain attributes. */
  public static DynamoDbClient ofShortCall() {
    return of("short-call.json");
  }

  /** Returns a client that finds a call whose segments are compressed. */
  public static DynamoDbClient ofLongCall() {
    return of("long-call.json");
  }

  /** Returns a client that finds a call of which nothing is there yet but that it is. */
  public static DynamoDbClient ofCallInProgress() {
    return of("call-in-progress.json");
  }

  /** Returns a client that finds a key of all scopes. */
  public static DynamoDbClient ofKey() {
    return of("key.json");
  }

  private static DynamoDbClient of(String resource) {
    try (InputStream answer =
        Objects.requireNonNull(SampleTable.class.getResourceAsStream(resource), resource)) {
      return DynamoDbClients.builder(new CannedAnswers(answer.readAllBytes())).build();
    } catch (IOException e) {
      throw new UncheckedIOException("The package lacks " + resource, e);
    }
  }
}
