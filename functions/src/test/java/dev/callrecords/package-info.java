/** Tests of the module as a whole. */
@NullMarked
package dev.callrecords;

import org.jspecify.annotations.NullMarked;
