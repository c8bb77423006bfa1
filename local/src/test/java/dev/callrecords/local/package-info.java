/** Tests of the local server's parts. */
@NullMarked
package dev.callrecords.local;

import org.jspecify.annotations.NullMarked;
