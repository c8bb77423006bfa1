/**
 * GetCall the way AWS's own pages teach Lambda in Java: clients with their defaults made in the
 * constructor, the enhanced client with a bean, typed events, databind. It answers what the
 * functions answer, and knows nothing of them.
 */
@NullMarked
package dev.callrecords.peers.tutorial;

import org.jspecify.annotations.NullMarked;
