package dev.callrecords.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Finds the line of a record that a field stands on. */
final class FieldLines {

  private static final JsonFactory JSON = new JsonFactory();

  private FieldLines() {}

  /**
   * Returns how many lines below the start of a record the field stands, or in a record that is no
   * JSON, how many lines below it stops to be. A field that is missing stands on the first line.
   */
  static long offset(byte[] record, String field) {
    try (JsonParser json = JSON.createParser(record)) {
      try {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          if (!token.isStructEnd()
              && token != JsonToken.FIELD_NAME
              && name(json, token).equals(field)) {
            return json.currentTokenLocation().getLineNr() - 1L;
          }
        }
        return 0;
      } catch (IOException e) {
        return field.isEmpty() ? json.currentLocation().getLineNr() - 1L : 0;
      }
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns the name in the form that {@link Fault} has. */
  private static String name(JsonParser json, JsonToken token) {
    JsonStreamContext context = json.getParsingContext();
    // At the start of an object or array the parser is already inside.
    return name(token.isStructStart() ? context.getParent() : context);
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
