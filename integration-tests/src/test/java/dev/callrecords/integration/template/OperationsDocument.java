package dev.callrecords.integration.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what operators read: {@code docs/deployment.md} and {@code docs/runbook.md}. */
final class OperationsDocument {

  private static final Path DOCS = Path.of("..", "docs");

  private final List<String> lines;

  OperationsDocument() {
    try {
      this.lines = new ArrayList<>(Files.readAllLines(DOCS.resolve("deployment.md")));
      lines.addAll(Files.readAllLines(DOCS.resolve("runbook.md")));
    } catch (IOException e) {
      throw new UncheckedIOException("The documents cannot be read", e);
    }
  }

  /** Returns all text. */
  String text() {
    return String.join("\n", lines);
  }

  /** Returns the blocks of commands, in order. */
  List<String> commands() {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = null;
    for (String line : lines) {
      if (line.equals("```bash")) {
        block = new StringBuilder();
      } else if (line.equals("```") && block != null) {
        blocks.add(block.toString());
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }

  /**
   * Returns the numbers of a table, by the text of their row's first column.
   *
   * @param head the table's first column, in its first row
   */
  Map<String, List<BigDecimal>> numbers(String head) {
    Map<String, List<BigDecimal>> rows = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : lines) {
      if (line.startsWith("| " + head + " |")) {
        inside = true;
      } else if (!line.startsWith("|")) {
        inside = false;
      } else if (inside && !line.startsWith("|---")) {
        List<BigDecimal> numbers = new ArrayList<>();
        String[] cells = line.substring(1).split("\\|", -1);
        for (int i = 1; i < cells.length - 1; i++) {
          numbers.add(new BigDecimal(cells[i].trim()));
        }
        rows.put(cells[0].trim(), numbers);
      }
    }
    return rows;
  }
}
