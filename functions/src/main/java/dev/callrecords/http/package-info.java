/**
 * The wire form: the gateway's events and answers, bodies, problem details, content encoding.
 *
 * <p>The only package that sees Jackson's databind and the Lambda events library.
 */
@NullMarked
package dev.callrecords.http;

import org.jspecify.annotations.NullMarked;
