/** Shared links, over HTTP and in their table. */
@NullMarked
package dev.callrecords.integration.links;

import org.jspecify.annotations.NullMarked;
