package dev.callrecords.local;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.shaded.org.eclipse.jetty.http.HttpField;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.io.Content;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;
import org.gaul.shaded.org.eclipse.jetty.util.Fields;

/**
 * Filter that refuses what S3 refuses of links and S3Proxy does not.
 *
 * <p>Like {@link DynamoDbFilter}, it lets S3Proxy answer to this machine's own names only.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error
 *     responses</a>
 */
final class S3Filter extends Handler.Wrapper {

  /** Installs a filter in S3Proxy, which has no API for it. */
  static void addTo(S3Proxy s3) throws ReflectiveOperationException {
    Field server = S3Proxy.class.getDeclaredField("server");
    server.setAccessible(true);
    ((Server) server.get(s3)).insertHandler(new S3Filter());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!OwnHost.isNamedBy(request.getHeaders().get(HttpHeader.HOST))) {
      return refuse(response, callback, OwnHost.STATUS, "text/plain", OwnHost.REFUSAL);
    }
    Fields query = Request.extractQueryParameters(request);
    if (query.get("X-Amz-Algorithm") == null) {
      return super.handle(request, response, callback);
    }
    if (request.getHeaders().contains(HttpHeader.AUTHORIZATION)) {
      return refuse(
          response,
          callback,
          400,
          """
          <Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed; only the X-Amz-Algorithm query \
          parameter, Signature query string parameter or the Authorization header should be \
          specified</Message><ArgumentName>Authorization</ArgumentName></Error>\
          """);
    }
    String signed = query.getValue("X-Amz-SignedHeaders");
    List<String> signedHeaders = signed == null ? List.of() : Arrays.asList(signed.split(";", -1));
    for (HttpField header : request.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-") && !signedHeaders.contains(name)) {
        return refuse(
            response,
            callback,
            403,
            """
            <Error><Code>AccessDenied</Code><Message>There were headers present in the request which were not \
            signed</Message><HeadersNotSigned>%s</HeadersNotSigned></Error>\
            """
                .formatted(name));
      }
    }
    return super.handle(request, response, callback);
  }

  private static boolean refuse(Response response, Callback callback, int status, String error) {
    return refuse(
        response,
        callback,
        status,
        "application/xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + error);
  }

  private static boolean refuse(
      Response response, Callback callback, int status, String contentType, String body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    Content.Sink.write(response, true, body, callback);
    return true;
  }
}
