package dev.callrecords.integration.page;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Recordings made up for tests. */
final class Wav {

  private Wav() {}

  /** Returns a tone of 8 bits, one channel. */
  static byte[] tone(int seconds, int samplesPerSecond) {
    byte[] samples = new byte[seconds * samplesPerSecond];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) Math.round(20 * Math.sin(2 * Math.PI * 220 * i / samplesPerSecond));
    }
    AudioFormat format = new AudioFormat(samplesPerSecond, 8, 1, false, false);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      AudioSystem.write(
          new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length),
          AudioFileFormat.Type.WAVE,
          file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }
}
