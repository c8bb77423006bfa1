/**
 * What puts calls, recordings and keys in, and takes them out again: the work behind the operator's
 * command line, which the local server uses for its sample calls. No function uses it.
 *
 * <p>The form of items is not known here but in {@link dev.callrecords.dynamodb}, which the
 * functions read them with; the form of a call in JSON is that of {@link dev.callrecords.http}.
 */
@NullMarked
package dev.callrecords.admin;

import org.jspecify.annotations.NullMarked;
