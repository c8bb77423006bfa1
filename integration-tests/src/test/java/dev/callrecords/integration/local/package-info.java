/** The local server, run as a process. */
@NullMarked
package dev.callrecords.integration.local;

import org.jspecify.annotations.NullMarked;
