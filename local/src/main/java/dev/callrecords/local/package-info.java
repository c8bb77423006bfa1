/**
 * The API on this machine. The handlers of Lambda run behind an HTTP server like API Gateway, over
 * DynamoDB Local and S3Proxy in the same JVM.
 */
@NullMarked
package dev.callrecords.local;

import org.jspecify.annotations.NullMarked;
