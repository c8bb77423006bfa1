package dev.callrecords.benchmarks;

import dev.callrecords.domain.Call;
import dev.callrecords.domain.CallId;
import dev.callrecords.domain.TenantId;
import dev.callrecords.domain.Transcript;
import dev.callrecords.dynamodb.CallItem;
import dev.callrecords.local.SampleCalls;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What a page of a list costs as the table grows: time, CPU, read units. */
final class Lists {

  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
  private static final int ITEMS_PER_BATCH = 25;
  private static final int WARM_UP = 300;
  private static final int REQUESTS = 50;

  /** How many calls are from the number that is looked for, in each table. */
  private static final int OF_NUMBER = 100;

  private static final String NUMBER = "+16045550100";
  private static final String TIME = "ms per page";
  private static final String CPU = "CPU ms of the thread";
  private static final String UNITS = "read units";
  private static final String ONE_CALL = "GetCall, reference call";

  private final Stage stage;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  Lists(Rig rig) {
    this.stage = rig.stage();
  }

  /** Measures pages of tenants that have more and more calls, in turn. */
  Report measure(int rounds) {
    Report report =
        new Report(
            Group.LIST,
            "pages in this process, DynamoDB Local beside it, after %d requests, %d rounds of %d requests"
                .formatted(WARM_UP, rounds, REQUESTS));
    Map<String, byte[]> events = new LinkedHashMap<>();
    for (int size : SIZES) {
      TenantId tenant = new TenantId("list-" + size);
      fill(tenant, size);
      events.put(page(size), stage.listEvent("newest", tenant, ""));
      events.put(
          ofNumber(size),
          stage.listEvent("by-number", tenant, "\"limit\": \"" + OF_NUMBER + "\", "));
    }
    try (ReadUnits units = new ReadUnits(stage)) {
      for (int request = 0; request < WARM_UP; request++) {
        events.values().forEach(units::ofList);
        units.ofCall(SampleCalls.COMPLETED);
      }
      for (int round = 0; round < rounds; round++) {
        events.forEach((name, event) -> measure(report, name, () -> units.ofList(event)));
        measure(report, ONE_CALL, () -> units.ofCall(SampleCalls.COMPLETED));
      }
    }
    int largest = SIZES.getLast();
    report.goal(
        Goal.LIST_READ_UNITS,
        median(report, page(largest), UNITS) + "; " + median(report, ofNumber(largest), UNITS));
    report.goal(
        Goal.LIST_CPU,
        String.format(
            Locale.ROOT,
            "%.2f",
            median(report, page(largest), CPU) / median(report, ONE_CALL, CPU)));
    report.goal(
        Goal.LIST_GROWTH,
        String.format(
            Locale.ROOT,
            "%.2f; %.2f",
            median(report, page(largest), TIME) / median(report, page(SIZES.getFirst()), TIME),
            median(report, ofNumber(largest), TIME)
                / median(report, ofNumber(SIZES.getFirst()), TIME)));
    return report;
  }

  /** A request, which returns its read units. */
  @FunctionalInterface
  private interface Request {
    double send();
  }

  private void measure(Report report, String name, Request request) {
    double units = 0;
    long cpu = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    for (int i = 0; i < REQUESTS; i++) {
      units = request.send();
    }
    report.add(name, TIME, (System.nanoTime() - start) / 1e6 / REQUESTS);
    report.add(name, CPU, (threads.getCurrentThreadCpuTime() - cpu) / 1e6 / REQUESTS);
    report.add(name, UNITS, units);
  }

  private static double median(Report report, String name, String metric) {
    return Statistics.median(report.values(name, metric));
  }

  private static String page(int size) {
    return "page of 50 among %,d".formatted(size);
  }

  private static String ofNumber(int size) {
    return "%d calls of a number among %,d".formatted(OF_NUMBER, size);
  }

  /** Writes calls into the index. The calls of the number are spread over all. */
  private void fill(TenantId tenant, int size) {
    List<WriteRequest> batch = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean wanted = i % (size / OF_NUMBER) == 0;
      Map<String, AttributeValue> item = CallItem.write(tenant, call(i, wanted), 0);
      batch.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
      if (batch.size() == ITEMS_PER_BATCH || i == size - 1) {
        Map<String, List<WriteRequest>> requests =
            Map.of(stage.deployment().callsTable(), List.copyOf(batch));
        stage.deployment().dynamoDb().batchWriteItem(write -> write.requestItems(requests));
        batch.clear();
      }
    }
  }

  private static Call call(int index, boolean wanted) {
    Call like = Stage.call(1);
    return new Call(
        new CallId(new UUID(index, index).toString()),
        like.agentId(),
        wanted ? NUMBER : "+14155550199",
        "+14155550198",
        like.direction(),
        like.status(),
        like.duration(),
        like.recording(),
        Transcript.empty(),
        like.sentiment(),
        "The caller asked for a date and was told when there is one.",
        Map.of(),
        like.startedAt(),
        like.endedAt(),
        like.createdAt().plusSeconds(index));
  }
}
