package dev.callrecords.benchmarks;

import dev.callrecords.local.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of this project, built in its folder.
 *
 * @param template what it deploys
 */
record Checkout(Path folder, Template template) {

  private static final String CLASSES = "functions/target/classes";
  private static final String TEMPLATE = "template.yaml";
  private static final String VERSIONS = "functions/parent/pom.xml";
  private static final Pattern CRT_VERSION =
      Pattern.compile("<awssdk\\.crt\\.version>([^<]+)</awssdk\\.crt\\.version>");

  /**
   * Reads the version in a folder.
   *
   * @throws BenchmarkException when the folder has no such version, or it was not built
   */
  static Checkout read(Path folder) {
    for (String needed : List.of(TEMPLATE, VERSIONS, CLASSES + "/lib/dependencies.jar")) {
      if (!Files.exists(folder.resolve(needed))) {
        throw new BenchmarkException(
            "%s lacks %s: it has to be a version of this project, built there by mvn -q -DskipTests package"
                .formatted(folder, needed));
      }
    }
    try {
      return new Checkout(folder, Template.read(folder.resolve(TEMPLATE)));
    } catch (IOException e) {
      throw new UncheckedIOException("The template of " + folder + " cannot be read", e);
    }
  }

  /** Returns the folder that {@code sam build} packs. */
  Path classes() {
    return folder.resolve(CLASSES);
  }

  /** Returns the class name of the measured handler. */
  String handler() {
    return template.handlerClass(Stage.FUNCTION);
  }

  /** Returns the variables of the measured function, its flags of Java among them. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(template.variables(Stage.FUNCTION));
    environment.put("_HANDLER", handler());
    return environment;
  }

  /** Returns the flags that the template gives Java. */
  List<String> javaOptions() {
    return List.of(
        template.variables(Stage.FUNCTION).getOrDefault(Stage.JAVA_OPTIONS, "").split(" ", -1));
  }

  /**
   * Returns the jar with the CRT's native library for this machine, of this checkout's version.
   *
   * @param another one of any version, in the same Maven repository
   * @throws BenchmarkException when that repository lacks it
   */
  Path crtJar(Path another) throws IOException {
    Matcher version = CRT_VERSION.matcher(Files.readString(folder.resolve(VERSIONS)));
    if (!version.find()) {
      throw new BenchmarkException(VERSIONS + " in " + folder + " names no version of the CRT");
    }
    Path jar =
        another
            .resolve("../..")
            .normalize()
            .resolve(version.group(1))
            .resolve("aws-crt-%s-%s.jar".formatted(version.group(1), JavaRuntime.PLATFORM));
    if (!Files.exists(jar)) {
      throw new BenchmarkException("there is no " + jar + ": build " + folder + " on this machine");
    }
    return jar;
  }
}
