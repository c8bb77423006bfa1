/** {@code openapi.yaml} and {@code events/}, against the code, and what the gateway adds. */
@NullMarked
package dev.callrecords.integration.contract;

import org.jspecify.annotations.NullMarked;
