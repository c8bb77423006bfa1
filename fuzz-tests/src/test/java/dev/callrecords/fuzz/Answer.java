package dev.callrecords.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.callrecords.http.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * A function's answer to the gateway, checked for what holds of every answer.
 *
 * @param code the code of the problem; empty when it is none
 * @param text the body as the client reads it
 * @param json the body, when it is JSON; else missing
 */
record Answer(int status, Map<String, String> headers, String code, String text, JsonNode json) {

  private static final int MOST_BYTES = 6 * 1024 * 1024;
  private static final Set<String> MEMBERS =
      Set.of("statusCode", "headers", "body", "isBase64Encoded");
  private static final Set<String> HEADERS =
      Set.of(
          "Cache-Control",
          "X-Content-Type-Options",
          "Strict-Transport-Security",
          "Content-Security-Policy",
          "Referrer-Policy",
          "Vary",
          "X-Request-Id");
  private static final Set<String> PROBLEM_MEMBERS =
      Set.of("type", "title", "status", "detail", "code", "request_id");
  private static final Map<String, ProblemCode> CATALOGUE =
      Arrays.stream(ProblemCode.values())
          .collect(Collectors.toUnmodifiableMap(ProblemCode::code, code -> code));

  /** Returns the answer, which must be one that the function may give. */
  static Answer read(Function function, byte[] response) {
    Law.holds(response.length <= MOST_BYTES, "Lambda hands the answer on");
    JsonNode root = Json.read(response);
    Law.holds(Json.names(root).equals(MEMBERS), "the answer has the gateway's form");
    int status = root.path("statusCode").intValue();
    Law.holds(function.mayAnswer(status), "status " + status + " is in the contract");
    Map<String, String> headers = new TreeMap<>();
    root.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().textValue()));
    Law.holds(headers.keySet().containsAll(HEADERS), "every answer has the common headers");
    headers.forEach((name, value) -> Law.holds(isVisible(value), "header " + name + " is a line"));
    String text = text(root, headers);
    if (status == 302 || status == 304 || status == 204) {
      Law.holds(text.isEmpty(), "there is no body where none belongs");
      Law.holds(status != 302 || headers.containsKey("Location"), "a redirect leads somewhere");
      return new Answer(status, headers, "", text, MissingNode.getInstance());
    }
    String type = headers.getOrDefault("Content-Type", "");
    JsonNode json =
        type.endsWith("json")
            ? Json.read(text.getBytes(StandardCharsets.UTF_8))
            : MissingNode.getInstance();
    Answer answer = new Answer(status, headers, json.path("code").asText(""), text, json);
    if (status >= 400 && function == Function.OPEN && type.startsWith("text/html")) {
      Law.holds(!text.contains("<script"), "the page has no script");
    } else if (status >= 400) {
      Law.holds(type.equals("application/problem+json"), "errors are problems");
      answer.checkProblem();
    }
    return answer;
  }

  private void checkProblem() {
    ProblemCode known = CATALOGUE.get(code);
    if (known == null || known.status() != status) {
      throw new AssertionError("Broken: the code is in the catalogue, with its status: " + code);
    }
    Law.holds(known != ProblemCode.INTERNAL_ERROR, "no defect is met");
    Law.holds(
        json.path("status").intValue() == status
            && json.path("type").asText().equals("urn:callrecords:problem:" + code)
            && !json.path("title").asText().isEmpty()
            && !json.path("detail").asText().isEmpty()
            && json.path("request_id").asText().equals(headers.get("X-Request-Id")),
        "the problem says which it is, what to do and of which request");
    Set<String> more = Json.names(json);
    Law.holds(more.containsAll(PROBLEM_MEMBERS), "the problem is whole");
    more.removeAll(PROBLEM_MEMBERS);
    Law.holds(
        more.equals(
            switch (known) {
              case INVALID_CALL_ID, INVALID_PARAMETER -> Set.of("errors");
              case NOT_ACCEPTABLE -> Set.of("available");
              default -> Set.of();
            }),
        "the problem has its own members and no others");
    json.path("errors")
        .forEach(error ->
            Law.holds(
                Json.names(error).equals(Set.of("parameter", "detail")),
                "an error names a parameter and what it must be"));
    Law.holds(
        headers.containsKey("WWW-Authenticate") == (status == 401)
            && headers.containsKey("Retry-After") == (status == 409 || status == 503),
        "the headers tell what to do");
  }

  private static boolean isVisible(String value) {
    return !value.isEmpty() && value.chars().allMatch(sign -> sign >= ' ' && sign <= '~');
  }

  private static String text(JsonNode root, Map<String, String> headers) {
    String body = root.path("body").textValue();
    if (!root.path("isBase64Encoded").booleanValue()) {
      return body;
    }
    byte[] bytes = Base64.getDecoder().decode(body);
    try {
      if (headers.containsKey("Content-Encoding")) {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          bytes = plain.readAllBytes();
        }
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("Broken: every body is UTF-8", e);
    } catch (IOException e) {
      throw new AssertionError("Broken: what is said to be gzip is", e);
    }
  }
}
