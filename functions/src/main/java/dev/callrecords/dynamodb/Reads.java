package dev.callrecords.dynamodb;

import dev.callrecords.aws.AwsFailures;
import dev.callrecords.domain.DependencyException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads from DynamoDB, with what is common to all of them when they fail. */
final class Reads {

  private Reads() {}

  /**
   * Returns the answer to a read. One that was damaged on its way is asked for once more, which the
   * SDK does not do.
   *
   * @param operation such as {@code dynamodb:Query}
   * @throws DependencyException when there is none
   */
  static <T> T answer(String operation, Supplier<T> read) {
    try {
      return answerTwice(read);
    } catch (SdkException e) {
      throw AwsFailures.translate(operation, e);
    }
  }

  private static <T> T answerTwice(Supplier<T> read) {
    try {
      return read.get();
    } catch (Crc32MismatchException e) {
      return read.get();
    }
  }
}
