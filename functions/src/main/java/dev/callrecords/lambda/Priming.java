package dev.callrecords.lambda;

import dev.callrecords.aws.AwsClients;
import dev.callrecords.aws.Deadline;
import dev.callrecords.http.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Requests of nobody that run all code of a function before its first real one, so that this one
 * need not load and interpret it.
 *
 * <p>They go through a function like the one in Lambda but for its clients, which answer from
 * memory: nothing is read, nothing is logged, and everything that they made is let go. Of TLS, each
 * service is connected to once. Where the process is kept as a snapshot all that happens before the
 * snapshot is taken, many times over, and the connections are closed; otherwise once, while it
 * starts, and the first request has a connection.
 *
 * <p>A function whose priming fails works all the same, only slower. It says so in its log and
 * counts an internal error, whose alarm stops a deployment.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">
 *     Runtime hooks of SnapStart</a>
 */
final class Priming implements Resource {

  /** The value of {@code AWS_LAMBDA_INITIALIZATION_TYPE} where a snapshot will be taken. */
  private static final String SNAPSHOT = "snap-start";

  /** Java compiles what was called 200 times, and looks at every 128th call. */
  private static final int ROUNDS_BEFORE_SNAPSHOT = 260;

  /** Bytes: few enough to be young everywhere. */
  private static final int FILLING = 64 * 1024;

  /** Where the runtime client tells the SDK of the trace that a request belongs to. */
  private static final String TRACE = "com.amazonaws.xray.traceHeader";

  private static final String TRACE_OF_NOBODY =
      "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0";

  private static final int MILLIS_TO_ANSWER = 10_000;
  private static final int MILLIS_TO_CONNECT = 3_000;

  /** Kept here because the context of hooks keeps nothing. */
  private static final Set<Resource> AWAITING_SNAPSHOT = ConcurrentHashMap.newKeySet();

  /** A function without Lambda around it: an event in, an answer out. */
  @FunctionalInterface
  interface Function {
    void handle(InputStream event, OutputStream output, int remainingMillis) throws IOException;
  }

  /**
   * A request of nobody.
   *
   * @param expected what the answer must hold
   */
  record Sample(Function function, String event, String expected) {}

  private final String route;
  private final Supplier<Sample> usual;
  private final Supplier<List<Sample>> others;
  private final List<URI> services;
  private final RequestLog log;

  /**
   * Creates priming that has not happened yet.
   *
   * @param usual makes the request that a function gets most
   * @param others makes those that are of use only where a snapshot will be taken
   * @param services to connect to
   * @param out where a failure is logged
   */
  Priming(
      String route,
      Supplier<Sample> usual,
      Supplier<List<Sample>> others,
      List<URI> services,
      PrintStream out) {
    this.route = route;
    this.usual = usual;
    this.others = others;
    this.services = List.copyOf(services);
    this.log = new RequestLog(out);
  }

  /**
   * Primes now or, where a snapshot will be taken, right before that.
   *
   * <p>Best before the function's own clients are made: a thread of its own loads the native
   * library, reads certificates and connects, which those would wait for, while this one answers
   * samples.
   */
  void begin(String initializationType) {
    if (initializationType.equals(SNAPSHOT)) {
      AWAITING_SNAPSHOT.add(this);
      Core.getGlobalContext().register(this);
    } else {
      prime(AwsClients::connect, () -> answer(usual.get()));
    }
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    prime(
        AwsClients::connectOnce,
        () -> {
          List<Sample> samples = new ArrayList<>(others.get());
          samples.addFirst(usual.get());
          for (int round = 0; round < ROUNDS_BEFORE_SNAPSHOT; round++) {
            for (Sample sample : samples) {
              answer(sample);
            }
          }
        });
    collectYoung();
  }

  /**
   * Fills the young heap until it is collected: what was made is gone, and the first request need
   * not make room. A collection of the whole heap, which can be asked for, would have each compiled
   * method checked when it is called the next time.
   */
  private static void collectYoung() {
    List<WeakReference<byte[]>> filling = new ArrayList<>();
    do {
      filling.add(new WeakReference<>(new byte[FILLING]));
    } while (filling.getFirst().get() != null);
  }

  /** Nothing is to be mended after a restore: all that was made before it was let go. */
  @Override
  public void afterRestore(Context<? extends Resource> context) {}

  /** The samples of one start. */
  @FunctionalInterface
  private interface Round {
    void answer() throws IOException;
  }

  private void prime(Consumer<URI> connector, Round round) {
    Thread connecting =
        Thread.ofPlatform().daemon().name("connecting").start(() -> connect(connector));
    System.setProperty(TRACE, TRACE_OF_NOBODY);
    try {
      Wiring.resolveCredentials();
      round.answer();
    } catch (IOException | RuntimeException | LinkageError e) {
      log.primingFailed(route, e, Fault.INTERNAL_ERROR);
    } finally {
      System.clearProperty(TRACE);
    }
    try {
      connecting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A service that is out of reach now may be there when it is needed. */
  private void connect(Consumer<URI> connector) {
    loadOfJava();
    for (URI service : services) {
      try {
        Deadline.within(
            MILLIS_TO_CONNECT,
            () -> {
              connector.accept(service);
              return service;
            });
      } catch (RuntimeException | LinkageError e) {
        log.primingFailed(route, e, null);
      }
    }
  }

  /**
   * Has Java make what takes it some 30 ms, and what the sample wants only later: its numbers a
   * table of powers, and a keyed digest the security providers up to its own.
   */
  private static void loadOfJava() {
    try {
      var _ = BigDecimal.ZERO;
      var _ = Mac.getInstance("HmacSHA256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }

  private static void answer(Sample sample) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    sample.function.handle(
        new ByteArrayInputStream(sample.event.getBytes(StandardCharsets.UTF_8)),
        answer,
        MILLIS_TO_ANSWER);
    if (!answer.toString(StandardCharsets.UTF_8).contains(sample.expected)) {
      throw new IllegalStateException("A sample was not answered with " + sample.expected);
    }
  }
}
