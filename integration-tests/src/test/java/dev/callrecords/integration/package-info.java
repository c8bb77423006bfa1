/**
 * End-to-end tests of the real handlers over HTTP, against embedded AWS stand-ins or LocalStack.
 */
@NullMarked
package dev.callrecords.integration;

import org.jspecify.annotations.NullMarked;
