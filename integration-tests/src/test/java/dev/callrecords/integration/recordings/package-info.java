/** {@code GET /v1/calls/{call_id}/recording}, over HTTP, its links and their playback. */
@NullMarked
package dev.callrecords.integration.recordings;

import org.jspecify.annotations.NullMarked;
