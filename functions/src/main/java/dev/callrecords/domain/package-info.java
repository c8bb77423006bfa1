/**
 * What a call is, what can be asked of it, and what the outside must offer: values, use cases with
 * sealed outcomes, ports.
 *
 * <p>Imports the JDK and JSpecify, nothing else.
 */
@NullMarked
package dev.callrecords.domain;

import org.jspecify.annotations.NullMarked;
