package dev.callrecords.admin;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Generates sample calls, deterministically by seed and index.
 *
 * <p>Numbers are of the ranges kept free for fiction; no call is anybody's.
 */
public final class CallGenerator {

  /** One in so many calls is long. */
  private static final int LONG_CALLS = 200;

  private static final Instant FIRST_CALL = Instant.parse("2024-01-15T08:00:00Z");
  private static final long SECONDS_BETWEEN_CALLS = 37;

  /** Every status; those of ended calls with talk come most often. */
  private static final List<String> STATUSES =
      List.of(
          "completed",
          "completed",
          "completed",
          "completed",
          "completed",
          "completed",
          "completed",
          "completed",
          "completed",
          "completed",
          "no-answer",
          "no-answer",
          "busy",
          "failed",
          "canceled",
          "in-progress",
          "queued",
          "initiated",
          "ringing");

  private static final List<String> SENTIMENTS =
      List.of("positive", "neutral", "neutral", "negative", "mixed");

  private static final List<String> CAMPAIGNS =
      List.of("appointment_reminder", "survey", "renewal", "support", "follow_up");

  /** What is said in one language: openings of the agent, and then what both say. */
  private record Language(String code, String numbers, List<String> openings, List<String> turns) {}

  private static final List<Language> LANGUAGES =
      List.of(
          new Language(
              "en",
              "+1415555",
              List.of(
                  "Hello, this is Sarah. How can I help you today?",
                  "Good morning, thank you for calling. What can I do for you?"),
              List.of(
                  "I would like to move my appointment to next week.",
                  "Of course. Would Tuesday at two in the afternoon suit you?",
                  "Yes, I'll be there. Thank you for the reminder.",
                  "Could you spell your last name for me, please?",
                  "I have been waiting for my refund since the beginning of the month.",
                  "I see it here. It was sent yesterday and takes two working days.",
                  "Is there anything else that I can do for you?",
                  "No, that was all.")),
          new Language(
              "de",
              "+4930230",
              List.of(
                  "Guten Tag, hier ist Anna. Was kann ich für Sie tun?",
                  "Schönen guten Morgen, Sie sprechen mit Jürgen."),
              List.of(
                  "Ich möchte meinen Termin verschieben, wenn das möglich ist.",
                  "Natürlich. Passt Ihnen Dienstag um vierzehn Uhr?",
                  "Das wäre großartig, vielen Dank.",
                  "Könnten Sie mir bitte Ihre Kundennummer nennen?",
                  "Die Rechnung ist höher als im letzten Monat.",
                  "Ich prüfe das sofort und rufe Sie zurück.")),
          new Language(
              "es",
              "+3491055",
              List.of("Buenos días, le atiende Lucía. ¿En qué puedo ayudarle?"),
              List.of(
                  "Quisiera cambiar mi cita para la próxima semana.",
                  "Por supuesto. ¿Le viene bien el martes a las dos?",
                  "Sí, perfecto. Muchas gracias.",
                  "¿Me puede decir su número de cliente, por favor?",
                  "Todavía no he recibido la devolución.",
                  "Lo compruebo ahora mismo, un momento.")),
          new Language(
              "fr",
              "+3319900",
              List.of("Bonjour, Camille à l'appareil. Que puis-je faire pour vous ?"),
              List.of(
                  "Je voudrais déplacer mon rendez-vous à la semaine prochaine.",
                  "Bien sûr. Mardi à quatorze heures, cela vous convient-il ?",
                  "Très bien, merci beaucoup.",
                  "Pourriez-vous me rappeler votre numéro de client ?",
                  "Je n'ai pas encore reçu le remboursement.",
                  "Je vérifie tout de suite, ne quittez pas.")),
          new Language(
              "ja",
              "+8135550",
              List.of("お電話ありがとうございます。佐藤がうけたまわります。"),
              List.of(
                  "来週に予約を変更したいのですが。",
                  "かしこまりました。火曜日の午後二時はいかがでしょうか。",
                  "はい、大丈夫です。ありがとうございます。",
                  "お客様番号をお願いいたします。",
                  "まだ返金されていません。",
                  "確認いたしますので、少々お待ちください。")));

  private final long seed;

  /** Creates a generator. */
  public CallGenerator(long seed) {
    this.seed = seed;
  }

  /**
   * Returns a call, with a recording to play or without.
   *
   * @param index from 0
   * @param recorded whether calls that were recorded have their audio; otherwise they were not
   *     recorded them
   */
  public Call call(long index, boolean recorded) {
    SplittableRandom random = new SplittableRandom(mix(seed) + mix(index + 1));
    // The bits that mark a random UUID: version 4, variant 2.
    UUID id =
        new UUID(
            (random.nextLong() & ~0xF000L) | 0x4000L,
            (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62));
    Language language = one(random, LANGUAGES);
    String status = one(random, STATUSES);
    boolean inbound = random.nextInt(3) == 0;
    String customer = language.numbers() + digits(random, 4);
    String ours = "+1604555" + digits(random, 4);
    Instant createdAt = FIRST_CALL.plusSeconds(index * SECONDS_BETWEEN_CALLS);
    boolean talked = status.equals("completed") || status.equals("in-progress");
    boolean ended = !List.of("in-progress", "queued", "initiated", "ringing").contains(status);
    Instant startedAt = talked ? createdAt.plusSeconds(random.nextInt(2, 20)) : null;
    List<Segment> segments =
        status.equals("completed") ? segments(random, language) : List.<Segment>of();
    Long duration = null;
    if (ended) {
      duration =
          segments.isEmpty()
              ? 0L
              : segments.getLast().endTime().longValue() + random.nextInt(1, 15);
    }
    Instant endedAt = null;
    if (ended) {
      endedAt =
          startedAt == null
              ? createdAt.plusSeconds(random.nextInt(1, 45))
              : startedAt.plusSeconds(duration == null ? 0 : duration);
    }
    boolean completed = status.equals("completed");
    return new Call(
        new CallId(id.toString()),
        random.nextInt(50) == 0 ? null : agentId(random.nextInt(12)),
        inbound ? customer : ours,
        inbound ? ours : customer,
        inbound ? "inbound" : "outbound",
        status,
        duration,
        recording(random, status, recorded, duration),
        segments.isEmpty() ? Transcript.empty() : Transcript.of(segments),
        completed ? one(random, SENTIMENTS) : null,
        completed ? "%s: %d turns.".formatted(one(random, CAMPAIGNS), segments.size()) : null,
        metadata(random, language),
        startedAt,
        endedAt,
        createdAt);
  }

  /** Returns one second of synthetic audio as WAV: 8 kHz, 8 bits, mono. */
  public byte[] wav(long index) {
    int rate = 8000;
    int header = 44;
    double hertz = 200 + new SplittableRandom(mix(seed) + mix(index + 1)).nextInt(600);
    ByteBuffer wav = ByteBuffer.allocate(header + rate).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(header - 8 + rate);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(rate);
    wav.putShort((short) 1).putShort((short) 8);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(rate);
    for (int sample = 0; sample < rate; sample++) {
      wav.put((byte) (128 + 60 * Math.sin(2 * Math.PI * hertz * sample / rate)));
    }
    return wav.array();
  }

  private static Recording recording(
      SplittableRandom random, String status, boolean recorded, @Nullable Long duration) {
    int chance = random.nextInt(20);
    return switch (status) {
      case "in-progress" -> Recording.Unplayable.PENDING;
      case "completed" ->
          switch (chance) {
            case 0 -> Recording.Unplayable.FAILED;
            case 1 -> Recording.Unplayable.DELETED;
            default ->
                recorded && duration != null
                    ? new Recording.Available(null, "audio/wav", null, BigDecimal.ONE)
                    : Recording.Unplayable.NONE;
          };
      default -> Recording.Unplayable.NONE;
    };
  }

  private static List<Segment> segments(SplittableRandom random, Language language) {
    int count = random.nextInt(LONG_CALLS) == 0 ? random.nextInt(200, 1200) : random.nextInt(2, 30);
    List<Segment> segments = new ArrayList<>();
    // Tenths of a second.
    long time = random.nextInt(1, 20);
    for (int i = 0; i < count; i++) {
      boolean agent = i % 2 == 0;
      String text = i == 0 ? one(random, language.openings()) : one(random, language.turns());
      long end = time + Math.max(8, text.length() * 6L / 10) + random.nextInt(10);
      segments.add(
          new Segment(
              agent ? "agent" : "caller",
              text,
              BigDecimal.valueOf(time, 1),
              BigDecimal.valueOf(end, 1)));
      time = end + random.nextInt(2, 25);
    }
    return segments;
  }

  private static Map<String, @Nullable Object> metadata(
      SplittableRandom random, Language language) {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    if (random.nextInt(10) == 0) {
      return metadata;
    }
    metadata.put("customer_id", "cust_" + random.nextInt(1, 100_000));
    metadata.put("campaign", one(random, CAMPAIGNS));
    metadata.put("language", language.code());
    if (random.nextInt(4) == 0) {
      metadata.put("priority", BigDecimal.valueOf(random.nextInt(1, 5)));
      metadata.put("consent", random.nextBoolean());
      Map<String, @Nullable Object> survey = new LinkedHashMap<>();
      survey.put("score", BigDecimal.valueOf(random.nextInt(0, 101), 1));
      survey.put("comment", null);
      metadata.put("survey", survey);
      metadata.put("tags", List.of("made-up", "v" + random.nextInt(1, 4)));
    }
    return metadata;
  }

  private static String agentId(int agent) {
    return String.format(Locale.ROOT, "550e8400-e29b-41d4-a716-4466554400%02d", agent);
  }

  private static String digits(SplittableRandom random, int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private static <T> T one(SplittableRandom random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** The finalizer of SplitMix64: neighbouring numbers end far apart. */
  private static long mix(long number) {
    long mixed = number * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
