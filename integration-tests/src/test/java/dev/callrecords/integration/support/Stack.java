package dev.callrecords.integration.support;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.lambda.Settings;
import dev.callrecords.local.Cloud;
import dev.callrecords.local.Deployment;
import dev.callrecords.local.HttpGateway;
import dev.callrecords.local.SampleCalls;
import dev.callrecords.local.Template;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What {@code template.yaml} declares, with the sample calls, behind a gateway, on one stand-in of
 * AWS. All test classes of a virtual machine share one, so each of them writes under a tenant or
 * under its call ids.
 */
public final class Stack implements AutoCloseable {

  private final Cloud cloud;
  private final Deployment deployment;
  private final LogLines log = new LogLines();
  private final PrintStream gatewayLog = SearchedOutput.stream("gateway");
  private final HttpGateway gateway;

  Stack() throws IOException {
    cloud = CloudChoice.start();
    deployment = new Deployment(Template.read(Repository.path("template.yaml")), cloud);
    deployment.createResources();
    SampleCalls.putInto(deployment);
    gateway = gateway(function -> deployment.handler(function, log.stream()));
  }

  public Cloud cloud() {
    return cloud;
  }

  /** Returns whether this is LocalStack, where a check does not hold there. */
  public boolean onLocalStack() {
    return cloud instanceof LocalStackCloud;
  }

  public Deployment deployment() {
    return deployment;
  }

  public Template template() {
    return deployment.template();
  }

  /** Returns a mutable copy of a function's variables in Lambda, without credentials. */
  public Map<String, String> variables(String function) {
    Map<String, String> variables = new LinkedHashMap<>(template().variables(function));
    variables.put("AWS_ENDPOINT_URL_DYNAMODB", cloud.dynamoDb().toString());
    variables.put("AWS_ENDPOINT_URL_S3", cloud.s3().toString());
    return variables;
  }

  /** Returns what all gateways of this stack log. */
  public LogLines log() {
    return log;
  }

  /** Returns where the API is. */
  public String url() {
    return gateway.url();
  }

  /** Returns a new gateway whose handlers have other settings. */
  public HttpGateway gatewayWith(UnaryOperator<Settings> settings) throws IOException {
    return gateway(function -> deployment.handler(function, log.stream(), settings));
  }

  /** Returns a new gateway with other handlers. */
  public HttpGateway gateway(Function<String, RequestStreamHandler> handlers) throws IOException {
    return gateway("", handlers);
  }

  /** Returns a new gateway with other handlers, whose answers pages of these origins may read. */
  public HttpGateway gateway(String allowedOrigins, Function<String, RequestStreamHandler> handlers)
      throws IOException {
    return HttpGateway.start(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
        template().withAllowedOrigins(allowedOrigins),
        handlers,
        gatewayLog);
  }

  /** Returns a new key with both scopes. */
  public ApiKey key(TenantId tenant) {
    return key(tenant, EnumSet.allOf(Scope.class));
  }

  /** Returns a new key. */
  public ApiKey key(TenantId tenant, Set<Scope> scopes) {
    return deployment.keys().create(tenant, scopes, "integration test", null);
  }

  /** Returns the API as seen with a new key that has both scopes. */
  public Api api(TenantId tenant) {
    return new Api(url(), key(tenant));
  }

  @Override
  public void close() {
    gateway.close();
    deployment.close();
    cloud.close();
  }
}
