/**
 * GetCall as AWS's documentation teaches Lambda in Java. It has clients with their defaults made in
 * the constructor, the enhanced client with a bean, typed events and databind. It answers what the
 * functions answer, and knows nothing of them.
 */
@NullMarked
package dev.callrecords.peers.tutorial;

import org.jspecify.annotations.NullMarked;
