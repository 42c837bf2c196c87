package cc.dmart.auth.internal.invite;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryLookup;
import cc.dmart.api.service.LinkService;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.MovableClock;
import cc.dmart.auth.internal.TestConfig;
import cc.dmart.auth.internal.store.RowFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short links to entries: {@code http-api.md} 4.14, {@code security.md} 5.4. */
class LinkServiceTest {
    private static final Caller SARA = Caller.anonymous("r1");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock();

    /** Everything is there. */
    private static final class Everything implements EntryLookup {
        @Override
        public WireRecord byUuid(Caller caller, String uuid, ViewOptions options, boolean lockStatus) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Locator byName(Caller caller, SpaceName space, Subpath subpath, Shortname shortname) {
            return new Locator(space, subpath, shortname, ResourceType.CONTENT);
        }

        @Override
        public WireRecord bySlug(Caller caller, String slug, ViewOptions options, boolean lockStatus) {
            throw new UnsupportedOperationException();
        }
    }

    private static String shorten(LinkService links, String name) {
        return links.shorten(SARA, new SpaceName("shop"), new Subpath("pens"), new Shortname(name));
    }

    @Test
    void w4_14_anEntryHasOneLinkWhileItLives() throws IOException {
        AuthConfig config = TestConfig.of(data, "app_url", "https://a.io/", "url_shorter_expires", 3600);
        RowFile rows = new RowFile(config, clock);
        LinkService links = new LinkServiceImpl(new Everything(), rows, config, clock);
        ShortLinks target = new ShortLinks(rows, config, clock);
        String first = shorten(links, "blue");
        for (int i = 0; i < 50; i++) {
            assertThat(shorten(links, "blue")).isEqualTo(first);
        }
        assertThat(shorten(links, "red")).isNotEqualTo(first).hasSize(24);
        Path file = data.resolve("auth/rows.jsonl");
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(Files.readString(file)).doesNotContain(first);
        assertThat(target.find(first)).contains("https://a.io/managed/entry/content/shop/pens/blue");
        clock.advance(Duration.ofMinutes(40));
        assertThat(shorten(links, "blue")).isEqualTo(first);
        clock.advance(Duration.ofMinutes(40));
        assertThat(target.find(first))
                .as("it lives on from when it was asked for again")
                .isPresent();
        clock.advance(Duration.ofMinutes(40));
        assertThat(target.find(first)).isEmpty();
        rows.close();
    }
}
