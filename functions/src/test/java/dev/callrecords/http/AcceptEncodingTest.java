package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptEncodingTest {

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
    assertThat(AcceptEncoding.allowsGzip(header)).isTrue();
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
    assertThat(AcceptEncoding.allowsGzip(header)).isFalse();
  }
}
