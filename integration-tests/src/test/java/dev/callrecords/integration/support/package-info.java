/**
 * Fixtures that tests of several features share, and their tests. A {@code Stack} is the deployed
 * system, against embedded AWS stand-ins or LocalStack. Fixtures of one feature are in its package.
 */
@NullMarked
package dev.callrecords.integration.support;

import org.jspecify.annotations.NullMarked;
