package dev.callrecords.benchmarks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way to make the function, ready to be started.
 *
 * @param taskRoot the folder with its files, as Lambda lays them out
 * @param environment what it has besides the variables of every function
 */
record Peer(Way way, Path taskRoot, List<String> command, Map<String, String> environment) {

  /** Returns the same without some part of its command. */
  Peer without(String argument) {
    List<String> rest = command.stream().filter(one -> !one.equals(argument)).toList();
    return new Peer(way, taskRoot, rest, environment);
  }

  /** Returns the same with more variables. */
  Peer with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(more);
    return new Peer(way, taskRoot, command, all);
  }
}
