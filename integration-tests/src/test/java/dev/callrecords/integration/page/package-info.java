/** The page to look at a call and listen to it, in a browser and, its numbers, in Node.js. */
@NullMarked
package dev.callrecords.integration.page;

import org.jspecify.annotations.NullMarked;
