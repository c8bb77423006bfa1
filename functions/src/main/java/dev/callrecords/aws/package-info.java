/**
 * Clients, credentials, deadline and failures, which the adapters to AWS share.
 *
 * <p>Sees the SDK's core, no service of it.
 */
@NullMarked
package dev.callrecords.aws;

import org.jspecify.annotations.NullMarked;
