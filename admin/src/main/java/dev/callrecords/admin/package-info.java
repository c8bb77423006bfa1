/**
 * Import, export and management of calls, recordings and keys. The operator's command line and the
 * local server use it. No function uses it.
 *
 * <p>The form of items is not known here but in {@link dev.callrecords.dynamodb}, which the
 * functions read them with; the form of a call in JSON is that of {@link dev.callrecords.http}.
 */
@NullMarked
package dev.callrecords.admin;

import org.jspecify.annotations.NullMarked;
