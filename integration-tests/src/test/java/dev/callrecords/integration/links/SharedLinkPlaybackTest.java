package dev.callrecords.integration.links;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.LinkTarget;
import dev.callrecords.domain.LinkToken;
import dev.callrecords.domain.SharedLink;
import dev.callrecords.domain.TenantId;
import dev.callrecords.dynamodb.DynamoDbLinkStore;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.Calls;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.PageServer;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import dev.callrecords.integration.support.Tab;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;

/** Shared links as a player in a browser uses them. */
@NeedsTools("chromium")
@ExtendWith({StackExtension.class, BrowserExtension.class})
final class SharedLinkPlaybackTest {

  private static final TenantId TENANT = new TenantId("shared-playback");

  /** Length of a recording that is larger than what a browser loads ahead. */
  private static final int SECONDS = 25 * 60;

  /** Plays a link to its second second, and then what is at minute 20. */
  private static final String PLAY_AND_SEEK =
      """
      const until = async (player, condition) => {
        while (!player.error && !condition()) await new Promise(done => setTimeout(done, 20));
      };
      window.player = new Audio(link);
      player.play();
      await until(player, () => player.currentTime > 2);
      player.currentTime = 1200;
      await until(player, () => !player.seeking && player.currentTime > 1200.5);
      return {
        error: player.error?.message ?? null, duration: player.duration, at: player.currentTime};
      """;

  /** Goes on with the player that is there, and opens the link anew in another. */
  private static final String SEEK_AND_OPEN_ANEW =
      """
      player.currentTime = 600;
      while (!player.error && (player.seeking || player.currentTime < 600.5)) {
        await new Promise(done => setTimeout(done, 20));
      }
      const another = new Audio(link);
      const outcome = new Promise(done => {
        another.onerror = () => done('error');
        another.onloadeddata = () => done('plays');
      });
      another.load();
      return {error: player.error?.message ?? null, another: await outcome};
      """;

  private static final String OPEN =
      """
      const player = new Audio(link);
      const outcome = new Promise(done => {
        player.onerror = () => done('error');
        player.onloadeddata = () => done('plays');
      });
      player.load();
      return await outcome;
      """;

  private final Stack stack;
  private final Browser browser;
  private final Api api;

  SharedLinkPlaybackTest(Stack stack, Browser browser) {
    this.stack = stack;
    this.browser = browser;
    this.api = stack.api(TENANT);
  }

  private CallId recordedCall() {
    CallId id = new CallId(UUID.randomUUID().toString());
    String key = "recordings/" + TENANT + "/" + id + ".wav";
    stack
        .deployment()
        .s3()
        .putObject(
            put ->
                put.bucket(stack.deployment().recordingsBucket()).key(key).contentType("audio/wav"),
            RequestBody.fromBytes(silence()));
    stack.deployment().callWriter().put(TENANT, Calls.call(id, Calls.available(key)));
    return id;
  }

  /** Returns a WAV file of one channel. */
  private static byte[] silence() {
    int bytes = SECONDS * 16_000;
    return ByteBuffer.allocate(44 + bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(36 + bytes)
        .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 1)
        .putInt(8_000)
        .putInt(16_000)
        .putShort((short) 2)
        .putShort((short) 16)
        .put("data".getBytes(StandardCharsets.US_ASCII))
        .putInt(bytes)
        .array();
  }

  private long opened(CallId call) {
    return api.get("/v1/calls/" + call + "/links").json().at("/links/0/opened").longValue();
  }

  /** Ranges come from the redirect's target: they count no opening, and outlive the link. */
  @Test
  void link_playedSoughtAndRevoked_playsOnAndOpensNoMore() throws IOException {
    CallId call = recordedCall();
    JsonNode created = api.post("/v1/calls/" + call + "/links", "{}").json();
    Map<String, String> constants = Map.of("link", created.path("url").textValue());
    try (PageServer page = PageServer.start("<!DOCTYPE html><title>Player</title>");
        Tab tab = browser.open(page.origin())) {
      JsonNode played = tab.evaluate(constants, PLAY_AND_SEEK);

      assertThat(played.path("error").isNull()).as(played.toString()).isTrue();
      assertThat(played.path("duration").doubleValue()).isEqualTo(SECONDS);
      assertThat(opened(call)).isEqualTo(1);

      String path = "/v1/calls/%s/links/%s".formatted(call, created.path("id").textValue());
      assertThat(api.delete(path).status()).isEqualTo(204);
      JsonNode after = tab.evaluate(constants, SEEK_AND_OPEN_ANEW);
      assertThat(after.path("error").isNull()).as(after.toString()).isTrue();
      assertThat(after.path("another").textValue()).isEqualTo("error");
      assertThat(opened(call)).isEqualTo(1);
    }
  }

  @Test
  void link_expired_doesNotPlay() throws IOException {
    CallId call = recordedCall();
    try (PageServer page = PageServer.start("<!DOCTYPE html><title>Player</title>");
        Tab tab = browser.open(page.origin())) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      assertThat(tab.evaluate(Map.of("link", link(call, now.plusSeconds(600))), OPEN).textValue())
          .isEqualTo("plays");
      assertThat(tab.evaluate(Map.of("link", link(call, now)), OPEN).textValue())
          .isEqualTo("error");
    }
  }

  /** Puts in a link that ends at a time, and returns its address. */
  private String link(CallId call, Instant end) {
    String token = UUID.randomUUID().toString();
    new DynamoDbLinkStore(stack.deployment().dynamoDb(), stack.deployment().linksTable())
        .put(
            new SharedLink(
                new LinkToken(token).linkId(),
                TENANT,
                call,
                LinkTarget.RECORDING,
                null,
                end.minusSeconds(60),
                "0123abcd",
                end,
                null,
                0,
                null));
    return stack.url() + "/l/" + token;
  }
}
