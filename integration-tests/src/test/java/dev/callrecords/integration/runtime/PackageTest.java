package dev.callrecords.integration.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.callrecords.integration.support.ChildProcess;
import dev.callrecords.integration.support.Json;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.RuntimeApi;
import dev.callrecords.integration.support.RuntimeApi.Post;
import dev.callrecords.integration.support.RuntimeClient;
import dev.callrecords.integration.support.Stack;
import dev.callrecords.integration.support.StackExtension;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * What {@code sam build} takes from Maven and Lambda unpacks: {@code functions/target/classes}. The
 * library of this machine's processor is put in where a function is to run.
 */
@ExtendWith(StackExtension.class)
final class PackageTest {

  /** The goal of docs/performance.md; Lambda fetches the zip at each start without a snapshot. */
  private static final long MOST_BYTES = 12_000_000;

  private static final String LIBRARY = "lib/libaws-crt-jni.so";

  /** Classes that neither the functions nor their libraries use are excluded from the package. */
  private static final Pattern LEFT_OUT =
      Pattern.compile("NoClassDefFoundError: org/(joda/time|graalvm)/");

  private final Stack stack;

  @TempDir private Path folder;

  PackageTest(Stack stack) {
    this.stack = stack;
  }

  /** Lays the package out, with the library that the CRT's jar of a classifier has. */
  private void layOut(String classifier) throws IOException {
    Path built = Repository.path("functions/target/classes");
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(built.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.write(folder.resolve(LIBRARY), RuntimeClient.nativeLibrary(classifier));
  }

  private static String classifierOfBuild() {
    return System.getenv().getOrDefault("LAMBDA_ARCHITECTURE", "arm64").equals("arm64")
        ? "linux-aarch_64"
        : "linux-x86_64";
  }

  private ChildProcess start(RuntimeApi api) {
    String function = "PresignRecordingFunction";
    Map<String, String> environment = stack.variables(function);
    AwsCredentials credentials = stack.cloud().credentials().resolveCredentials();
    environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    return RuntimeClient.startPackage(api, stack.template(), function, folder, environment);
  }

  private static boolean onArm() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "The runtime client is native, for Linux only")
  void package_withTheLibraryOfThisProcessor_answers() throws Exception {
    layOut(RuntimeClient.CLASSIFIER);
    try (RuntimeApi api = new RuntimeApi();
        ChildProcess client = start(api)) {
      api.send(Repository.text("events/presign-recording/ready.json"));

      Post post = api.nextPost(client);

      assertThat(post.what()).as(post.body()).isEqualTo("response");
      assertThat(Json.read(post.body()).path("statusCode").intValue()).isEqualTo(200);
      // What priming has to say of a library or a class that is not there.
      client.awaitOut("\"route\"");
      assertThat(client.out().lines()).hasSize(1);
      assertThat(client.err().lines()).allMatch(RuntimeClient::namesJavaOptions);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "The runtime client is native, for Linux only")
  void package_withTheLibraryOfAnotherProcessor_failsToStartAndSaysWhatToDo() throws Exception {
    layOut(onArm() ? "linux-x86_64" : "linux-aarch_64");
    try (RuntimeApi api = new RuntimeApi();
        ChildProcess client = start(api)) {
      Post post = api.nextPost(client);

      assertThat(post.what()).as(post.body()).isEqualTo("init/error");
      assertThat(post.body())
          .contains(
              "build it by LAMBDA_ARCHITECTURE=%1$s sam build, and deploy it with Architecture=%1$s"
                  .formatted(onArm() ? "arm64" : "x86_64"));
    }
  }

  @Test
  void package_asBuilt_hasTheLibraryOfTheArchitectureItWasBuiltFor() throws IOException {
    Path built = Repository.path("functions/target/classes");

    assertThat(built.resolve(LIBRARY))
        .hasBinaryContent(RuntimeClient.nativeLibrary(classifierOfBuild()));
    assertThat(built.resolve("lib"))
        .isDirectoryNotContaining(file ->
            !Set.of("libaws-crt-jni.so", "dependencies.jar")
                .contains(file.getFileName().toString()));
  }

  @ParameterizedTest
  @CsvSource({"arm64, linux-aarch_64", "x86_64, linux-x86_64"})
  void package_zipped_isSmall(String architecture, String classifier) throws IOException {
    layOut(classifier);
    Path zip = folder.resolveSibling(architecture + ".zip");
    try (Stream<Path> files = Files.walk(folder);
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, out);
      }
    }

    System.out.printf("The package for %s: %,d bytes, zipped%n", architecture, Files.size(zip));
    assertThat(Files.size(zip)).isLessThanOrEqualTo(MOST_BYTES);
  }

  /** Files of the same name but different content in two libraries would be lost. */
  @Test
  void dependencies_ofAllLibraries_areAllThereAsTheyWere() throws IOException {
    Path built = Repository.path("functions/target/classes/lib/dependencies.jar");
    Set<String> expected = new TreeSet<>();
    List<String> other = new ArrayList<>();
    try (ZipFile dependencies = new ZipFile(built.toFile())) {
      for (Path path : librariesOfFunctions()) {
        try (ZipFile jar = new ZipFile(path.toFile())) {
          for (ZipEntry entry : jar.stream().filter(PackageTest::isPacked).toList()) {
            expected.add(entry.getName());
            ZipEntry packed = dependencies.getEntry(entry.getName());
            if (packed == null || !hasAll(dependencies, packed, jar, entry)) {
              other.add(entry.getName() + " of " + path.getFileName());
            }
          }
        }
      }
      assertThat(other).isEmpty();
      assertThat(dependencies.stream().map(ZipEntry::getName))
          .hasSizeGreaterThan(5_000)
          .isSubsetOf(expected);
      assertThat(dependencies.stream()).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
    }
  }

  /**
   * A class that does not link fails at its first use, perhaps months later. A few do not, for want
   * of what was left out on purpose.
   */
  @Test
  void package_everyClass_links() throws IOException {
    Path built = Repository.path("functions/target/classes");
    Path dependencies = built.resolve("lib/dependencies.jar");
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(built);
        ZipFile jar = new ZipFile(dependencies.toFile())) {
      files.map(file -> built.relativize(file).toString()).forEach(names::add);
      jar.stream().map(ZipEntry::getName).forEach(names::add);
    }
    List<String> classes =
        names.stream()
            .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
            .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
            .toList();

    try (URLClassLoader loader = loader(built, dependencies)) {
      assertThat(classes).hasSizeGreaterThan(5_000);
      assertThat(classes.stream().flatMap(name -> refused(name, loader).stream()))
          .isNotEmpty()
          .allMatch(LEFT_OUT.asPredicate());
    }
  }

  @Test
  void refused_brokenClass_saysWhy() throws IOException {
    byte[] broken =
        ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
            .build(
                ClassDesc.of("Broken"),
                type ->
                    type.withMethodBody(
                        "text",
                        MethodTypeDesc.of(ConstantDescs.CD_String),
                        ClassFile.ACC_STATIC,
                        code -> code.iconst_0().areturn()));
    Files.write(folder.resolve("Broken.class"), broken);

    try (URLClassLoader loader = loader(folder)) {
      assertThat(refused("Broken", loader)).get(STRING).contains("VerifyError");
    }
  }

  private static URLClassLoader loader(Path... places) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path place : places) {
      urls.add(place.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** Returns why a class cannot be verified; empty when it is. */
  private static Optional<String> refused(String name, ClassLoader loader) {
    try {
      // Before it lists the methods, Java links the class, of which verifying it is a part.
      var _ = Class.forName(name, false, loader).getDeclaredMethods();
      return Optional.empty();
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.of(name + ": " + e);
    }
  }

  private static List<Path> librariesOfFunctions() {
    Path crt = RuntimeClient.crtJar(classifierOfBuild());
    return RuntimeClient.classPath().stream()
        .filter(jar ->
            jar.equals(crt) || !jar.getFileName().toString().matches("aws-crt-[\\d.]+-linux.*"))
        .filter(jar ->
            Stream.of(
                    "functions",
                    "aws-lambda-java-runtime-interface",
                    "aws-lambda-java-serialization")
                .noneMatch(jar.getFileName().toString()::startsWith))
        .filter(Files::isRegularFile)
        .toList();
  }

  /** Texts, tools' files and variants for other versions of Java stay behind. */
  private static boolean isPacked(ZipEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && !name.equals("module-info.class")
        && !name.startsWith("linux/")
        && (!name.startsWith("META-INF/") || name.startsWith("META-INF/services/"));
  }

  /** Returns whether an entry is there; lines of services may be there among others. */
  private static boolean hasAll(ZipFile packedIn, ZipEntry packed, ZipFile jar, ZipEntry entry)
      throws IOException {
    return packed.getCrc() == entry.getCrc()
        || (entry.getName().startsWith("META-INF/services/")
            && lines(packedIn, packed).containsAll(lines(jar, entry)));
  }

  private static List<String> lines(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
