/**
 * Calls and keys in DynamoDB: item formats for reading and writing, and the functions' reads.
 *
 * <p>The only package that sees DynamoDB's part of the SDK. Of Jackson it uses the streaming core,
 * for compressed segments.
 */
@NullMarked
package dev.callrecords.dynamodb;

import org.jspecify.annotations.NullMarked;
