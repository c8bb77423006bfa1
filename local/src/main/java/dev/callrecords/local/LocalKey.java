package dev.callrecords.local;

import dev.callrecords.admin.Keys;
import dev.callrecords.domain.ApiKey;
import dev.callrecords.domain.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The local server's API key, the same at each start with a data folder. */
final class LocalKey {

  private static final String FILE = "api-key.txt";

  private LocalKey() {}

  /**
   * Returns the folder's key while it is valid, else a new one, which is saved.
   *
   * @param data null for no folder
   * @throws IOException when the folder cannot be written to
   */
  static ApiKey of(Keys keys, @Nullable Path data) throws IOException {
    if (data == null) {
      return create(keys);
    }
    Path file = data.resolve(FILE);
    Optional<ApiKey> kept =
        Files.exists(file) ? ApiKey.parse(Files.readString(file).strip()) : Optional.empty();
    Optional<ApiKey> good = kept.filter(key -> isGood(keys, key));
    if (good.isPresent()) {
      return good.get();
    }
    ApiKey key = create(keys);
    Files.writeString(file, key.reveal() + "\n");
    return key;
  }

  private static ApiKey create(Keys keys) {
    return keys.create(SampleCalls.ACME_DENTAL, EnumSet.allOf(Scope.class), "local", null);
  }

  private static boolean isGood(Keys keys, ApiKey key) {
    return keys.list(SampleCalls.ACME_DENTAL).stream()
        .anyMatch(entry -> entry.hash().equals(key.hash()) && entry.revokedAt() == null);
  }
}
