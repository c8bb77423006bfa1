/**
 * The API on this machine: the handlers that Lambda runs, behind a small HTTP server that does what
 * API Gateway does, over DynamoDB Local and S3Proxy in the same virtual machine.
 */
@NullMarked
package dev.callrecords.local;

import org.jspecify.annotations.NullMarked;
