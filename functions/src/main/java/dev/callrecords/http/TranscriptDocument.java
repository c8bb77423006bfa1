package dev.callrecords.http;

import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Cue;
import dev.callrecords.domain.Segment;
import dev.callrecords.domain.Transcript;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A transcript in one of its forms, cut into pages. Each page is a document by itself: it has the
 * form's head and end, and numbers of cues go on from page to page.
 *
 * @param head what every page starts with
 * @param separator what stands between two pieces of a page
 * @param tail what every page ends with
 * @param pieces how many pieces there are: one for each segment
 * @param piece gives a piece by its index
 */
record TranscriptDocument(
    String head, String separator, String tail, int pieces, IntFunction<String> piece) {

  /**
   * A page holds no more, unless it is a single piece. Even in base64 it leaves a third of what
   * Lambda hands on.
   */
  private static final int PAGE_BYTES = 4 * 1024 * 1024;

  private static final Pattern BACKSLASH_CODE = Pattern.compile("\\\\(?=[Nnh])");

  /**
   * Start of a cell for every separator of spreadsheets. Except with commas, quotes inside a line
   * are text. Then what it may skip, and the sign of a formula or nothing.
   */
  private static final Pattern CELL_START =
      Pattern.compile("((?:[;|\\t\\v]|^)[\\p{Z}\\p{C}\"]*+)([=+\\-@\uFF1D\uFF0B\uFF0D\uFF20]?)");

  private static final String CRLF = "\r\n";

  /**
   * A page.
   *
   * @param body UTF-8
   * @param last whether none follows
   */
  @SuppressWarnings("ArrayRecordComponent") // Made once and never compared.
  record Page(byte[] body, boolean last) {}

  /** Returns the transcript of a call in a form. */
  static TranscriptDocument of(TranscriptFormat format, CallId id, Transcript transcript) {
    List<Segment> segments = transcript.segments();
    return switch (format) {
      case JSON -> json(id, segments);
      case TXT -> text(transcript);
      case VTT -> vtt(segments);
      case SRT -> srt(segments);
      case CSV -> csv(segments);
    };
  }

  /**
   * Returns a page, or empty when there are not so many. Where pages are cut depends on nothing but
   * the transcript and its form.
   *
   * @param number from 1
   */
  Optional<Page> page(int number) {
    byte[] between = separator.getBytes(StandardCharsets.UTF_8);
    byte[] end = tail.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    int current = 1;
    page.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    int onPage = 0;
    for (int i = 0; i < pieces; i++) {
      byte[] next = piece.apply(i).getBytes(StandardCharsets.UTF_8);
      if (onPage > 0 && page.size() + between.length + next.length + end.length > PAGE_BYTES) {
        if (current == number) {
          page.writeBytes(end);
          return Optional.of(new Page(page.toByteArray(), false));
        }
        current++;
        page.reset();
        page.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        onPage = 0;
      }
      if (onPage > 0) {
        page.writeBytes(between);
      }
      page.writeBytes(next);
      onPage++;
    }
    if (current != number) {
      return Optional.empty();
    }
    page.writeBytes(end);
    return Optional.of(new Page(page.toByteArray(), true));
  }

  private static TranscriptDocument json(CallId id, List<Segment> segments) {
    return new TranscriptDocument(
        "{\"call_id\":\"" + id.value() + "\",\"transcript_segments\":[",
        ",",
        "]}",
        segments.size(),
        i ->
            Json.writeToMemory(json -> Bodies.writeSegment(json, segments.get(i)))
                .toString(StandardCharsets.UTF_8));
  }

  /** A line for each segment, or the plain text of a call without segments. */
  private static TranscriptDocument text(Transcript transcript) {
    List<Segment> segments = transcript.segments();
    String plainText = transcript.text();
    if (segments.isEmpty() && plainText != null) {
      return new TranscriptDocument("", "", "", 1, i -> plainText);
    }
    return new TranscriptDocument(
        "",
        "",
        "",
        segments.size(),
        i -> {
          Segment segment = segments.get(i);
          String time = CaptionText.time(Cue.millis(segment.startTime()), '.');
          return "[" + time + "] " + CaptionText.turn(segment) + "\n";
        });
  }

  /**
   * WebVTT, with the speaker as a voice.
   *
   * @see <a href="https://www.w3.org/TR/webvtt1/">WebVTT</a>
   */
  private static TranscriptDocument vtt(List<Segment> segments) {
    List<Cue> cues = Cue.of(segments);
    return new TranscriptDocument(
        "WEBVTT\n",
        "",
        "",
        segments.size(),
        i -> {
          Segment segment = segments.get(i);
          String speaker = CaptionText.fold(segment.speakerName());
          String text = CaptionText.fold(segment.text());
          String lines =
              CaptionText.wrap(escapeBackslash(text)).stream()
                  .map(TranscriptDocument::escapeVtt)
                  .collect(Collectors.joining("\n"));
          if (!speaker.isEmpty()) {
            lines = "<v " + escapeVtt(speaker) + ">" + lines;
          }
          return "\n" + cue(i + 1, cues.get(i), '.', lines.isEmpty() ? "&nbsp;" : lines);
        });
  }

  /** WebVTT's markup, its references, and with them the arrow that only times may have. */
  private static String escapeVtt(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static TranscriptDocument srt(List<Segment> segments) {
    List<Cue> cues = Cue.of(segments);
    return new TranscriptDocument(
        "",
        "\n",
        "",
        segments.size(),
        i -> {
          String turn = escapeSrt(CaptionText.turn(segments.get(i)));
          // Players skip a cue without text.
          String lines = turn.isEmpty() ? "\u00A0" : String.join("\n", CaptionText.wrap(turn));
          return cue(i + 1, cues.get(i), ',', lines);
        });
  }

  /**
   * Replaces markup characters: SubRip cannot escape them, and players show character references
   * literally. They become look-alikes, and so do braces, which many players take for codes.
   */
  private static String escapeSrt(String text) {
    return escapeBackslash(text)
        .replace('<', '\u2039')
        .replace('>', '\u203A')
        .replace('{', '\u2774')
        .replace('}', '\u2775');
  }

  /** Escapes backslashes, which libass reads as line breaks and spaces. */
  private static String escapeBackslash(String text) {
    return BACKSLASH_CODE.matcher(text).replaceAll("$0\u2060");
  }

  private static String cue(int number, Cue cue, char point, String lines) {
    String start = CaptionText.time(cue.startMillis(), point);
    String end = CaptionText.time(cue.endMillis(), point);
    return number + "\n" + start + " --> " + end + "\n" + lines + "\n";
  }

  /**
   * RFC 4180, with the fields of a segment as columns. The texts are as stored but for what a
   * spreadsheet would run.
   */
  private static TranscriptDocument csv(List<Segment> segments) {
    return new TranscriptDocument(
        "speaker,text,start_time,end_time" + CRLF,
        "",
        "",
        segments.size(),
        i -> {
          Segment segment = segments.get(i);
          return String.join(
                  ",",
                  csvText(segment.speaker()),
                  csvText(segment.text()),
                  segment.startTime().toPlainString(),
                  segment.endTime().toPlainString())
              + CRLF;
        });
  }

  /** Always quoted; an apostrophe ahead of what spreadsheets take for a formula. */
  private static String csvText(String text) {
    String guarded =
        CELL_START.matcher(text).replaceAll(start -> start.group(2).isEmpty() ? "$1" : "$1'$2");
    return "\"" + guarded.replace("\"", "\"\"") + "\"";
  }
}
