package cc.dmart.core.internal.event.journal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.storage.testing.InMemoryEntryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the journal is kept for listeners that are gone ({@code plugins-events.md} 2.4). */
class OrphanCursorsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path folder;

    private final InMemoryEntryStore journal = new InMemoryEntryStore();

    private OrphanCursors orphans(Duration keep) {
        return new OrphanCursors(journal, folder.resolve("plugins/orphans.json"), keep);
    }

    @Test
    void aCursorIsForgottenAWeekAfterItsListenerWasMissedFirst() {
        journal.advance("p.Gone", 3);
        journal.advance("p.There", 5);
        journal.advance("locks", 1);
        orphans(WEEK).look(Set.of("p.There"), NOW);
        assertThat(orphans(WEEK).list())
                .as("a restart does not begin anew")
                .containsExactly(new OrphanCursors.Orphan("p.Gone", 3, NOW, Optional.of(NOW.plus(WEEK))));
        OrphanCursors later = orphans(WEEK);
        later.look(Set.of("p.There"), NOW.plus(WEEK).minusSeconds(1));
        assertThat(journal.cursors()).containsKey("p.Gone");
        later.look(Set.of("p.There"), NOW.plus(WEEK));
        assertThat(journal.cursors()).containsOnlyKeys("p.There", "locks");
        assertThat(later.list()).isEmpty();
    }

    @Test
    void whoComesBackBeginsAnew() {
        journal.advance("p.Gone", 3);
        OrphanCursors orphans = orphans(WEEK);
        orphans.look(Set.of(), NOW);
        orphans.look(Set.of("p.Gone"), NOW.plusSeconds(60));
        assertThat(orphans.list()).isEmpty();
        Instant again = NOW.plus(WEEK);
        orphans.look(Set.of(), again);
        assertThat(journal.cursors()).containsKey("p.Gone");
        assertThat(orphans.list()).extracting(OrphanCursors.Orphan::since).containsExactly(again);
    }

    @Test
    void zeroDaysIsForEver() {
        journal.advance("p.Gone", 3);
        OrphanCursors orphans = orphans(Duration.ZERO);
        orphans.look(Set.of(), NOW);
        orphans.look(Set.of(), NOW.plus(Duration.ofDays(3650)));
        assertThat(orphans.list()).extracting(OrphanCursors.Orphan::until).containsExactly(Optional.empty());
    }

    @Test
    void aDamagedFileKeepsThemLonger() throws IOException {
        journal.advance("p.Gone", 3);
        Files.createDirectories(folder.resolve("plugins"));
        Files.writeString(folder.resolve("plugins/orphans.json"), "{\"p.Gone\":\"yest");
        OrphanCursors orphans = orphans(WEEK);
        orphans.look(Set.of(), NOW);
        assertThat(orphans.list()).extracting(OrphanCursors.Orphan::since).containsExactly(NOW);
    }
}
