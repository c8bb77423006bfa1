/** Unit tests of what the commands do. */
@NullMarked
package dev.callrecords.admin;

import org.jspecify.annotations.NullMarked;
