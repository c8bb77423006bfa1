/**
 * The domain: values, use cases with sealed outcomes, and ports.
 *
 * <p>Imports the JDK and JSpecify, nothing else.
 */
@NullMarked
package dev.callrecords.domain;

import org.jspecify.annotations.NullMarked;
