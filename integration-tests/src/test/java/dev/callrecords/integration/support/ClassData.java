package dev.callrecords.integration.support;

import dev.callrecords.admin.cli.Calls;
import dev.callrecords.local.Deployment;
import dev.callrecords.local.EmbeddedCloud;
import dev.callrecords.local.Template;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Class-data archive of the command line, which its many child processes start with.
 *
 * <p>It is made once per build, by the first fork of the tests that needs it. An archive holds
 * classes of jars only, so the folders on the class path become one jar.
 *
 * @see <a
 *     href="https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html#application-class-data-sharing">
 *     Application class-data sharing</a>
 */
public final class ClassData {

  private static final Path FOLDER = Repository.path("integration-tests/target/class-data");
  private static final Path CLASSES = FOLDER.resolve("classes.jar");
  private static final Path ARCHIVE = FOLDER.resolve("calls.jsa");
  private static final long TIMEOUT_SECONDS = 60;

  /** As {@code calls.sh} has them. */
  private static final List<String> LIKE_THE_LAUNCHER =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Dsoftware.amazon.awssdk.http.service.impl="
              + "software.amazon.awssdk.http.urlconnection.UrlConnectionSdkHttpService");

  private ClassData() {}

  /** Returns the options of a child process: compiler, collector, archive and class path. */
  public static synchronized List<String> options() {
    try {
      if (!Files.exists(ARCHIVE)) {
        Files.createDirectories(FOLDER);
        try (FileChannel channel =
                FileChannel.open(
                    FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          if (lock.isValid() && !Files.exists(ARCHIVE)) {
            packClasses();
            dump();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The class-data archive cannot be made", e);
    }
    return Stream.of(
            LIKE_THE_LAUNCHER, List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-cp", classPath()))
        .flatMap(List::stream)
        .toList();
  }

  private static Stream<Path> entries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of);
  }

  private static String classPath() {
    List<String> jars = new ArrayList<>();
    if (Files.exists(CLASSES)) {
      jars.add(CLASSES.toString());
    }
    // Its manifest names the folder that it is in, which no archive may have.
    entries()
        .filter(Files::isRegularFile)
        .map(Path::toString)
        .filter(jar -> !jar.contains("DynamoDBLocal"))
        .forEach(jars::add);
    return String.join(File.pathSeparator, jars);
  }

  /** Packs the modules: folders where Maven does not come to its phase package, else jars. */
  private static void packClasses() {
    List<Path> folders =
        entries()
            .filter(Files::isDirectory)
            .filter(folder -> !folder.endsWith("test-classes"))
            .toList();
    if (folders.isEmpty()) {
      return;
    }
    List<String> arguments = new ArrayList<>(List.of("--create", "--file", CLASSES.toString()));
    folders.forEach(folder -> arguments.addAll(List.of("-C", folder.toString(), ".")));
    ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
    if (jar.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("The classes cannot be packed into " + CLASSES);
    }
  }

  /** Runs a command that loads what most commands load, and keeps its classes. */
  private static void dump() throws IOException {
    Path call =
        Files.writeString(
            FOLDER.resolve("call.json"),
            """
            {"id": "training", "status": "completed", "created_at": "2024-01-15T10:30:00Z"}
            """);
    Path unfinished = FOLDER.resolve("unfinished.jsa");
    try (EmbeddedCloud cloud = EmbeddedCloud.start();
        Deployment deployment =
            new Deployment(Template.read(Repository.path("template.yaml")), cloud)) {
      deployment.createResources();
      run(
          unfinished,
          List.of(
              "import",
              "--local",
              "--dynamodb-port",
              Integer.toString(cloud.dynamoDb().getPort()),
              "--s3-port",
              Integer.toString(cloud.s3().getPort()),
              "--tenant",
              "training",
              call.toString()));
    }
    Files.move(unfinished, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void run(Path unfinished, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LIKE_THE_LAUNCHER);
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + unfinished, "-cp", classPath()));
    command.add(Calls.class.getName());
    command.addAll(arguments);
    Path printed = FOLDER.resolve("training.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("The training failed: " + Files.readString(printed));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
