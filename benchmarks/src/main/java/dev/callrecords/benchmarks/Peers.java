package dev.callrecords.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The implementations compared, packaged as for Lambda as far as this machine can. */
final class Peers {

  /** Handler method in tutorials' style; our handlers implement an interface and need none. */
  private static final String METHOD = "::handleRequest";

  private static final String FUNCTIONS_FOLDER = "functions";

  private final Checkout functions;
  private final Path work;
  private final JavaRuntime java;
  private final Path crtJar;
  private final Map<Way, Peer> peers = new EnumMap<>(Way.class);
  private final Map<Way, String> missing = new EnumMap<>(Way.class);

  /**
   * Lays the peers out.
   *
   * @param functions this version, whose folder has the other peers too, those in Java built
   * @param previous another version, which then is a peer, too
   * @param work where they are laid out
   * @param jars the functions', the runtime client's and what both need
   */
  Peers(
      Checkout functions,
      Optional<Checkout> previous,
      Path work,
      Path javaHome,
      List<Path> jars,
      Path trustStore) {
    this.functions = functions;
    this.work = work;
    this.java = new JavaRuntime(javaHome, jars, work, trustStore);
    this.crtJar =
        jars.stream()
            .filter(jar -> jar.getFileName().toString().endsWith(JavaRuntime.PLATFORM + ".jar"))
            .findFirst()
            .orElseThrow();
    add(Way.FUNCTIONS, () -> packaged(Way.FUNCTIONS, functions, FUNCTIONS_FOLDER));
    previous.ifPresent(
        version -> add(Way.PREVIOUS, () -> packaged(Way.PREVIOUS, version, "previous")));
    add(Way.FUNCTIONS_UNPRIMED, this::functionsUnprimed);
    add(
        Way.TUTORIAL,
        () ->
            unpacked(
                Way.TUTORIAL,
                "tutorial",
                "peer-tutorial-0.1.0-SNAPSHOT.jar",
                "dev.callrecords.peers.tutorial.GetCallHandler"));
    add(
        Way.QUARKUS,
        () ->
            unpacked(
                Way.QUARKUS,
                "quarkus",
                "function.zip",
                "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler"));
    add(
        Way.EMPTY,
        () ->
            unpacked(
                Way.EMPTY,
                "empty",
                "peer-empty-0.1.0-SNAPSHOT.jar",
                "dev.callrecords.peers.empty.EmptyHandler"));
    add(Way.NODE, this::node);
    add(Way.PYTHON, this::python);
  }

  /** Lays one peer out. */
  @FunctionalInterface
  private interface Layout {
    Peer make() throws IOException;
  }

  private void add(Way way, Layout layout) {
    try {
      peers.put(way, layout.make());
    } catch (BenchmarkException e) {
      missing.put(way, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("The peer " + way.text() + " cannot be laid out", e);
    }
  }

  /** Returns a peer, or empty when this machine does not have what it needs. */
  Optional<Peer> find(Way way) {
    return Optional.ofNullable(peers.get(way));
  }

  /** Returns those of some ways that are there. */
  List<Peer> of(List<Way> ways) {
    return ways.stream().flatMap(way -> find(way).stream()).toList();
  }

  /** Returns what is missing, and why. */
  Map<Way, String> missing() {
    return missing;
  }

  /** The package as {@code sam build} takes it, with the native library of this machine. */
  private Peer packaged(Way way, Checkout version, String folder) throws IOException {
    Path root = fresh(folder);
    Path built = version.classes();
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = root.resolve(built.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    try (ZipFile jar = new ZipFile(version.crtJar(crtJar).toFile())) {
      ZipEntry library =
          jar.stream()
              .filter(entry -> entry.getName().endsWith("/libaws-crt-jni.so"))
              .findFirst()
              .orElseThrow();
      try (InputStream content = jar.getInputStream(library)) {
        Files.copy(
            content, root.resolve("lib/libaws-crt-jni.so"), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return new Peer(way, root, java.managed(version.handler()), version.environment());
  }

  private Peer functionsUnprimed() {
    return new Peer(
        Way.FUNCTIONS_UNPRIMED,
        work.resolve(FUNCTIONS_FOLDER),
        java.managedWithoutHooks(functions.handler()),
        functions.environment());
  }

  private Peer unpacked(Way way, String folder, String file, String handlerClass)
      throws IOException {
    Path built = peerSources(folder).resolve("target").resolve(file);
    if (!Files.exists(built)) {
      throw new BenchmarkException("there is no " + built + ": run mvn -q -Pbenchmarks");
    }
    Path root = fresh(folder);
    unzip(built, root);
    String handler = handlerClass + METHOD;
    return new Peer(way, root, java.managed(handler), Map.of("_HANDLER", handler));
  }

  private Peer node() throws IOException {
    Path source = peerSources("node");
    Path folder = Files.createDirectories(work.resolve("node"));
    String node = Tool.run(folder, "node", "-p", "process.execPath");
    String version = Tool.run(folder, "node", "-p", "process.versions.node");
    if (!version.startsWith("20.")) {
      throw new BenchmarkException("the goals speak of Node.js 20, and this is " + version);
    }
    Path bundle = folder.resolve("bundle/function.mjs");
    boolean changed = !Files.exists(bundle);
    for (String file :
        List.of("package.json", "package-lock.json", "function.mjs", "runtime.mjs")) {
      changed |= copyIfOther(source.resolve(file), folder.resolve(file));
    }
    if (changed) {
      Tool.run(folder, "npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts");
      Tool.run(folder, "npm", "run", "--silent", "build");
    }
    return new Peer(
        Way.NODE,
        folder.resolve("bundle"),
        List.of(node, folder.resolve("runtime.mjs").toString()),
        Map.of("_HANDLER", "function.mjs"));
  }

  private Peer python() throws IOException {
    Path source = peerSources("python");
    Path folder = Files.createDirectories(work.resolve("python"));
    String python = Tool.run(folder, "python3", "-c", "import boto3, sys; print(sys.executable)");
    copyIfOther(source.resolve("function.py"), folder.resolve("function.py"));
    copyIfOther(source.resolve("runtime.py"), folder.resolve("runtime.py"));
    return new Peer(
        Way.PYTHON,
        folder,
        List.of(python, folder.resolve("runtime.py").toString()),
        Map.of("_HANDLER", "function"));
  }

  private Path peerSources(String folder) {
    return functions.folder().resolve("benchmarks/peers").resolve(folder);
  }

  private static boolean copyIfOther(Path from, Path to) throws IOException {
    if (Files.exists(to) && Files.mismatch(from, to) < 0) {
      return false;
    }
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private Path fresh(String name) throws IOException {
    Path folder = work.resolve(name);
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
    return Files.createDirectories(folder);
  }

  private static void unzip(Path zip, Path folder) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().filter(one -> !one.isDirectory()).toList()) {
        Path target = folder.resolve(entry.getName());
        Files.createDirectories(target.getParent());
        try (InputStream content = file.getInputStream(entry)) {
          Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** Returns how many MB the functions take as the zip that is deployed. */
  double functionsZipMegabytes() {
    Path root = work.resolve(FUNCTIONS_FOLDER);
    Path zip = work.resolve("functions.zip");
    try (Stream<Path> files = Files.walk(root)) {
      try (OutputStream file = Files.newOutputStream(zip);
          ZipOutputStream out = new ZipOutputStream(file)) {
        for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
          out.putNextEntry(new ZipEntry(root.relativize(path).toString()));
          Files.copy(path, out);
        }
      }
      return Files.size(zip) / (1024.0 * 1024.0);
    } catch (IOException e) {
      throw new UncheckedIOException("The functions cannot be zipped", e);
    }
  }
}
