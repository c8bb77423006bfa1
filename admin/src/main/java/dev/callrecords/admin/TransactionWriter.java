package dev.callrecords.admin;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Writes transactions; one that is throttled, or meets another, is sent again after a pause. */
final class TransactionWriter {

  private static final Set<String> PASSING_REASONS =
      Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

  private final DynamoDbClient client;

  TransactionWriter(DynamoDbClient client) {
    this.client = client;
  }

  /**
   * Writes all or nothing.
   *
   * @return whether it is written; if not, a condition of it is not met
   */
  boolean write(List<TransactWriteItem> writes) {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        client.transactWriteItems(transaction -> transaction.transactItems(writes));
        return true;
      } catch (TransactionCanceledException e) {
        Set<String> reasons =
            e.cancellationReasons().stream()
                .map(CancellationReason::code)
                .filter(code -> code != null && !code.equals("None"))
                .collect(Collectors.toSet());
        if (reasons.contains("ConditionalCheckFailed")) {
          return false;
        }
        if (!PASSING_REASONS.containsAll(reasons) || !backoff.pause()) {
          throw e;
        }
      }
    }
  }
}
