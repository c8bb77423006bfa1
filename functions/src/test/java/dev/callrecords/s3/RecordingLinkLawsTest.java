package dev.callrecords.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.domain.DependencyException;
import dev.callrecords.domain.DependencyException.Kind;
import dev.callrecords.domain.LinkPolicy;
import dev.callrecords.domain.RecordingKey;
import dev.callrecords.domain.RecordingLink;
import dev.callrecords.domain.RecordingSigner.Disposition;
import dev.callrecords.domain.RecordingSigner.Terms;
import dev.callrecords.domain.Samples;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Invariants of every link, for any clock, requested lifetime and credentials' expiry. */
final class RecordingLinkLawsTest {

  private static final int CASES = 500;
  private static final long MINUTE = 60;
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
  private static final RecordingKey KEY =
      RecordingKey.parse(Samples.TENANT, Samples.RECORDING_KEY).orElseThrow();

  private static final URI ENDPOINT = URI.create("https://s3.eu-west-1.amazonaws.com");

  /**
   * A case made up by chance.
   *
   * @param now what the clock says
   * @param asked how long the link shall live
   * @param end when the credentials end; null when they do not say
   */
  private record Case(Instant now, Duration asked, @Nullable Instant end) {

    static Case of(Random random) {
      Instant now =
          Instant.ofEpochSecond(random.nextLong(4_102_444_800L), random.nextInt(1_000_000_000));
      long asked = MINUTE + random.nextLong(LinkPolicy.MAX_LIFETIME.toSeconds() - MINUTE + 1);
      List<Long> lives = List.of(0L, 1L, 59L, 60L, 61L, 899L, 900L, asked - 1, asked, asked + 1);
      long left =
          random.nextBoolean() ? lives.get(random.nextInt(lives.size())) : random.nextLong(172_800);
      int nanos = random.nextBoolean() ? 0 : random.nextInt(1_000_000_000);
      return new Case(
          now,
          Duration.ofSeconds(asked),
          random.nextInt(8) == 0 ? null : now.plusSeconds(left).plusNanos(nanos));
    }

    boolean endsTooSoon() {
      return end != null && end.isBefore(now.plusSeconds(MINUTE));
    }

    RecordingLink sign() {
      AwsSessionCredentials credentials =
          AwsSessionCredentials.builder()
              .accessKeyId("AKIDEXAMPLE")
              .secretAccessKey("secret")
              .sessionToken("token")
              .expirationTime(end)
              .build();
      return new S3RecordingSigner(
              "recordings-bucket", "eu-west-1", ENDPOINT, () -> credentials, () -> now)
          .sign(KEY, new Terms(asked, null, Disposition.INLINE, "a.wav", "audio/wav"))
          .orElseThrow();
    }
  }

  @Test
  void sign_anyCase_expiresWhenTheLinkDoesAndNotAfterItsCredentials() {
    for (long seed = 0; seed < CASES; seed++) {
      Case signing = Case.of(new Random(seed));
      String description = "seed " + seed + ": " + signing;
      RecordingLink link;
      try {
        link = signing.sign();
      } catch (DependencyException e) {
        assertThat(e.kind()).as(description).isEqualTo(Kind.BUSY);
        assertThat(signing.endsTooSoon()).as(description).isTrue();
        continue;
      }
      assertThat(signing.endsTooSoon()).as(description).isFalse();
      Instant date =
          LocalDateTime.parse(parameter(link, "Date"), AMZ_DATE).toInstant(ZoneOffset.UTC);
      long seconds = Long.parseLong(parameter(link, "Expires"));
      Instant end = signing.end == null ? date.plusSeconds(900) : signing.end;
      Instant wanted = date.plus(signing.asked);

      assertThat(date).as(description).isEqualTo(signing.now.truncatedTo(ChronoUnit.SECONDS));
      assertThat(link.expiresAt()).as(description).isEqualTo(date.plusSeconds(seconds));
      assertThat(link.expiresIn()).as(description).isEqualTo(seconds);
      assertThat(link.expiresAt()).as(description).isBeforeOrEqualTo(end);
      assertThat(link.expiresAt()).as(description).isBeforeOrEqualTo(wanted);
      // No shorter than it must be: what is lost is fractions.
      assertThat(link.expiresAt())
          .as(description)
          .isAfterOrEqualTo((end.isBefore(wanted) ? end : wanted).minusSeconds(2));
    }
  }

  private static String parameter(RecordingLink link, String name) {
    Matcher parameter =
        Pattern.compile("X-Amz-" + name + "=([0-9TZ]+)")
            .matcher(URI.create(link.url()).getRawQuery());
    assertThat(parameter.find()).as(name).isTrue();
    return parameter.group(1);
  }
}
