package dev.callrecords.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callrecords.admin.formats.VendorFormat;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls as vCons, and what an import reads of these. */
final class ExportFormTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TURNS =
      "'transcript_segments':[{'speaker':'agent','text':'Hi.','start_time':0.5,'end_time':1.25},"
          + "{'speaker':'customer','text':'Yes?','start_time':1.5,'end_time':3},"
          + "{'speaker':'agent','text':'Bye.','start_time':4,'end_time':5}]";

  private static CallDocument.Live call(String fields) {
    String document = "{'created_at':'2026-10-01T08:00:00.123456Z'," + fields + "}";
    return (CallDocument.Live) CallDocument.parse(document.replace('\'', '"').getBytes(UTF_8));
  }

  private static CallDocument.Live full() {
    return call(
        "'id':'7c1e6a52-93b4-4d0f-a1c8-2e5f7b9d0c34','agent_id':'ag','status':'completed',"
            + "'from_number':'+12025550188','to_number':'+12025550189','direction':'outbound',"
            + "'duration':9,'sentiment':'mixed','call_summary':'S','started_at':"
            + "'2026-10-01T08:00:01.5Z','ended_at':'2026-10-01T08:00:10.5Z',"
            + "'metadata':{'vendor':{'format':'vapi'},'n':1.5,'l':[null,true]},"
            + "'recording':{'status':'none'},"
            + TURNS);
  }

  private static byte[] vcon(CallDocument.Live call) {
    return ExportForm.vcon(null).write(call).orElseThrow();
  }

  private static CallDocument.Live readBack(byte[] vcon) {
    return (CallDocument.Live)
        new VendorRecords(VendorFormat.VCON, Map.of(), Map.of()).read(vcon).document();
  }

  private static void assertSame(CallDocument.Live call) {
    assertThat(new String(readBack(vcon(call)).toJson(), UTF_8))
        .isEqualTo(new String(call.toJson(), UTF_8));
  }

  @Test
  void vcon_fullCall_comesBackWhole() {
    assertSame(full());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'status':'completed'",
        "'status':'in-progress','direction':'inbound','recording':{'status':'pending'}",
        "'status':'no-answer','direction':'outbound','recording':{'status':'failed'}",
        "'status':'busy'",
        "'status':'completed','transcript':'Plain text.','sentiment':'thrilled'",
        "'status':'completed','delete_after':'2030-01-01T00:00:00Z'",
        "'status':'odd','to_number':'tel:5','recording':{'status':'deleted'}," + TURNS
      })
  void vcon_otherCalls_comeBackWhole(String fields) {
    assertSame(call("'id':'call_7'," + fields));
  }

  @Test
  void vcon_available_isPendingUntilItsAudioIsThere() {
    CallDocument.Live call =
        call("'id':'a','status':'completed','recording':{'status':'available','size':7}");

    assertThat(readBack(vcon(call)).call().recording()).isEqualTo(Recording.Unplayable.PENDING);
  }

  @Test
  void vcon_call_hasWhatTheDraftRequires() throws IOException {
    JsonNode vcon = JSON.readTree(vcon(full()));

    assertThat(vcon.path("uuid").asText()).isEqualTo("7c1e6a52-93b4-4d0f-a1c8-2e5f7b9d0c34");
    assertThat(vcon.path("parties"))
        .hasToString(
            "[{\"tel\":\"+12025550188\",\"role\":\"agent\"},"
                + "{\"tel\":\"+12025550189\",\"role\":\"caller\"},{\"role\":\"customer\"}]");
    assertThat(vcon.path("dialog").path(0).path("type").asText()).isEqualTo("recording");
    assertThat(vcon.path("dialog").path(1))
        .hasToString(
            "{\"type\":\"text\",\"start\":\"2026-10-01T08:00:02Z\",\"duration\":0.75,"
                + "\"parties\":[0],\"originator\":0,\"mediatype\":\"text/plain\",\"body\":\"Hi.\","
                + "\"encoding\":\"none\"}");
    assertThat(vcon.path("analysis")).allMatch(analysis -> analysis.path("vendor").isTextual());
    assertThat(vcon.path("attachments").path(0).path("dialog").asInt(-1)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"busy, busy", "no-answer, no-answer", "canceled, hung-up", "failed, failed"})
  void vcon_callThatDidNotComeAbout_isIncomplete(String status, String disposition)
      throws IOException {
    JsonNode main =
        JSON.readTree(vcon(call("'id':'a','status':'" + status + "'"))).path("dialog").path(0);

    assertThat(main.path("type").asText()).isEqualTo("incomplete");
    assertThat(main.path("disposition").asText()).isEqualTo(disposition);
  }

  @Test
  void vcon_idThatIsNoUuid_hasOneMadeOfIt() throws IOException {
    String uuid = JSON.readTree(vcon(call("'id':'call_7','status':'busy'"))).path("uuid").asText();

    assertThat(uuid).matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(JSON.readTree(vcon(call("'id':'call_7','status':'busy'"))).path("uuid").asText())
        .isEqualTo(uuid);
  }

  @Test
  void vcon_audioBesideIt_isNamedWithItsHash(@TempDir Path folder) throws IOException {
    CallDocument.Live call =
        call(
            "'id':'a','status':'completed',"
                + "'recording':{'status':'available','content_type':'audio/wav','file':'a.wav'}");
    Files.writeString(folder.resolve("a.wav"), "abc");

    JsonNode main =
        JSON.readTree(ExportForm.vcon(folder).write(call).orElseThrow()).path("dialog").path(0);

    assertThat(main.path("filename").asText()).isEqualTo("a.wav");
    assertThat(main.path("mediatype").asText()).isEqualTo("audio/wav");
    // The example of FIPS 180 for "abc", as base64url.
    assertThat(main.path("content_hash").asText())
        .isEqualTo(
            "sha512-3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05ohkpkqJ0_BqDa6PCOj_uu9RU1EI2Q86A4qmslPpUyknw");
    Files.delete(folder.resolve("a.wav"));
    assertThatThrownBy(() -> ExportForm.vcon(folder).write(call))
        .isInstanceOf(LocalFileException.class);
  }

  @Test
  void vcon_erasedCall_isNone() {
    assertThat(ExportForm.vcon(null).write(new CallDocument.Erased(new CallId("a"), Instant.EPOCH)))
        .isEmpty();
  }
}
