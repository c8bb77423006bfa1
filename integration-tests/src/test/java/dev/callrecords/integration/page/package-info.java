/** The page that shows and plays calls, in a browser; its numbers in Node.js. */
@NullMarked
package dev.callrecords.integration.page;

import org.jspecify.annotations.NullMarked;
