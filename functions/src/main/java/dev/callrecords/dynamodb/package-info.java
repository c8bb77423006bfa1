/**
 * Calls and keys in DynamoDB: the form of the items, in both directions, and the reads that the
 * functions make.
 *
 * <p>The only package that sees DynamoDB's part of the SDK. Of Jackson it uses the streaming core,
 * for compressed segments.
 */
@NullMarked
package dev.callrecords.dynamodb;

import org.jspecify.annotations.NullMarked;
