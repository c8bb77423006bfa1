package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes calls as vCons of draft-ietf-vcon-vcon-core-04.
 *
 * <p>The first dialog is the call, the others are its turns. What a vCon has no place for is in an
 * attachment, from which {@link Vcon} takes it again.
 */
public final class VconWriter {

  /** The purpose of the attachment with the fields of a call. */
  static final String FIELDS = "call-records";

  private static final Pattern IS_UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final long VERSION_8 = 0x8000L;
  private static final long VERSION_MASK = 0xF000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;

  private final Call call;
  private final ObjectNode document = JsonNodeFactory.instance.objectNode();
  private final ArrayNode parties = JsonNodeFactory.instance.arrayNode();
  private final List<String> speakers = new ArrayList<>();
  private final Instant start;

  private VconWriter(Call call) {
    this.call = call;
    Instant exact = call.startedAt() == null ? call.createdAt() : call.startedAt();
    this.start = exact.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * A recording beside a vCon.
   *
   * @param name of its file
   * @param hash its SHA-512 as a vCon has it, after {@code sha512-}
   */
  public record AudioFile(String name, String hash) {}

  /**
   * Returns a call as a vCon.
   *
   * @param fields the call as {@code export} writes it
   * @param audio its recording; null where that is not beside it
   */
  public static ObjectNode write(Call call, ObjectNode fields, @Nullable AudioFile audio) {
    return new VconWriter(call).write(fields, audio);
  }

  private ObjectNode write(ObjectNode fields, @Nullable AudioFile audio) {
    document.put("vcon", "0.4.0");
    document.put("uuid", uuid(call.id().value()));
    document.put("created_at", call.createdAt().toString());
    boolean isOutbound = "outbound".equals(call.direction());
    party(isOutbound ? CallDraft.AGENT : CallDraft.CALLER, call.fromNumber());
    party(isOutbound ? CallDraft.CALLER : CallDraft.AGENT, call.toNumber());
    ArrayNode dialogs = JsonNodeFactory.instance.arrayNode();
    dialogs.add(main(audio));
    call.transcript().segments().forEach(segment -> dialogs.add(turn(segment)));
    document.set("parties", parties);
    document.set("dialog", dialogs);
    analyses();
    ObjectNode attachment = document.putArray("attachments").addObject();
    attachment.put("purpose", FIELDS).put("start", start.toString());
    attachment.put("party", 0).put("dialog", 0).put("mediatype", "application/json");
    ObjectNode rest = fields.deepCopy();
    // They are dialogs already.
    rest.remove(List.of("transcript", "transcript_segments"));
    attachment.put("encoding", "json").put("body", rest.toString());
    return document;
  }

  /** Returns the id if it is a UUID, else one made of its hash. */
  static String uuid(String id) {
    if (IS_UUID.matcher(id).matches()) {
      return id;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      ByteBuffer bits = ByteBuffer.wrap(hash);
      return new UUID(
              (bits.getLong() & ~VERSION_MASK) | VERSION_8,
              (bits.getLong() & ~VARIANT_MASK) | VARIANT)
          .toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private void party(String role, @Nullable String number) {
    ObjectNode party = parties.addObject();
    if (number != null) {
      party.put("tel", number);
    }
    party.put("role", role);
    speakers.add(role);
  }

  /** Returns the dialog that is the whole call. */
  private ObjectNode main(@Nullable AudioFile audio) {
    ObjectNode main = JsonNodeFactory.instance.objectNode();
    String disposition =
        switch (call.status()) {
          case "busy" -> "busy";
          case "no-answer" -> "no-answer";
          case "canceled" -> "hung-up";
          case "failed" -> "failed";
          default -> null;
        };
    main.put("type", disposition == null ? "recording" : "incomplete");
    main.put("start", start.toString());
    if (call.duration() != null) {
      main.put("duration", call.duration());
    }
    main.putArray("parties").add(0).add(1);
    main.put("originator", 0);
    if (disposition != null) {
      main.put("disposition", disposition);
    } else if (call.recording() instanceof Recording.Available available) {
      if (available.contentType() != null) {
        main.put("mediatype", available.contentType());
      }
      if (audio != null) {
        main.put("filename", audio.name()).put("content_hash", "sha512-" + audio.hash());
      }
    }
    return main;
  }

  private ObjectNode turn(Segment segment) {
    int party = speakers.indexOf(segment.speaker());
    if (party < 0) {
      party = speakers.size();
      party(segment.speaker(), null);
    }
    ObjectNode turn = JsonNodeFactory.instance.objectNode();
    turn.put("type", "text");
    long nanoseconds = segment.startTime().movePointRight(9).longValue();
    turn.put("start", start.plusNanos(nanoseconds).toString());
    BigDecimal length = segment.endTime().subtract(segment.startTime());
    turn.put("duration", length.max(BigDecimal.ZERO));
    turn.putArray("parties").add(party);
    turn.put("originator", party);
    turn.put("mediatype", "text/plain").put("body", segment.text()).put("encoding", "none");
    return turn;
  }

  private void analyses() {
    ArrayNode analyses = JsonNodeFactory.instance.arrayNode();
    analysis(analyses, "summary", call.summary());
    analysis(analyses, "sentiment", call.sentiment());
    if (call.transcript().segments().isEmpty()) {
      analysis(analyses, "transcript", call.transcript().text());
    }
    if (!analyses.isEmpty()) {
      document.set("analysis", analyses);
    }
  }

  private static void analysis(ArrayNode analyses, String type, @Nullable String body) {
    if (body != null) {
      analyses.addObject().put("type", type).put("dialog", 0).put("vendor", FIELDS);
      ((ObjectNode) analyses.get(analyses.size() - 1))
          .put("mediatype", "text/plain")
          .put("encoding", "none")
          .put("body", body);
    }
  }
}
