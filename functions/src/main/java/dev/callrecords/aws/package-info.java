/**
 * What the adapters to AWS share: how clients are set up, how long they may take, and what their
 * failures mean.
 *
 * <p>Sees the SDK's core, no service of it.
 */
@NullMarked
package dev.callrecords.aws;

import org.jspecify.annotations.NullMarked;
