package dev.callrecords.integration.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callrecords.admin.AudioFormat;
import dev.callrecords.admin.InvalidCallException;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.Recording;
import dev.callrecords.domain.Scope;
import dev.callrecords.domain.TenantId;
import dev.callrecords.integration.support.Api;
import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.LocalProcess;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Tab;
import dev.callrecords.local.Cloud;
import dev.callrecords.local.Deployment;
import dev.callrecords.local.SampleCalls;
import dev.callrecords.local.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;

/** The page as the local server serves it, with the sample calls and others. */
final class LocalPage implements AutoCloseable {

  /** What scripts may use besides the page's own: waits, and elements by selectors. */
  private static final String TOOLS =
      """
      const until = async found => {
        for (const end = performance.now() + 40000; performance.now() < end;) {
          const it = found();
          if (it) return it;
          await new Promise(done => setTimeout(done, 20));
        }
        throw new Error(`Not so after 40 s: ${found}; the page says: ${document.body.innerText}`);
      };
      const one = selector => document.querySelector(selector);
      const all = selector => [...document.querySelectorAll(selector)];
      const button = name => all('button').find(it =>
        [it.textContent, it.getAttribute('aria-label')].includes(name));
      const put = (element, value) => {
        element.value = value;
        element.dispatchEvent(new Event('input', {bubbles: true}));
        element.dispatchEvent(new Event('change', {bubbles: true}));
      };
      """;

  private final LocalProcess server = LocalProcess.serve(Repository.path("."));
  private final Deployment deployment;

  LocalPage() {
    try {
      deployment = new Deployment(Template.read(Repository.path("template.yaml")), cloud());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the stand-ins of the server. */
  private Cloud cloud() {
    URI dynamoDb = URI.create("http://127.0.0.1:" + server.ports().get(1));
    URI s3 = URI.create("http://127.0.0.1:" + server.ports().get(2));
    return new Cloud() {
      @Override
      public URI dynamoDb() {
        return dynamoDb;
      }

      @Override
      public URI s3() {
        return s3;
      }

      @Override
      public void close() {
        // They end with the server.
      }
    };
  }

  LocalProcess server() {
    return server;
  }

  String url() {
    return server.url();
  }

  Api api() {
    return new Api(server.url(), server.key());
  }

  /** Opens the page with the key and the rest of a fragment. */
  Tab open(Browser browser, String fragment) {
    String rest = fragment.isEmpty() ? "" : "&" + fragment;
    return browser.open(url() + "/#key=" + server.key().reveal() + rest);
  }

  /** Opens the page at a call, and waits until that is shown. */
  Tab openCall(Browser browser, CallId id) {
    Tab tab = open(browser, "call=" + id);
    run(tab, "await until(() => one('h1'));");
    return tab;
  }

  /** Runs a script in the page. */
  static JsonNode run(Tab tab, String script) {
    return tab.evaluate(TOOLS + script);
  }

  /** Runs a script that has constants. */
  static JsonNode run(Tab tab, Map<String, String> constants, String script) {
    return tab.evaluate(constants, TOOLS + script);
  }

  /** Returns another key of the same tenant. */
  ApiKey key(Set<Scope> scopes) {
    return deployment.keys().create(SampleCalls.ACME_DENTAL, scopes, "page", null);
  }

  /** Stores a call of the key's tenant. */
  void put(Call call) {
    try {
      deployment.callWriter().put(SampleCalls.ACME_DENTAL, call);
    } catch (InvalidCallException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Stores a call of the key's tenant with a recording. */
  void put(Call call, byte[] wav, BigDecimal seconds) {
    TenantId tenant = SampleCalls.ACME_DENTAL;
    String key =
        deployment
            .recordingWriter()
            .put(
                tenant,
                call.id(),
                AudioFormat.ofName("a.wav").orElseThrow(),
                RequestBody.fromBytes(wav));
    put(call.withRecording(new Recording.Available(key, "audio/wav", (long) wav.length, seconds)));
  }

  @Override
  public void close() {
    deployment.close();
    server.close();
  }
}
