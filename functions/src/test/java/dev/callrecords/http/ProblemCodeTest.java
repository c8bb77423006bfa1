package dev.callrecords.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProblemCodeTest {

  private static final String CATALOGUE =
      """
      invalid_call_id, 400
      invalid_parameter, 400
      invalid_cursor, 400
      invalid_body, 400
      unauthenticated, 401
      insufficient_scope, 403
      call_not_found, 404
      link_not_found, 404
      page_not_found, 404
      not_acceptable, 406
      recording_not_ready, 409
      recording_archived, 409
      recording_not_found, 404
      recording_failed, 404
      recording_deleted, 410
      link_expired, 410
      link_revoked, 410
      body_too_large, 413
      unsupported_media_type, 415
      dependency_busy, 503
      dependency_timeout, 504
      record_corrupt, 500
      record_too_large, 500
      internal_error, 500
      """;

  @ParameterizedTest
  @CsvSource(textBlock = CATALOGUE)
  void status_everyCode_equalsContract(String code, int status) {
    assertThat(ProblemCode.values())
        .filteredOn(problem -> problem.code().equals(code))
        .singleElement()
        .extracting(ProblemCode::status)
        .isEqualTo(status);
  }

  @Test
  void catalogue_always_equalsContract() {
    assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::code))
        .containsExactlyInAnyOrderElementsOf(
            CATALOGUE.lines().map(line -> line.substring(0, line.indexOf(','))).toList());
  }

  @ParameterizedTest
  @EnumSource
  void title_everyCode_isShort(ProblemCode problem) {
    assertThat(problem.title()).isNotBlank().hasSizeLessThan(30).doesNotEndWith(".");
  }

  @ParameterizedTest
  @EnumSource
  void detail_everyCode_saysWhatToDo(ProblemCode problem) {
    assertThat(problem.detail())
        .containsPattern(
            "(Correct|Send|Use|Check|Start|Request|[Rr]etry|Remove|[Cc]ontact support)");
  }

  @ParameterizedTest
  @EnumSource
  void detail_everyCode_namesNoTechnology(ProblemCode problem) {
    assertThat(problem.detail())
        .endsWith(".")
        .doesNotContainIgnoringCase("dynamo")
        .doesNotContainIgnoringCase("lambda")
        .doesNotContainIgnoringCase("aws")
        .doesNotContainIgnoringCase("s3");
  }
}
