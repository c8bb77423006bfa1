/** {@code GET /v1/calls/{call_id}/transcript}, over HTTP and in the programs that read it. */
@NullMarked
package dev.callrecords.integration.transcripts;

import org.jspecify.annotations.NullMarked;
