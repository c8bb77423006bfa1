/**
 * Documents that voice platforms hand out, mapped to call documents. Each mapping is a pure
 * function over Jackson's tree: no files, no network, no options of the command line.
 *
 * <p>May import the JDK, Jackson, JSpecify and {@link dev.callrecords.domain}.
 */
@NullMarked
package dev.callrecords.admin.formats;

import org.jspecify.annotations.NullMarked;
