/** The operator's command line, run as a process, against the stand-ins. */
@NullMarked
package dev.callrecords.integration.admin;

import org.jspecify.annotations.NullMarked;
