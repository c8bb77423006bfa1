/** A function that does nothing: the floor under the others. Imports the Lambda API alone. */
@NullMarked
package dev.callrecords.peers.empty;

import org.jspecify.annotations.NullMarked;
