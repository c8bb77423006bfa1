package dev.callrecords.admin.cli;

import dev.callrecords.domain.TenantId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Group of options for the calls of one tenant or of all. */
final class TenantOrAll {

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "T",
      description = "The tenant that owns the calls.")
  private @Nullable TenantId tenant;

  // Read by the parser alone: the other option is then absent.
  @SuppressWarnings("UnusedVariable")
  @Option(names = "--all", required = true, description = "The calls of all tenants.")
  private boolean all;

  /** Returns the tenant; null for all. */
  @Nullable TenantId tenant() {
    return tenant;
  }
}
