/** The documents: their form, their links and their examples. */
@NullMarked
package dev.callrecords.integration.docs;

import org.jspecify.annotations.NullMarked;
