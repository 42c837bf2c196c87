package cc.dmart.index.lucene.internal;

import cc.dmart.index.lucene.internal.query.FilterCache;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.store.AlreadyClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the index: one subfolder per generation, named by a number. In use is the greatest that is complete, so that
 * the commit of a rebuild is the moment of the swap and needs no pointer beside it. Guarded by its caller.
 */
final class Generations {
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

    private final Path root;
    private final int ramMb;
    private final FilterCache filters;
    private Optional<Path> unfinished = Optional.empty();

    Generations(Path root, int ramMb, FilterCache filters) {
        this.root = root;
        this.ramMb = ramMb;
        this.filters = filters;
    }

    /** The generation in use, or a new one that is not complete; others are dropped but one that is unfinished. */
    Generation open() throws IOException {
        Files.createDirectories(root);
        Optional<Generation> found = Optional.empty();
        for (Path folder : folders()) {
            Optional<Generation> opened = found.isPresent() ? Optional.empty() : opened(folder);
            if (opened.isPresent() && opened.get().isComplete()) {
                found = opened;
            } else if (opened.isPresent() && opened.get().begun().isPresent() && unfinished.isEmpty()) {
                opened.get().close();
                unfinished = Optional.of(folder);
            } else {
                if (opened.isPresent()) {
                    opened.get().close();
                }
                delete(folder);
            }
        }
        return found.isPresent() ? found.get() : next();
    }

    /** A new, empty generation that is to be built; an unfinished one is dropped. */
    Generation begin(long seq) throws IOException {
        unfinished.ifPresent(Generations::delete);
        unfinished = Optional.empty();
        Generation out = next();
        out.begin(seq);
        return out;
    }

    /** The unfinished generation; empty if there is none that can be opened. */
    Optional<Generation> resume() {
        Optional<Path> folder = unfinished;
        unfinished = Optional.empty();
        Optional<Generation> out = folder.flatMap(this::opened);
        if (out.isEmpty()) {
            folder.ifPresent(Generations::delete);
        }
        return out;
    }

    /** Closes a generation that is to be resumed; if it cannot be written any more, what was committed before is. */
    void leave(Generation generation) {
        try (generation) {
            generation.commit();
        } catch (IOException | AlreadyClosedException e) {
            LOG.warn("The unfinished index will go on from its last commit: {}", e.toString());
        }
        unfinished = Optional.of(generation.folder());
    }

    private Generation next() throws IOException {
        long next = folders().stream().mapToLong(Generations::number).max().orElse(0) + 1;
        return new Generation(root.resolve(Long.toString(next)), ramMb, filters);
    }

    private Optional<Generation> opened(Path folder) {
        try {
            return Optional.of(new Generation(folder, ramMb, filters));
        } catch (IOException | RuntimeException e) {
            LOG.warn("Index {} cannot be used and will be rebuilt: {}", folder, e.toString());
            return Optional.empty();
        }
    }

    private static long number(Path folder) {
        return Long.parseLong(folder.getFileName().toString());
    }

    private List<Path> folders() throws IOException {
        List<Path> out = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root)) {
            for (Path each : all) {
                if (each.getFileName().toString().matches("[0-9]{1,18}")) {
                    out.add(each);
                }
            }
        }
        out.sort(Comparator.comparingLong(Generations::number).reversed());
        return out;
    }

    /** Removes a folder with all files; what cannot be removed now is at the next start. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            LOG.warn("Old index {} cannot be removed: {}", folder, e.toString());
        }
    }
}
