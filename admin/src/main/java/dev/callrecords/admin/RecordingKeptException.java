package dev.callrecords.admin;

import software.amazon.awssdk.core.exception.SdkClientException;

/** Thrown when S3 keeps versions of a recording, such as locked ones. Others may still go. */
public final class RecordingKeptException extends SdkClientException {

  private static final long serialVersionUID = 1;

  RecordingKeptException(String message) {
    super(builder().message(message));
  }
}
