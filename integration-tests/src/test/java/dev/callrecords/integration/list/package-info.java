/** {@code GET /v1/calls}, over HTTP. */
@NullMarked
package dev.callrecords.integration.list;

import org.jspecify.annotations.NullMarked;
