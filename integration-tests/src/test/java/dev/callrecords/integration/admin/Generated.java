package dev.callrecords.integration.admin;

import dev.callrecords.admin.CallDocument;
import dev.callrecords.admin.CallGenerator;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What {@code generate} prints. */
final class Generated {

  private Generated() {}

  static String calls(long count) {
    CallGenerator generator = new CallGenerator(7);
    return LongStream.range(0, count)
        .mapToObj(
            index -> new CallDocument.Live(generator.call(index, false), true, null, null).toJson())
        .map(json -> new String(json, StandardCharsets.UTF_8) + "\n")
        .collect(Collectors.joining());
  }
}
