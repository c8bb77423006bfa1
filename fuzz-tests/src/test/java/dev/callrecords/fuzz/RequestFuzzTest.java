package dev.callrecords.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The parts of a request that its sender chooses, in events that are good otherwise. */
final class RequestFuzzTest {

  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_BODY = 8192;
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final Functions functions = new Functions(new Signer());

  RequestFuzzTest() {
    functions.store(Samples.call());
  }

  @FuzzTest
  void callId_any_isLookedUpOrRefused(byte[] input) {
    String callId = text(input);
    Function function = oneOf(input, Function.CALL, Function.RECORDING, Function.TRANSCRIPT);
    Answer answer = functions.ask(function, Event.request(callId, Map.of(), Map.of()));
    if (callId.equals(Functions.CALL_ID.value())) {
      Law.holds(answer.status() == 200, "the stored call is found");
    } else {
      Law.holds(
          answer.code().equals(isCallId(callId) ? "call_not_found" : "invalid_call_id"),
          "what is no call id is refused, and any other call is not there");
    }
  }

  private static boolean isCallId(String text) {
    return !text.isEmpty()
        && text.length() <= 64
        && text.chars()
            .allMatch(sign ->
                (sign >= 'A' && sign <= 'Z')
                    || (sign >= 'a' && sign <= 'z')
                    || (sign >= '0' && sign <= '9')
                    || sign == '_'
                    || sign == '-');
  }

  @FuzzTest
  void queryOfCall_any_isTakenOrItsFaultsAreNamed(byte[] input) {
    checkQuery(Function.CALL, input);
  }

  @FuzzTest
  void queryOfRecording_any_isTakenOrItsFaultsAreNamed(byte[] input) {
    checkQuery(Function.RECORDING, input);
  }

  @FuzzTest
  void queryOfTranscript_any_isTakenOrItsFaultsAreNamed(byte[] input) {
    checkQuery(Function.TRANSCRIPT, input);
  }

  @FuzzTest
  void queryOfList_any_isTakenOrItsFaultsAreNamed(byte[] input) {
    checkQuery(Function.LIST, input);
  }

  /** No cursor can be guessed: each holds a digest. */
  @FuzzTest
  void cursor_any_isRefused(byte[] input) {
    Answer answer =
        functions.ask(Function.LIST, Event.request(Map.of("cursor", text(input)), Map.of()));
    Law.holds(answer.code().equals("invalid_cursor"), "a cursor that was not given is refused");
  }

  private static Set<String> contradictions(Map<String, String> query) {
    Set<String> wrong = new HashSet<>();
    Optional<Instant> from = Function.time(query.getOrDefault("from_date", ""));
    Optional<Instant> to = Function.time(query.getOrDefault("to_date", ""));
    if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
      wrong.add("to_date");
    }
    String min = query.getOrDefault("min_duration", "");
    String max = query.getOrDefault("max_duration", "");
    if (Function.LIST.takes("min_duration", min)
        && Function.LIST.takes("max_duration", max)
        && Long.parseLong(min) > Long.parseLong(max)) {
      wrong.add("max_duration");
    }
    return wrong;
  }

  private void checkQuery(Function function, byte[] input) {
    Map<String, String> query = pairs(text(input).split("&", -1), '=');
    Answer answer = functions.ask(function, Event.request(query, Map.of()));
    Set<String> named = new HashSet<>();
    answer.json().path("errors").forEach(error -> named.add(error.path("parameter").asText()));
    Set<String> wrong = new HashSet<>();
    query.forEach((name, value) -> {
      if (!function.takes(name, value)) {
        wrong.add(shortened(name));
      }
    });
    if (function == Function.LIST) {
      wrong.addAll(contradictions(query));
    }
    Law.holds(named.equals(wrong), "exactly what is wrong is named: " + wrong);
    Law.holds(
        wrong.isEmpty()
            ? answer.status() < 400
                || answer.code().equals("page_not_found")
                || (answer.code().equals("invalid_cursor") && query.containsKey("cursor"))
            : answer.code().equals("invalid_parameter"),
        "a good query is answered, and no other");
  }

  /** Names are given back up to a length, and never half a sign. */
  private static String shortened(String name) {
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    int end = name.offsetByCodePoints(0, name.codePointCount(0, LONGEST_NAME));
    return name.substring(0, end <= LONGEST_NAME ? end : LONGEST_NAME - 1);
  }

  /** The first body that this API takes. */
  @FuzzTest
  void linkBody_any_isTakenOrItsFaultsAreNamed(byte[] input) {
    String body = text(input);
    Answer answer = functions.ask(Function.LINKS, Event.creation(body));
    Optional<JsonNode> members = members(body);
    if (body.length() > LONGEST_BODY) {
      Law.holds(answer.code().equals("body_too_large"), "a long body is refused");
    } else if (members.isEmpty()) {
      Law.holds(
          Set.of("invalid_body", "invalid_parameter").contains(answer.code()),
          "what is no object with each name once is refused");
    } else {
      Set<String> wrong = new HashSet<>();
      members
          .get()
          .properties()
          .forEach(member -> {
            if (!isAllowed(member.getKey(), member.getValue())) {
              wrong.add(shortened(member.getKey()));
            }
          });
      Set<String> named = new HashSet<>();
      answer.json().path("errors").forEach(error -> named.add(error.path("parameter").asText()));
      Law.holds(named.equals(wrong), "exactly what is wrong is named: " + wrong);
      Law.holds((answer.status() == 201) == wrong.isEmpty(), "a good body makes a link");
    }
  }

  /** Returns the members; empty when it is no object, or a name stands there twice. */
  private static Optional<JsonNode> members(String body) {
    if (body.isBlank()) {
      return Optional.of(STRICT.createObjectNode());
    }
    try {
      return Optional.of(STRICT.readTree(body)).filter(JsonNode::isObject);
    } catch (JsonProcessingException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isAllowed(String name, JsonNode value) {
    return switch (name) {
      case "expires_in" ->
          value.isNull()
              || (value.isIntegralNumber() && isBetween(value.bigIntegerValue(), 60, 2592000));
      case "opens" -> value.isNull() || (value.isTextual() && value.asText().equals("recording"));
      case "label" ->
          value.isNull()
              || (value.isTextual()
                  && value.asText().codePoints().count() <= 200
                  && value.asText().codePoints().noneMatch(RequestFuzzTest::isNoText));
      default -> false;
    };
  }

  private static boolean isNoText(int codePoint) {
    return Character.isISOControl(codePoint)
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
  }

  private static boolean isBetween(BigInteger number, long min, long max) {
    return number.compareTo(BigInteger.valueOf(min)) >= 0
        && number.compareTo(BigInteger.valueOf(max)) <= 0;
  }

  @FuzzTest
  void token_any_opensTheStoredLinkAlone(byte[] input) {
    String token = text(input);
    List<Map<String, AttributeValue>> items = new ArrayList<>(Samples.call());
    items.add(Samples.link());
    functions.store(items);

    Answer answer = functions.ask(Function.OPEN, Event.opening(token));

    Law.holds(
        answer.status() == (token.equals(Samples.TOKEN) ? 302 : 404),
        "the token opens its link, and nothing else does");
    Law.holds(!functions.logText().contains(Samples.TOKEN), "the token is not logged");
    functions.store(Samples.call());
  }

  @FuzzTest
  void headers_any_areAnswered(byte[] input) {
    Map<String, String> headers = pairs(text(input).split("\n", -1), ':');
    Function function = oneOf(input, Function.CALL, Function.TRANSCRIPT);
    Answer answer = functions.ask(function, Event.request(Map.of(), headers));
    Law.holds(
        Set.of(200, 304).contains(answer.status())
            || (answer.status() == 406 && function == Function.TRANSCRIPT),
        "headers choose a form, and spoil nothing");
  }

  @FuzzTest
  void authorization_any_letsInTheKeyAlone(byte[] input) {
    String header = text(input);
    functions.store(List.of(Samples.key()));

    boolean letIn = functions.letsIn(Event.authorization(header));

    Law.holds(letIn == isBearerOfTheKey(header), "the key lets in, and nothing else does");
    Law.holds(!functions.logText().contains(Samples.KEY), "the key is not logged");
  }

  private static boolean isBearerOfTheKey(String header) {
    int key = header.length() - Samples.KEY.length();
    return key > "bearer".length()
        && header.endsWith(Samples.KEY)
        && header.regionMatches(true, 0, "bearer", 0, "bearer".length())
        && header.substring("bearer".length(), key).chars().allMatch(sign -> sign == ' ');
  }

  /** A name that comes twice has its values joined by commas, as by the gateway. */
  private static Map<String, String> pairs(String[] texts, char between) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : texts) {
      int end = text.indexOf(between);
      if (end > 0) {
        pairs.merge(text.substring(0, end), text.substring(end + 1), (a, b) -> a + "," + b);
      }
    }
    return pairs;
  }

  /** Chooses by the input, so that the same input always takes the same way. */
  private static Function oneOf(byte[] input, Function... functions) {
    return functions[Math.floorMod(Arrays.hashCode(input), functions.length)];
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }
}
