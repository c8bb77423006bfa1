package dev.callrecords.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callrecords.admin.formats.PlacedFault;
import dev.callrecords.admin.formats.VendorCall;
import dev.callrecords.admin.formats.VendorFormat;
import dev.callrecords.admin.formats.VendorReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records that are documents of voice platforms. The places of faults are JSON pointers into them.
 */
public final class VendorRecords implements RecordFormat {

  private final @Nullable VendorFormat format;
  private final Map<String, String> speakers;
  private final Map<String, String> metadata;

  /**
   * Creates a reader.
   *
   * @param format null to tell by each document which one it is
   * @param speakers speakers by the platform's word, letter or number for them
   * @param metadata what to add to the metadata of each call
   */
  public VendorRecords(
      @Nullable VendorFormat format, Map<String, String> speakers, Map<String, String> metadata) {
    this.format = format;
    this.speakers = speakers;
    this.metadata = metadata;
  }

  @Override
  public Imported read(byte[] record) throws InvalidCallException {
    JsonNode document = RecordJson.read(CallDocument.Mapping.JSON, record);
    return switch (format(document)
        .map(its -> its.read(document, speakers))
        .orElseGet(VendorFormat::unknown)) {
      case VendorReading.Mapped(VendorCall call) -> {
        try {
          yield imported(call);
        } catch (InvalidCallException e) {
          throw new InvalidCallException(
              e.faults().stream().map(fault -> inDocument(fault, call)).toList());
        }
      }
      case VendorReading.Refused(List<PlacedFault> faults) ->
          throw new InvalidCallException(
              faults.stream()
                  .map(fault -> new Fault(fault.pointer().toString(), fault.problem()))
                  .toList());
    };
  }

  /** Returns a fault of a call document as one of the platform's document. */
  private static Fault inDocument(Fault fault, VendorCall call) {
    return new Fault(
        call.origin(fault.field()).toString(),
        "as %s %s".formatted(fault.field(), fault.problem()));
  }

  /**
   * Returns a reader of call documents, to which a platform's transcript in a file belongs.
   *
   * @throws LocalFileException when the file cannot be read
   */
  public RecordFormat withTranscript(Path file) {
    byte[] transcript;
    try {
      transcript = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new LocalFileException("The transcript " + file + " cannot be read", e);
    }
    return record -> {
      if (!(RecordJson.read(CallDocument.Mapping.JSON, record) instanceof ObjectNode call)) {
        throw new InvalidCallException("", "is not one object of JSON");
      }
      return readTranscript(transcript, call, file);
    };
  }

  private Imported readTranscript(byte[] transcript, ObjectNode call, Path file)
      throws InvalidCallException {
    JsonNode document;
    try {
      document = RecordJson.read(CallDocument.Mapping.JSON, transcript);
    } catch (InvalidCallException e) {
      throw new InvalidCallException("", "has a transcript, " + file + ", that " + e.getMessage());
    }
    return switch (format(document)
        .map(its -> its.readTranscript(document, call, speakers))
        .orElseGet(VendorFormat::unknown)) {
      case VendorReading.Mapped(VendorCall mapped) -> imported(mapped);
      case VendorReading.Refused(List<PlacedFault> faults) ->
          throw new InvalidCallException(
              faults.stream()
                  .map(fault ->
                      new Fault(
                          "",
                          "has a transcript, %s: %s"
                              .formatted(
                                  file, new Fault(fault.pointer().toString(), fault.problem()))))
                  .toList());
    };
  }

  private Optional<VendorFormat> format(JsonNode document) {
    return format == null ? VendorFormat.detect(document) : Optional.of(format);
  }

  private Imported imported(VendorCall call) throws InvalidCallException {
    if (call.document().get("metadata") instanceof ObjectNode all) {
      metadata.forEach(all::put);
    }
    return new Imported(new CallDocumentReader().read(call.document()), true, call.recordingUrl());
  }
}
