package dev.callrecords.admin;

import java.io.IOException;

/** A file of this machine that is needed for the work cannot be written. */
public final class LocalFileException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates the exception; the message says which file. */
  public LocalFileException(String message, IOException cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
