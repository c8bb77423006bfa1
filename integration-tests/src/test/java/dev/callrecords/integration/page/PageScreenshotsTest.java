package dev.callrecords.integration.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callrecords.integration.support.Browser;
import dev.callrecords.integration.support.BrowserExtension;
import dev.callrecords.integration.support.NeedsTools;
import dev.callrecords.integration.support.Repository;
import dev.callrecords.integration.support.Tab;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pictures of the page, in {@code target/screenshots}, for people to look at. Those in {@code
 * docs/page} are copies.
 */
@NeedsTools("chromium")
@ExtendWith(BrowserExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // One server is enough for all.
final class PageScreenshotsTest {

  private static final Path FOLDER = Repository.path("integration-tests/target/screenshots");

  @AutoClose private final LocalPage page = new LocalPage();

  private final Browser browser;

  PageScreenshotsTest(Browser browser) {
    this.browser = browser;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          call        | light | 1280 | 640 | call=7f3d8e00-a1b2-4c3d-9e4f-567890abcdef&t=6
          call-dark   | dark  | 1280 | 640 | call=62158289-cd32-4832-9345-9842af9b89d4
          call-narrow | light |  320 | 720 | call=7f3d8e00-a1b2-4c3d-9e4f-567890abcdef&t=6
          long        | light | 1280 | 640 | call=3a6c1f52-9d0e-4b7a-8f21-0c5d9e7b4a10&t=4000
          list        | light | 1280 | 640 | limit=50
          list-dark   | dark  | 1280 | 640 | limit=50
          """)
  void view_any_isDrawn(String name, String scheme, int width, int height, String fragment)
      throws IOException {
    try (Tab tab = browser.open("about:blank")) {
      tab.resize(width, height);
      tab.prefer("prefers-color-scheme", scheme);
      tab.navigate(page.url() + "/#key=" + page.server().key().reveal() + "&" + fragment);
      LocalPage.run(
          tab,
          """
          await until(() => one('tbody tr') || (one('.message')
            && one('.message').textContent !== 'Looking for the recording'));
          await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
          """);
      byte[] png = tab.screenshot();
      Files.createDirectories(FOLDER);
      Files.write(FOLDER.resolve(name + ".png"), png);

      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(image.getWidth()).isEqualTo(width);
      // Text is drawn in many shades.
      assertThat(
              IntStream.range(0, width * height)
                  .map(i -> image.getRGB(i % width, i / width))
                  .distinct()
                  .count())
          .isGreaterThan(60);
    }
  }
}
