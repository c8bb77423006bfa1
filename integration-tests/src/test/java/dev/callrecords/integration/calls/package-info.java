/** {@code GET /v1/calls/{call_id}}, over HTTP, and what writers of calls promise its readers. */
@NullMarked
package dev.callrecords.integration.calls;

import org.jspecify.annotations.NullMarked;
