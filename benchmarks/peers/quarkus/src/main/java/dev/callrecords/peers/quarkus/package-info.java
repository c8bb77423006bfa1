/** GetCall on Quarkus. It answers what the functions answer, and knows nothing of them. */
@NullMarked
package dev.callrecords.peers.quarkus;

import org.jspecify.annotations.NullMarked;
