/**
 * Recordings in S3: whether they are there, and links to them.
 *
 * <p>The only package that sees S3's part of the SDK.
 */
@NullMarked
package dev.callrecords.s3;

import org.jspecify.annotations.NullMarked;
