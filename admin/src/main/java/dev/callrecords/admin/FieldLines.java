package dev.callrecords.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;

/** Finds the line of a record that a field stands on. */
final class FieldLines {

  private FieldLines() {}

  /**
   * Returns how many lines below the start of a record a fault is. A field that is missing stands
   * on the first line.
   */
  static long offset(byte[] record, Fault fault) {
    if (fault.offset() == Fault.UNKNOWN) {
      return offset(record, fault.field());
    }
    return IntStream.range(0, fault.offset()).filter(index -> record[index] == '\n').count();
  }

  private static long offset(byte[] record, String field) {
    try (JsonParser json = CallDocument.Mapping.FACTORY.createParser(record)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (!token.isStructEnd()
            && token != JsonToken.FIELD_NAME
            && (name(json, token).equals(field) || pointer(json, token).equals(field))) {
          return json.currentTokenLocation().getLineNr() - 1L;
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("A record with a fault in a field is JSON", e);
    }
  }

  /** Returns the name in the form that {@link Fault} has. */
  private static String name(JsonParser json, JsonToken token) {
    return name(context(json, token));
  }

  /** Returns the name in the form that {@link Fault} has for documents of platforms. */
  private static String pointer(JsonParser json, JsonToken token) {
    return context(json, token).pathAsPointer().toString();
  }

  private static JsonStreamContext context(JsonParser json, JsonToken token) {
    JsonStreamContext context = json.getParsingContext();
    // At the start of an object or array, the parser's context is already the inner one.
    return token.isStructStart() ? context.getParent() : context;
  }

  private static String name(JsonStreamContext context) {
    if (context.inRoot()) {
      return "";
    }
    String parent = name(context.getParent());
    if (context.inArray()) {
      return parent + "[" + context.getCurrentIndex() + "]";
    }
    return parent.isEmpty() ? context.getCurrentName() : parent + "." + context.getCurrentName();
  }
}
