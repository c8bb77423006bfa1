package dev.callrecords.integration;

import dev.callrecords.admin.StandIns;
import dev.callrecords.local.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AWS's runtime client in a process of its own, with the functions' class path and nothing else,
 * told everything by its environment.
 */
public final class RuntimeClient {

  private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private RuntimeClient() {}

  /**
   * Starts the client for a function of a template.
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
    String handler = template.handlerClass(function) + "::handleRequest";
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
    all.put("_HANDLER", handler);
    all.putAll(environment);
    List<String> command = new ArrayList<>(ChildProcess.java(classPath(), MAIN, List.of(handler)));
    command.addAll(1, flags);
    return ChildProcess.start("runtime-client", taskRoot, all, command);
  }

  /** Returns the functions' class path and the runtime client's, as Maven wrote them down. */
  private static String classPath() {
    String file = System.getProperty("functions.class-path.file");
    if (file == null) {
      throw new AssertionError("Run by Maven, which writes the functions' class path down");
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("The class path cannot be read", e);
    }
  }
}
