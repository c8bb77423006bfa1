package dev.callrecords.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for the loopback address, and trust stores with it. These contain the
 * JDK's roots too, because reading those is part of a cold start.
 *
 * @param server what serves with the certificate
 * @param client what trusts it
 * @param authority the root alone, as PEM
 * @param bundle the JDK's roots and this one, as PEM
 * @param trustStore the same as a trust store of Java
 */
record Certificates(
    SSLContext server, SSLContext client, Path authority, Path bundle, Path trustStore) {

  /** Guards a key that opens nothing. */
  private static final String PASSWORD = "benchmarks";

  /** Makes the certificate and the files in a folder. */
  static Certificates make(Path folder, Path javaHome) {
    Path keys = folder.resolve("keys.p12");
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(keys);
      String keytool = javaHome.resolve("bin/keytool").toString();
      List<String> common =
          List.of(
              "-keyalg",
              "RSA",
              "-keysize",
              "2048",
              "-validity",
              "30",
              "-keystore",
              "keys.p12",
              "-storepass",
              PASSWORD);
      Tool.run(
          folder,
          command(
              keytool,
              common,
              List.of("-alias", "root", "-dname", "CN=benchmarks root", "-ext", "bc:c")));
      Tool.run(
          folder,
          command(
              keytool,
              common,
              List.of(
                  "-alias",
                  "leaf",
                  "-dname",
                  "CN=localhost",
                  "-signer",
                  "root",
                  "-ext",
                  "san=ip:127.0.0.1,dns:localhost",
                  "-ext",
                  "eku=serverAuth")));

      KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
      Certificate root = store.getCertificate("root");
      // What serves has the leaf to choose, and no other.
      store.deleteEntry("root");
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD.toCharArray());
      SSLContext server = SSLContext.getInstance("TLS");
      server.init(managers.getKeyManagers(), null, null);

      KeyStore trust = roots(javaHome);
      trust.setCertificateEntry("benchmarks", root);
      Path trustStore = folder.resolve("trust.p12");
      try (OutputStream out = Files.newOutputStream(trustStore)) {
        trust.store(out, null);
      }
      StringBuilder bundle = new StringBuilder();
      for (String alias : Collections.list(trust.aliases())) {
        bundle.append(pem(trust.getCertificate(alias)));
      }
      TrustManagerFactory trusting =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusting.init(trust);
      SSLContext client = SSLContext.getInstance("TLS");
      client.init(null, trusting.getTrustManagers(), null);
      return new Certificates(
          server,
          client,
          Files.writeString(folder.resolve("root.pem"), pem(root)),
          Files.writeString(folder.resolve("bundle.pem"), bundle),
          trustStore);
    } catch (IOException | GeneralSecurityException e) {
      throw new BenchmarkException("No certificate could be made in " + folder, e);
    }
  }

  private static String[] command(String keytool, List<String> common, List<String> own) {
    return Stream.of(List.of(keytool, "-genkeypair"), common, own)
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  /** Returns the JDK's root certificates as a key store without password, as in the JDK. */
  private static KeyStore roots(Path javaHome) throws IOException, GeneralSecurityException {
    System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
    System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
    KeyStore roots = KeyStore.getInstance("PKCS12");
    KeyStore shipped =
        KeyStore.getInstance(javaHome.resolve("lib/security/cacerts").toFile(), (char[]) null);
    roots.load(null, null);
    for (String alias : Collections.list(shipped.aliases())) {
      roots.setCertificateEntry(alias, shipped.getCertificate(alias));
    }
    return roots;
  }

  private static String pem(Certificate certificate) throws GeneralSecurityException {
    byte[] lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n"
        + new String(lines, StandardCharsets.US_ASCII)
        + "\n-----END CERTIFICATE-----\n";
  }
}
