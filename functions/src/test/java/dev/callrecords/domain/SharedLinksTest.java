package dev.callrecords.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callrecords.domain.LinkStore.Opening;
import dev.callrecords.domain.PresignRecording.Outcome.NoLink;
import dev.callrecords.domain.RecordingStore.Stored;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared links are made, listed, revoked and opened. */
final class SharedLinksTest {

  private static final Caller MAKER = Samples.caller(Scope.LINKS_WRITE, Scope.RECORDINGS_READ);
  private static final Caller OTHER = new Caller(Samples.OTHER_TENANT, MAKER.scopes(), "89abcdef");
  private static final Duration DAY = Duration.ofDays(1);

  private final FakeCallStore calls = new FakeCallStore();
  private final FakeLinkStore links = new FakeLinkStore();
  private final FakeSigner signer = new FakeSigner();
  private final List<String> audited = new ArrayList<>();
  private final LinkAudit audit =
      (event, tenant, call, link, keyId) ->
          audited.add("%s %s %s %s %s".formatted(event, tenant, call, link, keyId));
  private Instant now = FakeSigner.NOW;
  private Stored stored = new Stored.Playable(139_244, null);

  private CreateLink.Outcome create(Caller caller, @Nullable String label) {
    return new CreateLink(calls, links, audit, new SharedLinkPolicy(DAY), new Random(7), () -> now)
        .create(
            caller,
            Samples.CALL_ID,
            new CreateLink.Request(Duration.ofSeconds(90), LinkTarget.RECORDING, label));
  }

  private CreateLink.Outcome.Created created() {
    return (CreateLink.Outcome.Created) create(MAKER, "for Sarah");
  }

  private OpenLink.Outcome open(LinkToken token) {
    PresignRecording recordings =
        new PresignRecording(calls, key -> stored, signer, new LinkPolicy(DAY));
    return new OpenLink(links, calls, recordings, audit, () -> now).open(token);
  }

  private RevokeLink.Outcome revoke(Caller caller, CallId call, LinkId id) {
    return new RevokeLink(links, audit, () -> now).revoke(caller, call, id);
  }

  private ListLinks.Outcome list(Caller caller, int limit, @Nullable String cursor) {
    return new ListLinks(calls, links).list(caller, Samples.CALL_ID, limit, cursor);
  }

  private void put(Recording recording) {
    calls.with(Samples.TENANT, Samples.call(recording, Transcript.empty()));
  }

  @Test
  void create_availableRecording_keepsALinkOfTheCaller() {
    calls.with(Samples.TENANT, Samples.call());
    now = Instant.parse("2026-11-22T13:05:09.123456Z");

    CreateLink.Outcome.Created created = created();

    assertThat(created.link())
        .isEqualTo(
            new SharedLink(
                created.token().linkId(),
                Samples.TENANT,
                Samples.CALL_ID,
                LinkTarget.RECORDING,
                "for Sarah",
                Instant.parse("2026-11-22T13:05:09.123Z"),
                MAKER.keyId(),
                Instant.parse("2026-11-22T13:06:39Z"),
                null,
                0,
                null));
    assertThat(links.links()).containsExactly(created.link());
    assertThat(audited)
        .containsExactly(
            "CREATED acme-dental %s %s 0123abcd".formatted(Samples.CALL_ID, created.link().id()));
  }

  @Test
  void create_token_isOfItsFormAndHashedAsTheLinksId() {
    calls.with(Samples.TENANT, Samples.call());

    LinkToken token = created().token();

    assertThat(token.reveal()).matches("crl_[A-Za-z0-9_-]{43}");
    assertThat(new LinkToken(token.reveal()).linkId()).isEqualTo(token.linkId());
    assertThat(new LinkToken("abc").linkId())
        .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(token).hasToString("LinkToken[" + token.linkId() + "]");
  }

  @Test
  void create_pendingRecording_isCreated() {
    put(Recording.Unplayable.PENDING);

    assertThat(create(MAKER, null)).isInstanceOf(CreateLink.Outcome.Created.class);
  }

  @ParameterizedTest
  @CsvSource({"NONE, NEVER_RECORDED", "FAILED, FAILED", "DELETED, DELETED"})
  void create_recordingThatNeverPlays_isNotCreated(
      Recording.Unplayable state, CreateLink.Outcome.NotCreated reason) {
    put(state);

    assertThat(create(MAKER, null)).isEqualTo(reason);
    assertThat(links.links()).isEmpty();
    assertThat(audited).isEmpty();
  }

  @Test
  void create_unknownState_isCorrupt() {
    put(Recording.Unplayable.UNKNOWN);

    assertThatThrownBy(() -> create(MAKER, null)).isInstanceOf(DependencyException.class);
  }

  @Test
  void create_missingOrForeignCall_isNotFound() {
    assertThat(create(MAKER, null)).isEqualTo(CreateLink.Outcome.NotCreated.CALL_NOT_FOUND);
    calls.with(Samples.TENANT, Samples.call());
    assertThat(create(OTHER, null)).isEqualTo(CreateLink.Outcome.NotCreated.CALL_NOT_FOUND);
  }

  @Test
  void create_withoutRecordingsScope_isRefusedBeforeTheCallIsRead() {
    assertThat(create(Samples.caller(Scope.LINKS_WRITE), null))
        .isEqualTo(new CreateLink.Outcome.ScopeMissing(Scope.RECORDINGS_READ));
    assertThat(calls.reads()).isEmpty();
  }

  @Test
  void open_goodLink_playsUntilTheCallIsHeardAndCounts() {
    calls.with(Samples.TENANT, Samples.call());
    CreateLink.Outcome.Created created = created();

    OpenLink.Outcome outcome = open(new LinkToken(created.token().reveal()));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            OpenLink.Outcome.Playable.class,
            playable -> assertThat(playable.link().expiresIn()).isEqualTo(125 + 900));
    assertThat(signer.signed().getFirst().end()).isEqualTo(created.link().expiresAt());
    assertThat(links.links().getFirst().opened()).isEqualTo(1);
    assertThat(audited.getLast())
        .isEqualTo("OPENED acme-dental %s %s 0123abcd", Samples.CALL_ID, created.link().id());
    assertThat(calls.reads()).containsOnly(CallStore.Consistency.STRONG);
  }

  @ParameterizedTest
  @CsvSource({
    ", , 4500",
    ", 60, 960",
    "60.2, , 961",
    "60.2, 125, 1025",
    "300, 125, 1200",
    "-5000, , 900",
    "1E+30, , 86400"
  })
  void open_lifetime_isTheLongerDurationAndTimeToListen(
      @Nullable BigDecimal ofRecording, @Nullable Long ofCall, long expected) {
    Call call = Samples.call();
    calls.with(
        Samples.TENANT,
        new Call(
            call.id(),
            null,
            null,
            null,
            null,
            "completed",
            ofCall,
            new Recording.Available(Samples.RECORDING_KEY, null, null, ofRecording),
            Transcript.empty(),
            null,
            null,
            call.metadata(),
            null,
            null,
            call.createdAt()));

    var _ = open(created().token());

    assertThat(signer.signed().getFirst().lifetime()).hasSeconds(expected);
  }

  @Test
  void open_recordingThatEndsFirst_endsTheLink() {
    Instant end = now.plusSeconds(30);
    put(Samples.availableUntil(end));

    var _ = open(created().token());

    assertThat(signer.signed().getFirst().end()).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "crl_", "crl_0", "\uD800"})
  void open_unknownOrMalformedToken_isRefusedAlike(String token) {
    assertThat(open(new LinkToken(token)))
        .isEqualTo(new OpenLink.Outcome.Refused(Opening.Refused.UNKNOWN));
    assertThat(audited).isEmpty();
  }

  @Test
  void open_atItsEnd_isExpired() {
    calls.with(Samples.TENANT, Samples.call());
    CreateLink.Outcome.Created created = created();
    now = created.link().expiresAt();

    assertThat(open(created.token()))
        .isEqualTo(new OpenLink.Outcome.Refused(Opening.Refused.EXPIRED));
  }

  @Test
  void open_endThatComesMeanwhile_isExpired() {
    put(Recording.Unplayable.PENDING);
    CreateLink.Outcome.Created created = created();
    InstantSource late =
        new InstantSource() {
          private int asked;

          @Override
          public Instant instant() {
            return asked++ == 0 ? now : created.link().expiresAt();
          }
        };
    PresignRecording recordings =
        new PresignRecording(calls, key -> stored, signer, new LinkPolicy(DAY));

    assertThat(new OpenLink(links, calls, recordings, audit, late).open(created.token()))
        .isEqualTo(new OpenLink.Outcome.Refused(Opening.Refused.EXPIRED));
  }

  @Test
  void open_callThatIsGone_isDeletedAndCounted() {
    calls.with(Samples.TENANT, Samples.call());
    LinkToken token = created().token();
    PresignRecording recordings =
        new PresignRecording(calls, key -> stored, signer, new LinkPolicy(DAY));

    assertThat(new OpenLink(links, new FakeCallStore(), recordings, audit, () -> now).open(token))
        .isEqualTo(new OpenLink.Outcome.Unplayable(Samples.CALL_ID, NoLink.DELETED));
    assertThat(links.links().getFirst().opened()).isEqualTo(1);
  }

  @Test
  void open_archivedObject_isUnplayable() {
    calls.with(Samples.TENANT, Samples.call());
    stored = Stored.Unplayable.ARCHIVED;

    assertThat(open(created().token()))
        .isEqualTo(new OpenLink.Outcome.Unplayable(Samples.CALL_ID, NoLink.ARCHIVED));
  }

  @Test
  void revoke_linkOfTheCall_opensNoMoreAndIsRevokedOnce() {
    calls.with(Samples.TENANT, Samples.call());
    CreateLink.Outcome.Created created = created();
    LinkId id = created.link().id();
    Instant first = now;

    assertThat(revoke(MAKER, Samples.CALL_ID, id)).isEqualTo(RevokeLink.Outcome.REVOKED);
    now = now.plusSeconds(5);
    assertThat(revoke(MAKER, Samples.CALL_ID, id)).isEqualTo(RevokeLink.Outcome.REVOKED);

    assertThat(links.links().getFirst().revokedAt()).isEqualTo(first);
    assertThat(open(created.token()))
        .isEqualTo(new OpenLink.Outcome.Refused(Opening.Refused.REVOKED));
    assertThat(audited).last().asString().startsWith("REVOKED acme-dental " + Samples.CALL_ID);
  }

  @Test
  void revoke_foreignTenantOrOtherCall_isNotFound() {
    calls.with(Samples.TENANT, Samples.call());
    CreateLink.Outcome.Created created = created();
    LinkId id = created.link().id();

    assertThat(revoke(OTHER, Samples.CALL_ID, id)).isEqualTo(RevokeLink.Outcome.NOT_FOUND);
    assertThat(revoke(MAKER, new CallId("other"), id)).isEqualTo(RevokeLink.Outcome.NOT_FOUND);
    assertThat(links.links()).containsExactly(created.link());
  }

  @Test
  void list_pages_holdTogetherByTheirCursors() {
    calls.with(Samples.TENANT, Samples.call());
    SharedLink older = created().link();
    SharedLink newer =
        new SharedLink(
            new LinkToken("other").linkId(),
            older.tenant(),
            older.callId(),
            older.opens(),
            null,
            older.createdAt(),
            older.createdBy(),
            older.expiresAt(),
            null,
            0,
            null);
    links.put(newer);

    ListLinks.Outcome.Page first = (ListLinks.Outcome.Page) list(MAKER, 1, null);
    assertThat(first.links()).containsExactly(newer);
    String cursor = Objects.requireNonNull(first.nextCursor());
    assertThat(list(MAKER, 1, cursor)).isEqualTo(new ListLinks.Outcome.Page(List.of(older), null));
    assertThat(list(MAKER, 2, null))
        .isEqualTo(new ListLinks.Outcome.Page(List.of(newer, older), null));
    assertThat(list(OTHER, 1, cursor)).isEqualTo(ListLinks.Outcome.NoPage.INVALID_CURSOR);
    assertThat(list(MAKER, 1, cursor + "x")).isEqualTo(ListLinks.Outcome.NoPage.INVALID_CURSOR);
  }

  @Test
  void list_missingOrForeignCall_isNotFound() {
    assertThat(list(MAKER, 1, null)).isEqualTo(ListLinks.Outcome.NoPage.CALL_NOT_FOUND);
    calls.with(Samples.TENANT, Samples.call());
    assertThat(list(OTHER, 1, null)).isEqualTo(ListLinks.Outcome.NoPage.CALL_NOT_FOUND);
  }

  @Test
  void defaultLifetime_noneAsked_isADayOrTheOperatorsLimit() {
    assertThat(new SharedLinkPolicy(SharedLinkPolicy.MAX_LIFETIME).defaultLifetime())
        .isEqualTo(DAY);
    assertThat(new SharedLinkPolicy(Duration.ofHours(1)).defaultLifetime())
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void toString_linkAndRequest_sayNothingOfTheLabel() {
    calls.with(Samples.TENANT, Samples.call());
    SharedLink link = created().link();

    assertThat(link).hasToString("SharedLink[" + link.id() + "]");
    assertThat(new CreateLink.Request(DAY, LinkTarget.RECORDING, "secret"))
        .hasToString("CreateLink.Request");
  }
}
