/**
 * The functions as Lambda runs them: the package, the runtime client, snapshots, shared instances.
 */
@NullMarked
package dev.callrecords.integration.runtime;

import org.jspecify.annotations.NullMarked;
