package dev.callrecords.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Lambda's managed runtime for Java: AWS's own runtime client, started with Lambda's flags. */
final class JavaRuntime {

  private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
  private static final String CLIENT_JAR = "aws-lambda-java-runtime-interface-client";

  /** What native libraries for this machine are called by. */
  static final String PLATFORM =
      System.getProperty("os.arch").equals("aarch64") ? "linux-aarch_64" : "linux-x86_64";

  private static final String NATIVE_LIBRARY = "jni/libaws-lambda-jni." + PLATFORM + ".so";

  /** Flag by which the runtime client calls the functions' hooks, as Lambda's runtime does. */
  private static final String HOOKS = "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac";

  /** The memory of a function. */
  static final int MEGABYTES = 1024;

  /**
   * Lambda has Java compile with the first of its compilers only, but not with SnapStart.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html">Java
   *     runtime startup behavior</a>
   */
  static final String UNLESS_SNAPSHOT = "-XX:TieredStopAtLevel=1";

  /** The machine's memory as in Lambda; the initial heap size depends on it. */
  static final String MEMORY = "-XX:MaxRAM=" + MEGABYTES + "m";

  /** What the functions and the runtime client do not share. */
  private static final List<String> ONLY_RUNTIME =
      List.of(CLIENT_JAR, "aws-lambda-java-serialization", "utils-lite");

  private final Path javaHome;
  private final List<Path> runtimeJars;
  private final Path nativeLibrary;
  private final Path trustStore;

  /**
   * Gets the runtime ready.
   *
   * @param jars the functions', the runtime client's and what both need
   */
  JavaRuntime(Path javaHome, List<Path> jars, Path work, Path trustStore) {
    this.javaHome = javaHome;
    this.trustStore = trustStore;
    this.runtimeJars =
        jars.stream()
            .filter(jar -> isOfRuntime(jar) || named(jar, "aws-lambda-java-core"))
            .toList();
    this.nativeLibrary = work.resolve("libaws-lambda-jni.so");
    Path client =
        runtimeJars.stream().filter(jar -> named(jar, CLIENT_JAR)).findFirst().orElseThrow();
    // Lambda has it unpacked; the client would unpack it at every start.
    try (ZipFile zip = new ZipFile(client.toFile())) {
      ZipEntry entry = zip.getEntry(NATIVE_LIBRARY);
      try (InputStream library = zip.getInputStream(entry)) {
        Files.createDirectories(work);
        Files.copy(library, nativeLibrary, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The runtime client has no " + NATIVE_LIBRARY, e);
    }
  }

  /** Returns whether a jar is one that Lambda brings and a function does not. */
  private static boolean isOfRuntime(Path jar) {
    return ONLY_RUNTIME.stream().anyMatch(name -> named(jar, name));
  }

  private static boolean named(Path jar, String artifact) {
    return jar.getFileName().toString().startsWith(artifact + "-");
  }

  /** Returns the command for a handler whose classes are under {@code LAMBDA_TASK_ROOT}. */
  List<String> managed(String handler) {
    return command(List.of(HOOKS), handler);
  }

  /** Returns the same, where hooks around snapshots are not called. */
  List<String> managedWithoutHooks(String handler) {
    return command(List.of(), handler);
  }

  private List<String> command(List<String> flags, String handler) {
    List<String> command =
        new ArrayList<>(
            List.of(
                javaHome.resolve("bin/java").toString(),
                MEMORY,
                "-Xmx" + MEGABYTES * 85 / 100 + "m",
                "-XX:+UseSerialGC",
                UNLESS_SNAPSHOT,
                "--enable-native-access=ALL-UNNAMED",
                "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI="
                    + nativeLibrary,
                "-Djavax.net.ssl.trustStore=" + trustStore,
                "-Djavax.net.ssl.trustStoreType=PKCS12"));
    command.addAll(flags);
    command.addAll(
        List.of(
            "-classpath",
            String.join(File.pathSeparator, runtimeJars.stream().map(Path::toString).toList()),
            CLIENT,
            handler));
    return command;
  }
}
