package dev.callrecords.fuzz;

import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.dynamodb.KeyItem;
import dev.callrecords.dynamodb.LinkItem;
import dev.callrecords.dynamodb.TranscriptItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is stored where the input is something else. */
final class Samples {

  /** Made up, and stored nowhere but here. */
  static final String KEY = "crk_made-up-key-that-opens-nothing-000000000000";

  /** Made up too. */
  static final String TOKEN = "crl_made-up-token-that-opens-nothing-0000000000";

  private Samples() {}

  /** Returns the items of a call with a transcript and a recording. */
  static List<Map<String, AttributeValue>> call() {
    List<Segment> segments =
        List.of(
            new Segment("agent", "Hello?", new BigDecimal("0.5"), new BigDecimal("1.2")),
            new Segment("caller", "Zoë & <b>", new BigDecimal("1.2"), new BigDecimal("3")));
    Instant createdAt = Instant.parse("2024-01-15T10:30:00Z");
    Call call =
        new Call(
            Functions.CALL_ID,
            null,
            "+16045550155",
            "+16045550156",
            "inbound",
            "completed",
            60L,
            new Recording.Available(
                "recordings/acme-dental/7f3d8e00.wav", "audio/wav", 1000L, new BigDecimal("3")),
            Transcript.of(segments),
            "positive",
            "A greeting.",
            Map.of("customer", "cust_123"),
            createdAt,
            createdAt.plusSeconds(60),
            createdAt);
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    items.add(CallItem.write(Functions.TENANT, call, 1));
    items.addAll(TranscriptItem.write(Functions.TENANT, Functions.CALL_ID, segments));
    return items;
  }

  /** Returns the item of the link that {@link #TOKEN} opens. */
  static Map<String, AttributeValue> link() {
    return LinkItem.write(
        new SharedLink(
            new LinkToken(TOKEN).linkId(),
            Functions.TENANT,
            Functions.CALL_ID,
            LinkTarget.RECORDING,
            null,
            Instant.EPOCH,
            "0123abcd",
            Instant.parse("2024-04-01T00:00:00Z"),
            null,
            0,
            null));
  }

  /** Returns the item of {@link #KEY}. */
  static Map<String, AttributeValue> key() {
    return KeyItem.write(
        ApiKey.parse(KEY).orElseThrow().hash(),
        Functions.TENANT,
        EnumSet.allOf(Scope.class),
        "fuzz",
        Instant.EPOCH,
        null);
  }
}
