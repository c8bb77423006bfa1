package dev.callrecords.admin.formats;

import com.fasterxml.jackson.core.JsonPointer;

/**
 * One thing that is wrong with a platform's document.
 *
 * @param pointer where in the document
 * @param problem what is wrong, as the end of a sentence that starts with the place
 */
public record PlacedFault(JsonPointer pointer, String problem) {}
