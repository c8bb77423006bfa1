/** Unit tests of the command line. */
@NullMarked
package dev.callrecords.admin.cli;

import org.jspecify.annotations.NullMarked;
