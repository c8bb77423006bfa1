/**
 * What puts things in: calls, recordings and keys. Operators and the local server use it; no
 * function does.
 *
 * <p>The form of items is not known here but in {@link dev.callrecords.dynamodb}, which the
 * functions read them with.
 */
@NullMarked
package dev.callrecords.admin;

import org.jspecify.annotations.NullMarked;
