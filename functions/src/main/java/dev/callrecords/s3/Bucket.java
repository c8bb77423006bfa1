package dev.callrecords.s3;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A bucket, and where requests for its objects go.
 *
 * @param region such as {@code eu-west-1}
 * @param endpoint where S3 is, such as {@code https://s3.eu-west-1.amazonaws.com}; without a path
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html">Virtual
 *     hosting of buckets</a>
 */
public record Bucket(String name, String region, URI endpoint) {

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

  /**
   * Returns what the URL of each object begins with, up to its key. The bucket stands before the
   * host, or in the path where the host is an address, which can have nothing before it, or where a
   * dot in the bucket's name would not be covered by the host's certificate.
   */
  URI objects() {
    String authority = endpoint.getRawAuthority();
    boolean inPath = ADDRESS.matcher(endpoint.getHost()).matches() || name.contains(".");
    return URI.create(
        inPath
            ? endpoint.getScheme() + "://" + authority + "/" + name + "/"
            : endpoint.getScheme() + "://" + name + "." + authority + "/");
  }
}
