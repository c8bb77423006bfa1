package dev.callrecords.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the JSON of one record, and says where and why it is none. */
final class RecordJson {

  private final JsonMapper mapper;
  private final byte[] record;

  private RecordJson(JsonMapper mapper, byte[] record) {
    this.mapper = mapper;
    this.record = record;
  }

  /**
   * Returns the value that a record is.
   *
   * @throws InvalidCallException when it is not one value of JSON in UTF-8
   */
  static JsonNode read(JsonMapper mapper, byte[] record) throws InvalidCallException {
    // From bytes, the parser would guess an encoding from NUL bytes and accept unpaired surrogates.
    Optional<Fault> encoding = Encodings.fault(record, true);
    if (encoding.isPresent()) {
      throw new InvalidCallException(encoding.get());
    }
    return new RecordJson(mapper, record).read();
  }

  private JsonNode read() throws InvalidCallException {
    try (JsonParser parser = mapper.createParser(record)) {
      try {
        JsonNode value = mapper.readTree(parser);
        if (value == null) {
          throw fault(0, "is empty");
        }
        if (parser.nextToken() != null) {
          throw fault(parser.currentTokenLocation().getByteOffset(), "goes on after its end");
        }
        return value;
      } catch (JsonProcessingException e) {
        throw explained(e, parser);
      } catch (NumberFormatException e) {
        throw fault(
            parser.currentTokenLocation().getByteOffset(),
            "has a number whose exponent is out of all bounds");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be read", e);
    }
  }

  private InvalidCallException explained(JsonProcessingException e, JsonParser parser)
      throws IOException {
    long offset =
        e.getLocation() == null
            ? parser.currentLocation().getByteOffset()
            : e.getLocation().getByteOffset();
    return switch (e) {
      case JsonEOFException _ ->
          fault(record.length, "is not one object of JSON: it ends before its object does");
      case MismatchedInputException _ ->
          fault(offset, "has the name \"%s\" twice in one object".formatted(parser.currentName()));
      case StreamConstraintsException _ ->
          fault(offset, "has a number of more than 1000 digits, or more than 1000 levels");
      default ->
          fault(
              offset,
              "is not one object of JSON: %s cannot stand there".formatted(at((int) offset)));
    };
  }

  /** Returns the character at a byte, as a text for messages. */
  private String at(int offset) {
    if (offset >= record.length) {
      return "its end";
    }
    int start = offset;
    while (start > 0 && (record[start] & 0xC0) == 0x80) {
      start--;
    }
    int character =
        new String(record, start, Math.min(4, record.length - start), StandardCharsets.UTF_8)
            .codePointAt(0);
    return Character.isISOControl(character)
        ? "U+%04X".formatted(character)
        : "'" + Character.toString(character) + "'";
  }

  private static InvalidCallException fault(long offset, String problem) {
    return new InvalidCallException(Fault.at((int) offset, problem));
  }
}
