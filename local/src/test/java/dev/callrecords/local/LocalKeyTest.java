package dev.callrecords.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.admin.Keys;
import dev.callrecords.domain.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
final class LocalKeyTest {

  private EmbeddedCloud cloud;
  private Deployment deployment;
  private Keys keys;

  @BeforeAll
  void start() throws IOException {
    cloud = EmbeddedCloud.start();
    deployment = new Deployment(Template.read(Path.of("..", "template.yaml")), cloud);
    deployment.createResources();
    keys = deployment.keys();
  }

  @AfterAll
  void stop() {
    deployment.close();
    cloud.close();
  }

  @Test
  void of_sameFolder_isTheSameKey(@TempDir Path folder) throws IOException {
    int before = keys.list(null).size();

    ApiKey first = LocalKey.of(keys, folder);

    assertThat(LocalKey.of(keys, folder).reveal()).isEqualTo(first.reveal());
    assertThat(keys.list(null)).hasSize(before + 1);
  }

  @Test
  void of_keyIsRevokedOrUnreadable_isANewOne(@TempDir Path folder) throws IOException {
    ApiKey first = LocalKey.of(keys, folder);
    keys.revoke(null, first.hash());

    ApiKey second = LocalKey.of(keys, folder);
    Files.writeString(folder.resolve("api-key.txt"), "crk_\n");
    ApiKey third = LocalKey.of(keys, folder);

    assertThat(second.reveal()).isNotEqualTo(first.reveal());
    assertThat(third.reveal()).isNotEqualTo(second.reveal());
    assertThat(LocalKey.of(keys, folder).reveal()).isEqualTo(third.reveal());
  }

  @Test
  void of_noFolder_isANewKey() throws IOException {
    assertThat(LocalKey.of(keys, null).reveal()).isNotEqualTo(LocalKey.of(keys, null).reveal());
  }
}
