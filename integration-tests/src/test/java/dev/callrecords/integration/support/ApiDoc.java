package dev.callrecords.integration.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of {@code docs/api.md}. */
public final class ApiDoc {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern NAME =
      Pattern.compile("(?:#|//|<!--) docs/api\\.md: (.*?)(?: -->)?");

  private ApiDoc() {}

  /** Returns the examples by their names. */
  public static Map<String, String> examples() {
    Map<String, String> examples = new TreeMap<>();
    Matcher block = BLOCK.matcher(Repository.text("docs/api.md"));
    while (block.find()) {
      if (!List.of("", "json").contains(block.group(1))) {
        Matcher name = NAME.matcher(block.group(2).lines().findFirst().orElse(""));
        assertThat(name.matches()).as("an example has a name:%n%s", block.group(2)).isTrue();
        examples.put(name.group(1), block.group(2));
      }
    }
    return examples;
  }

  /** Returns an example. */
  public static String example(String name) {
    return Optional.ofNullable(examples().get(name)).orElseThrow();
  }
}
