package dev.callrecords.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.CallItem;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Records of erasures, kept in S3: a restored table does not take them back.
 *
 * <p>A record is an object {@code erasures/<key id>/<hash>/<time>.json}. The hash is an HMAC of
 * tenant and call id, so that a record tells of a call only those who have the ledger's key, and
 * name the call. The key id says with which key.
 */
public final class Ledger {

  /** Minimum length of the key, in characters. */
  public static final int MIN_KEY_LENGTH = 32;

  private static final String PREFIX = "erasures/";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_ID_LENGTH = 8;

  /** Hashed for the key id; no partition key is without a {@code #}. */
  private static final String KEY_ID_TEXT = "key";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final JsonMapper JSON = new JsonMapper();

  private final S3Client client;
  private final String bucket;
  private final SecretKeySpec key;
  private final String by;
  private final String keyPrefix;

  /**
   * Creates a ledger in the bucket of the recordings.
   *
   * @param key the secret of at least {@link #MIN_KEY_LENGTH} characters
   * @param by who erases, such as the ARN of an operator's session
   */
  public Ledger(S3Client client, String bucket, String key, String by) {
    if (key.length() < MIN_KEY_LENGTH) {
      throw new IllegalArgumentException("The key of the ledger is too short");
    }
    this.client = client;
    this.bucket = bucket;
    this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.by = by;
    this.keyPrefix = PREFIX + hash(KEY_ID_TEXT).substring(0, KEY_ID_LENGTH) + "/";
  }

  /**
   * What the ledger holds.
   *
   * @param hashes of the calls that were erased, as far as they were recorded with this key
   * @param ofOtherKeys how many records were made with another key, and cannot be compared
   */
  public record Records(Set<String> hashes, long ofOtherKeys) {}

  /** Records that a call was erased; the same once more is the same record. */
  void record(TenantId tenant, CallId id, Instant erasedAt, Reason reason) {
    String object =
        keyPrefix + hash(CallItem.partitionKey(tenant, id)) + "/" + TIME.format(erasedAt) + ".json";
    client.putObject(
        put -> put.bucket(bucket).key(object).contentType("application/json"),
        RequestBody.fromString(content(erasedAt, reason)));
  }

  private String content(Instant erasedAt, Reason reason) {
    ObjectNode content = JSON.createObjectNode();
    content.put("erased_at", erasedAt.toString());
    content.put("reason", reason.text());
    content.put("by", by);
    try {
      return JSON.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A text cannot be written as JSON", e);
    }
  }

  /** Reads the names of all records; the set takes about 150 bytes per erased call. */
  public Records read() {
    Set<String> hashes = new HashSet<>();
    long ofOtherKeys = 0;
    for (S3Object object :
        client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(PREFIX)).contents()) {
      if (object.key().startsWith(keyPrefix)) {
        hashes.add(object.key().substring(keyPrefix.length()).split("/", 2)[0]);
      } else {
        ofOtherKeys++;
      }
    }
    return new Records(hashes, ofOtherKeys);
  }

  /** Returns the keyed hash of a call's partition key, 64 hex digits. */
  String hash(String partitionKey) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(partitionKey.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java platform has HMAC with SHA-256", e);
    }
  }
}
