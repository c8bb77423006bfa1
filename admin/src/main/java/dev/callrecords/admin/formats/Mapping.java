package dev.callrecords.admin.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The mapping of one platform's documents. */
interface Mapping {

  /** Returns what the document looks like, or empty when it is none of this platform. */
  Optional<Kind> kind(JsonNode document);

  /** Fills a draft from a document whose kind is known; faults go to the places. */
  void map(Place document, CallDraft call);
}
