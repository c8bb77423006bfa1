package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NegotiationTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                      | JSON
          ' '                                     | JSON
          */*                                     | JSON
          application/json                        | JSON
          application/*                           | JSON
          text/plain                              | TXT
          text/*                                  | TXT
          text/vtt                                | VTT
          TEXT/VTT                                | VTT
          application/x-subrip                    | SRT
          text/csv                                | CSV
          text/csv; charset=utf-8                 | CSV
          text/csv;header=present;q=0.5           | CSV
          text/html, text/vtt                     | VTT
          text/vtt, */*                           | JSON
          text/vtt, */*;q=0.1                     | VTT
          text/vtt;q=0.8, text/csv;q=0.9          | CSV
          text/vtt;q=0.9, text/csv;q=0.9          | VTT
          text/*;q=0.5, text/vtt                  | VTT
          text/*, text/plain;q=0                  | VTT
          text/*, text/plain;q=0.0, text/vtt;q=0  | CSV
          */*, application/json;q=0               | TXT
          */*;q=0.1, application/*;q=0            | TXT
          text/vtt;q=abc                          | VTT
          text/vtt;q=2                            | VTT
          text/vtt;q=0.0000, text/csv;q=0.0001    | CSV
          text/vtt ; Q = 0.5 , text/csv;q=0.4     | VTT
          text/html,application/xml;q=0.9,*/*;q=0.8 | JSON
          , ,text/vtt,                            | VTT
          """)
  void preferred_headerThatAllowsSome_isTheOneOfTheHighestWeight(
      String header, TranscriptFormat format) {
    assertThat(Negotiation.preferred(header)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "image/*",
        "*",
        "json",
        "text",
        "/",
        ",",
        "application/json;q=0",
        "*/*;q=0",
        "*/*;q=0.000",
        "text/vtt-x",
        "*/vtt",
        "text/plain text/vtt"
      })
  void preferred_headerThatAllowsNone_isEmpty(String header) {
    assertThat(Negotiation.preferred(header)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "x-gzip",
        " gzip ",
        "gzip, deflate, br",
        "br,gzip",
        "gzip;q=1.0",
        "gzip;q=0.5, identity;q=1",
        "gzip;q=0.001",
        "gzip ; q = 0.1",
        "*",
        "*;q=0.1",
        "deflate;q=0, *",
        "identity;q=0, *",
        "*;q=0, gzip",
        "gzip, *;q=0",
        "identity;q=0, gzip"
      })
  void allowsGzip_namedOrByStar_isTrue(String header) {
    assertThat(Negotiation.allowsGzip(header)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "identity",
        "deflate, br",
        "gzip;q=0",
        "GZIP;Q=0",
        "gzip;q=0.0",
        "gzip;q=0.000",
        "gzip ; q = 0",
        "gzip;q=0, *",
        "*, gzip;q=0",
        "*;q=0",
        "*;q=0.0, identity",
        "gzip;level=9;q=0",
        "gzipped",
        "my-gzip",
        "identity;q=1, gzip;q=0",
        "identity;note=gzip"
      })
  void allowsGzip_anyOther_isFalse(String header) {
    assertThat(Negotiation.allowsGzip(header)).isFalse();
  }
}
