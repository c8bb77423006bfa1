package dev.callrecords.peers.empty;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Lambda's entry point to nothing. */
public final class EmptyHandler implements RequestStreamHandler {

  private static final byte[] ANSWER =
      "{\"statusCode\":200,\"body\":\"{}\"}".getBytes(StandardCharsets.UTF_8);

  /** Called by Lambda. */
  public EmptyHandler() {}

  @Override
  public void handleRequest(InputStream event, OutputStream output, Context context)
      throws IOException {
    output.write(ANSWER);
  }
}
