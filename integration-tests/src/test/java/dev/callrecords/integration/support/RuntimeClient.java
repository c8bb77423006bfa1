package dev.callrecords.integration.support;

import dev.callrecords.admin.StandIns;
import dev.callrecords.local.Template;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * AWS's runtime client in a child process, with only the functions on its class path. It is
 * configured by its environment.
 */
public final class RuntimeClient {

  private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private RuntimeClient() {}

  /** What the CRT's jar of this machine's processor is called by. */
  public static final String CLASSIFIER =
      System.getProperty("os.arch").equals("aarch64") ? "linux-aarch_64" : "linux-x86_64";

  /** What Lambda has on its own class path; everything else comes with a function. */
  private static final List<String> OF_LAMBDA =
      List.of(
          "aws-lambda-java-core-",
          "aws-lambda-java-runtime-interface-client-",
          "aws-lambda-java-serialization-",
          "utils-lite-");

  /**
   * Starts the client for a function of a template, from the class path.
   *
   * @param environment where the services are, and the credentials
   * @param flags of its virtual machine
   */
  public static ChildProcess start(
      RuntimeApi api,
      Template template,
      String function,
      Path taskRoot,
      Map<String, String> environment,
      List<String> flags) {
    return start(api, template, function, taskRoot, environment, flags, classPath());
  }

  /** Starts the client for the deployment package, as Lambda does. */
  public static ChildProcess startPackage(
      RuntimeApi api,
      Template template,
      String function,
      Path unpacked,
      Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("LD_LIBRARY_PATH", unpacked.resolve("lib").toString());
    return start(api, template, function, unpacked, all, List.of(), jarsOfLambda());
  }

  private static ChildProcess start(
      RuntimeApi api,
      Template template,
      String function,
      Path taskRoot,
      Map<String, String> environment,
      List<String> flags,
      List<Path> classPath) {
    String jars = String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList());
    List<String> command =
        new ArrayList<>(ChildProcess.java(jars, MAIN, List.of(template.handlerClass(function))));
    command.addAll(1, flags);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("AWS_LAMBDA_RUNTIME_API", api.address());
    all.put("AWS_LAMBDA_FUNCTION_NAME", function);
    all.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function);
    all.put("AWS_LAMBDA_LOG_STREAM_NAME", "1");
    all.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
    all.put("AWS_LAMBDA_LOG_LEVEL", "INFO");
    all.put("LAMBDA_TASK_ROOT", taskRoot.toString());
    all.put("AWS_REGION", StandIns.REGION.id());
    all.put("_HANDLER", template.handlerClass(function));
    all.putAll(environment);
    return ChildProcess.start("runtime-client", taskRoot, all, command);
  }

  /** Returns whether the line is Java's notice of {@code JAVA_TOOL_OPTIONS}. */
  public static boolean namesJavaOptions(String line) {
    return line.startsWith("Picked up JAVA_TOOL_OPTIONS: ");
  }

  /** Returns the jars that are there before any function is. */
  private static List<Path> jarsOfLambda() {
    return classPath().stream()
        .filter(jar -> OF_LAMBDA.stream().anyMatch(jar.getFileName().toString()::startsWith))
        .toList();
  }

  /** Returns the functions' class path and the runtime client's, as Maven wrote them down. */
  public static List<Path> classPath() {
    String file = System.getProperty("functions.class-path.file");
    if (file == null) {
      throw new AssertionError("Run by Maven, which writes the functions' class path down");
    }
    try {
      return Stream.of(Files.readString(Path.of(file)).strip().split(File.pathSeparator, -1))
          .map(Path::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The class path cannot be read", e);
    }
  }

  /** Returns the CRT's jar of a classifier, such as {@code linux-x86_64}. */
  public static Path crtJar(String classifier) {
    return classPath().stream()
        .filter(
            jar -> jar.getFileName().toString().matches("aws-crt-[\\d.]+-" + classifier + "\\.jar"))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the native library in that jar. */
  public static byte[] nativeLibrary(String classifier) {
    try (ZipFile jar = new ZipFile(crtJar(classifier).toFile())) {
      ZipEntry library =
          jar.stream()
              .filter(entry -> entry.getName().endsWith("/libaws-crt-jni.so"))
              .findFirst()
              .orElseThrow();
      try (InputStream content = jar.getInputStream(library)) {
        return content.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The CRT's jar cannot be read", e);
    }
  }
}
