package dev.callrecords.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.integration.RuntimeApi.Post;
import dev.callrecords.local.Template;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The start script of the container image, on this machine's JDK instead of the image's: that it
 * makes an AOT cache and uses it, and none that is not of the very jars it starts.
 */
@ExtendWith(StackExtension.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "The runtime client is native, for Linux only")
final class AotCacheTest {

  private static final String FUNCTION = "AuthorizeFunction";
  private static final String FUNCTIONS_JAR = "jars/functions.jar";
  private static final String WARNING = "Started without an AOT cache";

  /** As the image has it, with a cache: made once, and copied for each test. */
  @TempDir static Path trained = Path.of("set by JUnit");

  private final Stack stack;

  @TempDir private Path image;

  AotCacheTest(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  static void train() throws IOException {
    Files.createDirectories(trained.resolve("runtime"));
    for (Path jar : RuntimeClient.jarsOfLambda()) {
      Files.copy(jar, trained.resolve("runtime").resolve(jar.getFileName().toString()));
    }
    Files.createDirectories(trained.resolve("jars"));
    Files.copy(
        RuntimeClient.classPath().stream()
            .filter(jar -> jar.getFileName().toString().startsWith("functions-"))
            .findFirst()
            .orElseThrow(),
        trained.resolve(FUNCTIONS_JAR));
    Files.copy(
        Repository.path("functions/target/classes/lib/dependencies.jar"),
        trained.resolve("jars/dependencies.jar"));
    Files.write(
        trained.resolve("jars/libaws-crt-jni.so"),
        RuntimeClient.nativeLibrary(RuntimeClient.CLASSIFIER));
    Files.copy(Repository.path("functions/image/launch"), trained.resolve("launch"));
    try (ChildProcess training = train(trained, "dev.callrecords.lambda.AuthorizeHandler")) {
      assertThat(training.exitCode()).as(training.err()).isZero();
    }
  }

  private static ChildProcess train(Path folder, String handler) {
    return ChildProcess.start(
        "launch",
        folder,
        environment(folder),
        List.of(folder.resolve("launch").toString(), "--train", handler));
  }

  private static Map<String, String> environment(Path folder) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("RUNTIME_LIB", folder.resolve("runtime").toString());
    return environment;
  }

  @BeforeEach
  void copyImage() throws IOException {
    try (Stream<Path> files = Files.walk(trained)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = image.resolve(trained.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  /**
   * Starts the function, lets it answer, and returns what it printed as errors.
   *
   * @param flags of its virtual machine
   */
  private String answer(String flags) throws IOException {
    Map<String, String> environment = environment(image);
    environment.putAll(stack.template().variables(FUNCTION));
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", stack.cloud().dynamoDb().toString());
    environment.put("AWS_ACCESS_KEY_ID", "canary");
    environment.put("AWS_SECRET_ACCESS_KEY", "canary");
    // Besides those of the template, which are not there when the cache is made.
    environment.merge(
        "JAVA_TOOL_OPTIONS",
        " " + flags + " -Xlog:class+load:file=" + image.resolve("classes.log"),
        String::concat);
    try (RuntimeApi api = new RuntimeApi();
        ChildProcess client =
            RuntimeClient.startBy(
                image.resolve("launch").toString(),
                api,
                stack.template(),
                FUNCTION,
                image,
                environment)) {
      api.send(Repository.text("events/authorize/no-key.json"));
      Post post = api.nextPost(client);

      assertThat(post.what()).as(post.body()).isEqualTo("response");
      assertThat(Json.read(post.body()).path("isAuthorized").isBoolean()).isTrue();
      return client.err();
    }
  }

  private List<String> loaded(String className) throws IOException {
    try (Stream<String> lines = Files.lines(image.resolve("classes.log"))) {
      return lines.filter(line -> line.contains(className + " source:")).toList();
    }
  }

  private Path cache() throws IOException {
    try (Stream<Path> files = Files.list(image)) {
      return files.filter(file -> file.toString().endsWith(".aot")).findFirst().orElseThrow();
    }
  }

  @Test
  void launch_sameJars_loadsFunctionAndSdkFromTheCache() throws IOException {
    // With this flag Java ends when it cannot use the cache.
    String errors = answer("-XX:AOTMode=on");

    assertThat(errors).doesNotContain(WARNING);
    for (String className :
        List.of(
            "dev.callrecords.lambda.AuthorizeHandler",
            "software.amazon.awssdk.services.dynamodb.DynamoDbClient",
            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
            // Of what the client logs with, as the template has it.
            "com.amazonaws.lambda.thirdparty.com.google.gson.Gson")) {
      assertThat(loaded(className))
          .as(className)
          .singleElement()
          .asString()
          .contains("shared objects file");
    }
  }

  /** Of a large jar the digest reads the end only, where a change anywhere in it must show. */
  @ParameterizedTest
  @CsvSource({
    "jars/functions.jar, META-INF/maven/dev.callrecords/functions/pom.properties",
    "jars/dependencies.jar, mime.types"
  })
  void launch_jarWithOneOtherByte_saysSoAndRunsWhatIsInTheJars(String jar, String entry)
      throws IOException {
    changeLastByte(image.resolve(jar), entry);

    String errors = answer("");

    assertThat(errors.lines().filter(line -> line.contains(WARNING)).toList())
        .singleElement()
        .satisfies(line -> assertThat(Json.read(line).path("level").textValue()).isEqualTo("WARN"));
    assertIsLoadedFromItsJar();
  }

  /** Leaves everything else as it is: order, times, compression. */
  private static void changeLastByte(Path jar, String changed) throws IOException {
    Path old = jar.resolveSibling("old.jar");
    Files.move(jar, old);
    try (ZipFile from = new ZipFile(old.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (ZipEntry entry : from.stream().toList()) {
        byte[] content;
        try (InputStream in = from.getInputStream(entry)) {
          content = in.readAllBytes();
        }
        ZipEntry copy = new ZipEntry(entry);
        if (entry.getName().equals(changed)) {
          content[content.length - 1]++;
          CRC32 crc = new CRC32();
          crc.update(content);
          copy.setCrc(crc.getValue());
        }
        if (copy.getMethod() == ZipEntry.DEFLATED) {
          copy.setCompressedSize(-1);
        }
        to.putNextEntry(copy);
        to.write(content);
      }
    }
    Files.delete(old);
  }

  private void assertIsLoadedFromItsJar() throws IOException {
    assertThat(loaded("dev.callrecords.lambda.AuthorizeHandler"))
        .singleElement()
        .asString()
        .contains("functions.jar");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, 1_000_000})
  void launch_cacheThatIsCutOff_startsWithoutIt(int bytes) throws IOException {
    Path cache = cache();
    byte[] content = Files.readAllBytes(cache);
    Files.write(cache, Arrays.copyOf(content, bytes));

    answer("");

    assertIsLoadedFromItsJar();
  }

  @Test
  void launch_cacheThatIsNone_startsWithoutIt() throws IOException {
    Files.writeString(cache(), "This is no cache. ".repeat(10_000));

    answer("");

    assertIsLoadedFromItsJar();
  }

  @Test
  void train_functionThatDoesNotStart_failsAndMakesNothing() throws IOException {
    Files.delete(cache());
    try (ChildProcess training = train(image, "dev.callrecords.lambda.NoHandler")) {
      assertThat(training.exitCode()).isEqualTo(1);
      assertThat(training.err()).contains("No cache was made of dev.callrecords.lambda.NoHandler");
    }
    assertThat(image).isDirectoryNotContaining(file -> file.toString().endsWith(".aot"));
  }

  /** Otherwise functions that need another setting would not start in training. */
  @Test
  void train_setsWhatTheFunctionsAreTold() {
    String script = Repository.text("functions/image/launch");
    functions()
        .flatMap(function -> stack.template().variables(function).keySet().stream())
        .filter(variable -> !variable.equals("JAVA_TOOL_OPTIONS"))
        .forEach(variable -> assertThat(script).contains(" " + variable + "="));
  }

  @Test
  void image_trainsEveryFunctionOfTheTemplate() {
    String dockerfile = Repository.text("functions/image/Dockerfile");

    functions()
        .forEach(function ->
            assertThat(dockerfile)
                .containsPattern("for name in .*\\b" + function.replace("Function", "") + "\\b"));
  }

  private Stream<String> functions() {
    return Stream.concat(
        Stream.of(stack.template().authorizer()),
        stack.template().routes().stream().map(Template.Route::function));
  }
}
