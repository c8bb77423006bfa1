/**
 * The command line {@code ./calls.sh}: options, messages, exit codes. What the commands do is in
 * {@link dev.callrecords.admin}.
 */
@NullMarked
package dev.callrecords.admin.cli;

import org.jspecify.annotations.NullMarked;
