package dev.callrecords.local;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Filter that lets DynamoDB Local answer to this machine's own names only. */
final class DynamoDbFilter extends Handler.Wrapper {

  DynamoDbFilter(Handler dynamoDb) {
    super(dynamoDb);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (OwnHost.isNamedBy(request.getHeaders().get(HttpHeader.HOST))) {
      return super.handle(request, response, callback);
    }
    response.setStatus(OwnHost.STATUS);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
    Content.Sink.write(response, true, OwnHost.REFUSAL, callback);
    return true;
  }
}
